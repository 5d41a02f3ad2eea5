namespace Restante.Protocol.Transcript;

/// <summary>A server's line as it may be shown.</summary>
public static class ServerLine
{
    /// <summary>
    /// A line as it may be written to a log. SASL challenges are blanked as well as the responses: the server's last word
    /// in SCRAM and DIGEST-MD5 is made of the password, and guesses can be tried against it.
    /// </summary>
    /// <param name="line">The line without its end.</param>
    public static string Show(ReadOnlySpan<byte> line) =>
        line.StartsWith("+ "u8) && line.Length > 2 ? "+ " + ClientLine.Blank : ClientLine.Escape(line);
}
