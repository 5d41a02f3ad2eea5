using Restante.Client.Wire;

namespace Restante.Client.Login;

/// <summary>A connection that was to be logged in. Disposing it closes it, without QUIT; <see cref="Entrance.LeaveAsync"/> says good-bye.</summary>
/// <param name="Opened">The connection; null where none was to be opened.</param>
/// <param name="Attempts">All that was tried, connections before this one included; never empty.</param>
/// <param name="Decisive">The attempt that counts.</param>
public sealed record LoggedIn(Opened? Opened, IReadOnlyList<LoginAttempt> Attempts, LoginAttempt Decisive) : IAsyncDisposable
{
    public bool IsIn => Decisive.IsIn;

    /// <summary>The logged-in connection.</summary>
    public Pop3Conversation Session => IsIn ? Opened!.Ready : throw new InvalidOperationException("not logged in");

    /// <summary>Told once it is closed: the server's delay between logins begins.</summary>
    internal Action? Closed { get; init; }

    public async ValueTask DisposeAsync()
    {
        if (Opened is not null)
        {
            await Opened.DisposeAsync();
        }

        Closed?.Invoke();
    }
}
