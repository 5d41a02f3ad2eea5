using System.Globalization;

namespace Restante.Client.Conformance;

/// <summary>
/// What is wrong with a message that came back. On the way in, headers are added (Received, Return-Path): what was sent must
/// be there, in its order, and the body must be the body.
/// </summary>
internal static class MessageFault
{
    /// <param name="lines">Without stuffing and terminator.</param>
    /// <param name="bodyLines">So many lines of the body were asked for; null for all.</param>
    /// <returns>In words; null where it is the message.</returns>
    public static string? Find(SeedMessage sent, IReadOnlyList<string> lines, int? bodyLines = null)
    {
        var blank = 0;
        while (blank < lines.Count && lines[blank].Length > 0)
        {
            blank++;
        }

        var next = 0;
        for (var i = 0; i < blank && next < sent.Header.Count; i++)
        {
            next += lines[i] == sent.Header[next] ? 1 : 0;
        }

        if (next < sent.Header.Count)
        {
            return $"the header lacks \"{sent.Header[next]}\"";
        }

        if (blank == lines.Count)
        {
            return "there is no blank line behind the header";
        }

        IReadOnlyList<string> wanted = bodyLines is { } most && most < sent.Body.Count ? [.. sent.Body.Take(most)] : sent.Body;
        var body = lines.Skip(blank + 1).ToList();
        for (var i = 0; i < Math.Min(wanted.Count, body.Count); i++)
        {
            if (body[i] != wanted[i])
            {
                return string.Create(CultureInfo.InvariantCulture, $"line {i + 1} of the body is \"{Cut(body[i])}\", not \"{Cut(wanted[i])}\"");
            }
        }

        return body.Count == wanted.Count ? null
            : string.Create(CultureInfo.InvariantCulture, $"the body has {body.Count} lines, not {wanted.Count}");
    }

    private static string Cut(string line) => line.Length > 60 ? line[..60] + "..." : line;
}
