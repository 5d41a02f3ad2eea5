using System.Buffers.Text;
using System.Text;

namespace Restante.Client.Load;

/// <summary>Fetches with commands in flight: what was answered is asked for anew in one write, before anything is waited for.</summary>
internal sealed class LoadFetch(LoadOptions options, LoadTally tally, LoadPace pace, int lane, CancellationToken stop)
{
    private readonly long[] _asked = new long[Math.Max(1, options.InFlight)];
    private readonly byte[][] _requests = [.. options.Paths.Select(p => Encoding.ASCII.GetBytes($"GET {p} HTTP/1.1\r\nHost: {options.Host}\r\n\r\n"))];

    /// <summary>No more is to be fetched on connections that stay.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Some messages, one after the other.</summary>
    /// <param name="first">The first one's number, counted from 0; after the last comes the first.</param>
    /// <param name="messages">How many there are.</param>
    public void Messages(LoadSession session, int first, int count, int messages)
    {
        session.Connection.Step = "retr";
        Fetch(session, first, count, messages, paced: false);
    }

    /// <summary>Messages, or what a web server has, until the run ends.</summary>
    public void UntilStopped(LoadSession session, int messages)
    {
        session.Connection.Step = _requests.Length > 0 ? "get" : "retr";
        Fetch(session, lane, int.MaxValue, messages, paced: true);
    }

    private void Fetch(LoadSession session, int first, int count, int messages, bool paced)
    {
        var connection = session.Connection;
        var (asked, answered) = (0, 0);
        while (true)
        {
            while (asked < count && asked - answered < _asked.Length && !stop.IsCancellationRequested)
            {
                var due = tally.Now();
                if (paced && !pace.TryTake(out due))
                {
                    IsOver = true;
                    count = asked;
                    break;
                }

                var number = (first + asked) % messages;
                _asked[asked % _asked.Length] = due;
                if (_requests.Length > 0)
                {
                    connection.Say(_requests[number]);
                }
                else
                {
                    connection.Say("RETR "u8, number + 1);
                }

                asked++;
            }

            if (asked == answered)
            {
                return;
            }

            connection.Flush();
            do
            {
                if (_requests.Length > 0)
                {
                    ReadWebReply(connection);
                }
                else
                {
                    connection.ReadMultiLine();
                }

                tally.Took(lane, LoadStep.Retr, _asked[answered % _asked.Length]);
                session.Count(mails: 1);
                answered++;
            }
            while (answered < asked && connection.HasMore);
        }
    }

    private static ReadOnlySpan<byte> LengthField => "Content-Length:"u8;

    private static void ReadWebReply(LoadConnection connection)
    {
        var status = connection.ReadLine();
        if (!status.StartsWith("HTTP/1.1 200 "u8))
        {
            throw new LoadFailure(status.StartsWith("HTTP/1.0 "u8) ? "get answered in HTTP/1.0, whose connections do not stay" : "get refused");
        }

        var length = -1L;
        while (true)
        {
            var line = connection.ReadLine();
            if (line.IsEmpty)
            {
                connection.Skip(length >= 0 ? length : throw new LoadFailure("get answered without a length"));
                return;
            }

            // In any case, and with or without a space behind it (RFC 9110 §5).
            if (line.Length > LengthField.Length && Ascii.EqualsIgnoreCase(line[..LengthField.Length], LengthField)
                && Utf8Parser.TryParse(line[LengthField.Length..].TrimStart((byte)' '), out long octets, out _))
            {
                length = octets;
            }
        }
    }
}
