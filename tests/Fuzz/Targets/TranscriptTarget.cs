using System.Globalization;
using System.Text;
using Restante.Protocol.Transcript;

namespace Restante.Fuzz.Targets;

/// <summary>No secret survives in what a transcript shows, however the client writes its line; and nothing shown ends a line.</summary>
public sealed class TranscriptTarget : FuzzTarget
{
    /// <summary>What stands for the password in every input.</summary>
    public const string Canary = "Zq7xCanary";

    private static readonly string[] Keywords = ["PASS", "pass", "PaSs", "AUTH", "auth", "APOP", "apop", "USER", "user", "PASS:", "PAS", "XAUTH", "LOGIN"];
    private static readonly string[] Gaps = [" ", "  ", "\t", "", " \t", "\0 ", "=", " ann ", " PLAIN ", " plain "];

    public override string Name => "transcript";

    public override byte[] Make(Random random)
    {
        var line = (random.Next(6) == 0 ? " " : "") + Keywords[random.Next(Keywords.Length)] + Gaps[random.Next(Gaps.Length)]
            + (random.Next(3) == 0 ? "\u00fcx" : "") + Canary + (random.Next(3) == 0 ? " behind" : "");
        var octets = Encoding.UTF8.GetBytes(line);
        if (random.Next(4) == 0)
        {
            octets[random.Next(octets.Length)] = (byte)random.Next(256);
        }

        return octets;
    }

    public override void Check(byte[] input)
    {
        Holds(ClientLine.Show(input, sasl: true) is "*" or ClientLine.Blank, "a SASL response is shown");
        var shown = ClientLine.Show(input, sasl: false);
        Holds(!shown.EnumerateRunes().Any(Rune.IsControl), "a control character is shown");
        Holds(!shown.Any(c => CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator), "a line separator is shown");
        Holds(shown.Length <= 256 * 6, "what is shown is too long");
        Agree(MayShow(Encoding.Latin1.GetString(input)), shown.Contains(Canary, StringComparison.Ordinal), "the secret is shown");
    }

    /// <summary>The name behind USER is no secret; neither is APOP's, but no digest follows it here.</summary>
    private static bool MayShow(string line)
    {
        var words = line.Split(' ');
        return words.Length > 1 && words[1].Contains(Canary, StringComparison.Ordinal) && words[0].Equals("USER", StringComparison.OrdinalIgnoreCase);
    }
}
