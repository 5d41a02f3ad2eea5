using Restante.Protocol.Sasl;

namespace Restante.Client.Login;

/// <summary>A way to log in that this client speaks.</summary>
/// <param name="Name">As CAPA's SASL line names it; <c>USER/PASS</c> and <c>APOP</c> for those that are no mechanisms.</param>
/// <param name="ShowsPassword">The password itself goes over the wire.</param>
/// <param name="Make">The client's side, of user, password and the server's name; null for those that are no mechanisms.</param>
public sealed record LoginMethod(string Name, bool ShowsPassword, Func<string, Secret, string, SaslClient>? Make = null)
{
    public static readonly LoginMethod ScramSha256 = new("SCRAM-SHA-256", false, (user, password, _) => new ScramClient(ScramMechanism.Sha256, user, password));

    public static readonly LoginMethod ScramSha1 = new("SCRAM-SHA-1", false, (user, password, _) => new ScramClient(ScramMechanism.Sha1, user, password));

    public static readonly LoginMethod Plain = new(PlainMechanism.Name, true, (user, password, _) => new PlainMechanism.Client(user, password));

    public static readonly LoginMethod UserPass = new("USER/PASS", true);

    public static readonly LoginMethod LoginWords = new(LoginMechanism.Name, true, (user, password, _) => new LoginMechanism.Client(user, password));

    public static readonly LoginMethod CramMd5 = new(CramMd5Mechanism.Name, false, (user, password, _) => new CramMd5Mechanism.Client(user, password));

    public static readonly LoginMethod DigestMd5 = new(DigestMd5Mechanism.Name, false, (user, password, host) => new DigestMd5Mechanism.Client(user, password, host));

    public static readonly LoginMethod Apop = new("APOP", false);

    /// <summary>Best first. Those with MD5 stand last: where TLS hides the password anyway, they are what servers most often have wrong.</summary>
    public static readonly IReadOnlyList<LoginMethod> All = [ScramSha256, ScramSha1, Plain, UserPass, LoginWords, CramMd5, DigestMd5, Apop];

    public bool IsMechanism => Make is not null;

    /// <summary>What a server promises of <see cref="All"/>, best first.</summary>
    /// <param name="capabilities">Null where CAPA is not known: then it is USER, as RFC 1939 has it.</param>
    /// <param name="timestamp">The greeting's, which promises APOP; null without one.</param>
    public static IReadOnlyList<LoginMethod> Promised(CapabilitySet? capabilities, string? timestamp) =>
        [.. All.Where(method => method == UserPass ? capabilities?.Has("USER") != false
            : method == Apop ? timestamp is not null
            : capabilities?.Mechanisms.Contains(method.Name, StringComparer.Ordinal) == true)];
}
