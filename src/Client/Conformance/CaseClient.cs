using System.Net.Security;
using Restante.Client.Connecting;
using Restante.Client.Wire;
using Restante.Protocol.Sasl;

namespace Restante.Client.Conformance;

/// <summary>One connection of a case.</summary>
internal sealed class CaseClient(Opened opened, Transcript transcript, CaseValues values, TimeSpan timeout) : IAsyncDisposable
{
    /// <summary>So much is kept of a line: a message may have long ones.</summary>
    private const int LongestLine = 128 * 1024;

    /// <summary>More than any message of a case has; a list or message beyond has no end.</summary>
    private const int MostLines = 20_000;
    private const int MostOctets = 16 * 1024 * 1024;

    /// <summary>So many lines of a list or message are shown.</summary>
    private const int ShownLines = 12;

    public Pop3Conversation Conversation => opened.Ready;

    public string Greeting => SeedMessage.Text(opened.Greeting!.Raw.Span);

    public string? Timestamp => ApopDigest.FindTimestamp(Greeting);

    /// <summary>The first line that did not end in CRLF, as it may be shown.</summary>
    public string? BareLf { get; private set; } = opened.Greeting!.LineEnd == "\r\n" ? null : "the greeting";

    /// <summary>Octets of the last line, with its end.</summary>
    public int LastLength { get; private set; } = opened.Greeting!.Raw.Length + 2;

    /// <summary>The lines read last, without stuffing.</summary>
    public IReadOnlyList<string> Listed { get; private set; } = [];

    /// <summary>The last line; empty before there was one.</summary>
    public string LastLine { get; private set; } = "";

    public bool HasEnded { get; private set; }

    private Pop3Wire Wire => Conversation.Wire;

    public Task SendAsync(string text, bool escapes, IDictionary<string, string> bound, CancellationToken cancellation)
    {
        var octets = values.Octets(text, escapes, bound, Timestamp);
        return Conversation.SendOctetsAsync(escapes ? octets : [.. octets, .. "\r\n"u8], values.Shown(text, bound), cancellation);
    }

    /// <summary>The next line, or why there is none.</summary>
    public async Task<(string? Line, string Why)> ReadLineAsync(CancellationToken cancellation, bool isShown = true)
    {
        var read = await Wire.ReadLineAsync(LongestLine, timeout, cancellation);
        if (read.Event is not (WireEvent.Line or WireEvent.TooLong))
        {
            HasEnded = read.Event != WireEvent.TimedOut;
            var why = read.Event switch
            {
                WireEvent.TimedOut => FormattableString.Invariant($"no answer for {timeout.TotalSeconds:0.#} s"),
                WireEvent.Closed => "the server closed the connection",
                _ => "the connection broke",
            };
            Conversation.Note(why);
            return (null, why);
        }

        LastLength = read.Octets.Length + (read.BareLf ? 1 : 2);
        BareLf ??= read.BareLf ? values.Shown(read.Octets.Span) : null;
        if (isShown)
        {
            transcript.Add(Conversation.Number, Speaker.Server, values.Shown(read.Octets.Span));
        }

        LastLine = SeedMessage.Text(read.Octets.Span);
        return (LastLine, "");
    }

    /// <summary>Reads up to the dot; why it did not come, or null.</summary>
    public async Task<string?> ReadLinesAsync(CancellationToken cancellation)
    {
        var lines = new List<string>();
        var started = Conversation.Time.GetTimestamp();
        for (var octets = 0; lines.Count <= MostLines && octets <= MostOctets; octets += LastLength)
        {
            if (Conversation.Time.GetElapsedTime(started) > timeout * ReadLimits.ListPatience)
            {
                return "the lines come too slowly to be waited for";
            }

            var (line, why) = await ReadLineAsync(cancellation, isShown: lines.Count < ShownLines);
            if (line is null)
            {
                return $"{why} before the line that is a dot";
            }

            if (line == ".")
            {
                if (lines.Count >= ShownLines)
                {
                    transcript.Add(Conversation.Number, Speaker.Server, lines.Count == ShownLines ? "." : FormattableString.Invariant($"({lines.Count - ShownLines} more lines) ."));
                }

                Listed = lines;
                return null;
            }

            lines.Add(line.StartsWith('.') ? line[1..] : line);
        }

        return "there is no line that is a dot";
    }

    /// <summary>Null where the server closes without a further word.</summary>
    public async Task<string?> AwaitEndAsync(CancellationToken cancellation)
    {
        if (HasEnded)
        {
            return null;
        }

        var (line, why) = await ReadLineAsync(cancellation);
        return line is not null ? "the server says more in place of closing" : HasEnded ? null : $"the server does not close: {why}";
    }

    /// <summary>Null where nothing waits to be read.</summary>
    public async Task<string?> AwaitSilenceAsync(CancellationToken cancellation) => await Wire.AwaitMoreAsync(ReadLimits.Moment, cancellation) switch
    {
        WireEvent.TimedOut => null,
        WireEvent.Line => "the server says something that answers nothing",
        _ => "the server closes",
    };

    /// <summary>The handshake; why it failed, or null.</summary>
    public async Task<string?> StartTlsAsync(string host, TimeProvider time, CancellationToken cancellation)
    {
        if (!Wire.Unread.IsEmpty)
        {
            return "octets follow the +OK to STLS before the handshake";
        }

        if (await TlsHandshake.RunAsync(Wire.Stream, host, timeout, time, cancellation) is not TlsOutcome.Established tls)
        {
            return "the TLS handshake fails";
        }

        Conversation.Replace(tls.Stream);
        return null;
    }

    public bool IsEncrypted => Wire.Stream is SslStream;

    public ValueTask DisposeAsync() => opened.DisposeAsync();
}
