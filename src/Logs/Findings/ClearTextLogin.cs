using Restante.Logs.Sessions;

namespace Restante.Logs.Findings;

/// <summary>A password that crossed the network unencrypted.</summary>
internal sealed class ClearTextLogin : IFinding
{
    private readonly CappedTable<string, Tally> _seen = new();

    public string Code => "clear-text-login";

    public bool Look(Session session)
    {
        if (session.Login != Login.Ok || !session.TellsTls || session.Tls is not null || session.IsTrusted
            || IsHere(session.Address) || IsProof(session.Mechanism))
        {
            return false;
        }

        _seen[Words.User(session)].Count(session);
        return true;
    }

    public IEnumerable<Found> Found() => _seen.All.Select(e => new Found(
        Code, e.Key, e.Value.Sessions,
        $"{Words.Count(e.Value.Sessions, "session")} sent the password without TLS",
        "Whoever is on the way can read it. Switch the client to POP3S (port 995) or STLS, then refuse passwords in clear on the server.",
        e.Value.Evidence));

    private static bool IsHere(string? address) =>
        address is null or "local" or "::1" or "localhost" || address.StartsWith("127.", StringComparison.Ordinal) || address.StartsWith("::ffff:127.", StringComparison.Ordinal);

    // These prove that the client knows the password and do not send it.
    private static bool IsProof(string? mechanism) =>
        mechanism is not null && (mechanism is "APOP" or "GSSAPI" or "NTLM" or "EXTERNAL" || mechanism.StartsWith("CRAM-", StringComparison.OrdinalIgnoreCase)
            || mechanism.StartsWith("SCRAM-", StringComparison.OrdinalIgnoreCase) || mechanism.StartsWith("DIGEST-", StringComparison.OrdinalIgnoreCase));
}
