using Restante.Logs.Sessions;

namespace Restante.Logs.Findings;

/// <summary>A user at an address: one mail program, as far as a log tells them apart.</summary>
internal readonly record struct Client(string? User, string? Address)
{
    public static Client Of(Session session) => new(session.User, session.Address);

    public override string ToString() =>
        User is null ? Address ?? "(nobody)" : Address is null ? User : $"{User} from {Address}";
}
