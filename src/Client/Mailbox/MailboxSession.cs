using Restante.Client.Login;
using Restante.Client.Wire;

namespace Restante.Client.Mailbox;

/// <summary>
/// The session in which a mailbox is looked at. Where something leaves it out of step it is dropped, and another takes
/// its place when it is needed: a few times, so that one bad message does not hide the others.
/// </summary>
public sealed class MailboxSession(Examination examination) : IAsyncDisposable
{
    private const int MostReopened = 4;

    private LoggedIn? _login;
    private int _opened;

    /// <summary>The login of the session that is, or was, open.</summary>
    public LoggedIn? Login => _login;

    /// <summary>It could not be opened, or not any more.</summary>
    public bool IsOver { get; private set; }

    /// <summary>The open one, or a new one; null where there is none to be had.</summary>
    public async Task<Pop3Conversation?> ReadyAsync(CancellationToken cancellation)
    {
        if (_login is { IsIn: true, Session: { IsOpen: true } open })
        {
            return open;
        }

        await LoseAsync();
        if (IsOver || _opened > MostReopened)
        {
            IsOver = true;
            return null;
        }

        _opened++;
        _login = await examination.LogInAsync(cancellation);
        IsOver = !_login.IsIn;
        return _login.IsIn ? _login.Session : null;
    }

    /// <summary>Ends the session without QUIT: nothing that is marked in it is deleted, unless the server is wrong.</summary>
    public async Task LoseAsync()
    {
        if (_login is { } login)
        {
            _login = null;
            await login.DisposeAsync();
        }
    }

    /// <summary>Says QUIT and closes; null where no session is open. Not where marks must not become deletions.</summary>
    public async Task<ServerReply?> QuitAsync(CancellationToken cancellation)
    {
        if (_login is not { IsIn: true, Session: { IsOpen: true } open })
        {
            await LoseAsync();
            return null;
        }

        var reply = await open.AskAsync("QUIT", cancellation);
        examination.Entrance.NoteFarewell(reply);
        await LoseAsync();
        return reply;
    }

    public async ValueTask DisposeAsync() => await LoseAsync();
}
