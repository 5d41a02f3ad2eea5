using Restante.Client.Talk;
using Restante.Client.Wire;

namespace Restante.Cli.Commands.Talk;

/// <summary>What both ways to talk work with.</summary>
internal sealed record TalkParts(TalkRun Run, TalkSession Session, Protection Protection, Transcript Transcript, TranscriptFile File)
{
    /// <summary>What is wrong with the connection's encryption; nothing where the person does not want to know.</summary>
    public IReadOnlyList<string> Warnings => Run.Insecure ? [] :
    [
        .. Session.Opened.BeforeTls.IsEmpty ? Array.Empty<string>() : ["words in clear text came behind the answer to STLS; they were dropped (stls-reply-injection)"],
        .. Protection.FaultsOf(Session.Opened),
    ];

    /// <summary>What keeps a password from going out now, in words; null where nothing does.</summary>
    public string? Risk => Run.Insecure ? null : Protection.RiskOf(Session.Opened) switch
    {
        PasswordRisk.None => null,
        PasswordRisk.ClearText => "the connection is not encrypted: everybody on the way can read the password",
        _ => $"the certificate does not prove that this is {Run.Options.Target.Host}: somebody else may read the password",
    };
}
