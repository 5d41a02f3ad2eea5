using Restante.Fuzz.Maildirs;

namespace Restante.Fuzz.Sessions;

/// <summary>The same sessions on a Maildir.</summary>
internal sealed class MaildirSessionsTarget : SessionsTarget
{
    public override string Name => "maildir-sessions";

    public override bool OnDisk => true;

    public override int InputsInTests => 600;

    private protected override async Task CheckAsync(SessionInput input)
    {
        using var folder = new TempFolder();
        await CheckAsync(input, folder.Store());
    }
}
