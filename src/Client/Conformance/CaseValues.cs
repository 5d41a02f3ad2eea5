using System.Text;
using Restante.Protocol.Sasl;
using Restante.Protocol.Transcript;

namespace Restante.Client.Conformance;

/// <summary>
/// What stands for <c>{user}</c> and its kin. Secrets are put in as octets at the last moment, and blanked in whatever is
/// shown, the server's words included.
/// </summary>
public sealed class CaseValues(string user, Secret password, string wrong)
{
    // Private-use characters, which no case has: each stands for a secret until the octets are made.
    private const char PasswordMark = '\uE000';
    private const char PlainMark = '\uE001';
    private const char Base64Mark = '\uE002';

    private readonly byte[] _user = Encoding.UTF8.GetBytes(user);

    public string User => user;

    public Secret Password => password;

    /// <summary>The octets of a step's text.</summary>
    /// <param name="bound">What patterns have bound.</param>
    /// <param name="timestamp">The greeting's, for <c>{apop}</c>.</param>
    internal byte[] Octets(string text, bool escapes, IDictionary<string, string> bound, string? timestamp)
    {
        var octets = new List<byte>();
        var marked = CaseText.Octets(text, escapes, name => ValueOf(name, bound, timestamp));
        for (var i = 0; i < marked.Length; i++)
        {
            // U+E000 to U+E002 are EE 80 80 to EE 80 82 in UTF-8.
            if (marked[i] == 0xEE && i + 2 < marked.Length && marked[i + 1] == 0x80 && marked[i + 2] is >= 0x80 and <= 0x82)
            {
                octets.AddRange(Mark((char)(PasswordMark + marked[i + 2] - 0x80)));
                i += 2;
            }
            else
            {
                octets.Add(marked[i]);
            }
        }

        return [.. octets];
    }

    /// <summary>The step's text as it may be shown.</summary>
    internal string Shown(string text, IDictionary<string, string> bound) =>
        CaseText.Fill(text, name => name is "{password}" or "{plain}" or "{login-password}" or "{apop}" ? ClientLine.Blank
            : ClientLine.Escape(Encoding.Latin1.GetBytes(ValueOf(name, bound, timestamp: null))));

    /// <summary>Words that may quote the server, without the password.</summary>
    internal string Blanked(string text) => password.Octets.IsEmpty ? text : text.Replace(Encoding.Latin1.GetString(password.Octets), ClientLine.Blank, StringComparison.Ordinal);

    /// <summary>A server's line as it may be shown.</summary>
    internal string Shown(ReadOnlySpan<byte> line)
    {
        var shown = ServerLine.Show(line);
        var secret = ClientLine.Escape(password.Octets);
        return secret.Length == 0 ? shown : shown.Replace(secret, ClientLine.Blank, StringComparison.Ordinal);
    }

    private string ValueOf(string name, IDictionary<string, string> bound, string? timestamp) => name switch
    {
        "{user}" => user,
        "{password}" => PasswordMark.ToString(),
        "{plain}" => PlainMark.ToString(),
        "{login-user}" => Convert.ToBase64String(_user),
        "{login-password}" => Base64Mark.ToString(),
        "{apop}" => timestamp is null ? "" : ApopDigest.Compute(timestamp, password.Octets),
        "{wrong}" => wrong,
        "{nobody}" => "nobody-" + wrong,
        "{plain-wrong}" => Convert.ToBase64String([0, .. _user, 0, .. Encoding.UTF8.GetBytes(wrong)]),
        "{plain-other}" => Convert.ToBase64String([.. Encoding.UTF8.GetBytes("nobody-" + wrong), 0, .. _user, 0, .. Encoding.UTF8.GetBytes(wrong)]),
        ['<', ..] => bound.TryGetValue(name.Trim('<', '>'), out var value) ? value : "",
        _ => throw new FormatException($"{name} stands for nothing"),
    };

    private byte[] Mark(char mark) => mark switch
    {
        PasswordMark => password.Octets.ToArray(),
        PlainMark => Encoding.ASCII.GetBytes(Convert.ToBase64String([0, .. _user, 0, .. password.Octets])),
        _ => Encoding.ASCII.GetBytes(Convert.ToBase64String(password.Octets)),
    };
}
