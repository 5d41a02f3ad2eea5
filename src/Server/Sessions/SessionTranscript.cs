using Microsoft.Extensions.Logging;
using Restante.Protocol.Transcript;
using Restante.Server.Diagnostics;

namespace Restante.Server.Sessions;

/// <summary>
/// The session line by line, secrets blanked, when its address or its user is asked for. Who the user is shows only
/// after the first lines, so these wait until then.
/// </summary>
public sealed class SessionTranscript
{
    // Before login only short lines come; a client that talks on without one is cut short here.
    private const int MaxWaiting = 200;

    private readonly ILogger _log;
    private readonly string _session;
    private List<(char Mark, string Line)>? _waiting;

    private SessionTranscript(ILogger log, string session, bool wanted)
    {
        _log = log;
        _session = session;
        _waiting = wanted ? null : [];
    }

    /// <summary>Null when nobody asks for this address or for any user.</summary>
    public static SessionTranscript? For(TranscriptFilter filter, ILogger log, string session, string address) =>
        filter.Any ? new SessionTranscript(log, session, filter.Matches(address)) : null;

    /// <summary>Says who logged in; false when nobody asks for this session, which then needs no transcript.</summary>
    public bool Keep(TranscriptFilter filter, string user)
    {
        if (_waiting is null)
        {
            return true;
        }

        if (!filter.Matches(user))
        {
            return false;
        }

        foreach (var (mark, line) in _waiting)
        {
            _log.TranscriptLine(_session, mark, line);
        }

        _waiting = null;
        return true;
    }

    public void FromClient(ReadOnlySpan<byte> line, bool sasl) => Add('«', ClientLine.Show(line, sasl));

    public void FromServer(ReadOnlySpan<byte> line) => Add('»', ServerLine.Show(line.TrimEnd("\r\n"u8)));

    /// <summary>The body of a multi-line reply, by its size alone.</summary>
    public void BodyFromServer(long octets) => Add('»', $"({octets} octets)");

    private void Add(char mark, string line)
    {
        if (_waiting is null)
        {
            _log.TranscriptLine(_session, mark, line);
        }
        else if (_waiting.Count < MaxWaiting)
        {
            _waiting.Add((mark, line));
        }
    }
}
