namespace Restante.Protocol.Pop3;

/// <summary>What holds for one connection at this moment: the input to CAPA and to AUTH without an argument.</summary>
/// <param name="Stls">STLS would be accepted now.</param>
/// <param name="User">USER and PASS would be accepted before login.</param>
/// <param name="Mechanisms">SASL mechanisms that would be accepted before login; the strongest first.</param>
public sealed record Capabilities(bool Stls, bool User, IReadOnlyList<string> Mechanisms)
{
    /// <summary>The least time between logins, in whole seconds; zero for none.</summary>
    public TimeSpan LoginDelay { get; init; }

    /// <summary>The days for which mail is surely kept (EXPIRE); null where the site has no policy.</summary>
    public int? ExpireDays { get; init; }

    /// <summary>
    /// CAPA's lines (RFC 2449 §5). Each name stands alone on its line, and the SASL line's first names lie within its
    /// first 63 octets: fetchmail reads in pieces of 64, K-9 compares whole lines.
    /// </summary>
    public IEnumerable<string> Lines(string implementation)
    {
        yield return "TOP";
        yield return "UIDL";
        yield return "RESP-CODES";
        yield return "AUTH-RESP-CODE";
        yield return "PIPELINING";
        yield return "UTF8 USER";
        yield return "LANG";
        if (LoginDelay > TimeSpan.Zero)
        {
            yield return FormattableString.Invariant($"LOGIN-DELAY {LoginDelay.TotalSeconds:0}");
        }

        if (ExpireDays is { } days)
        {
            yield return FormattableString.Invariant($"EXPIRE {days}");
        }

        if (Stls)
        {
            yield return "STLS";
        }

        // These two after login, too, where nobody needs them: what AUTHORIZATION names, TRANSACTION names (RFC 2449 §5).
        if (User)
        {
            yield return "USER";
        }

        if (Mechanisms.Count > 0)
        {
            yield return "SASL " + string.Join(' ', Mechanisms);
        }

        yield return "IMPLEMENTATION " + implementation;
    }
}
