using Restante.Client.Wire;

namespace Restante.Client.Talk;

/// <summary>Where what the server says goes, as it comes: to a person or to a program.</summary>
public interface IReplyOutput
{
    /// <summary>A status line, or that none came.</summary>
    /// <param name="line">What it answers; null for the greeting and for what nobody asked for.</param>
    void Status(TalkLine? line, ServerReply reply);

    /// <summary>Octets behind a status line, as they are on the wire; the terminator is among them.</summary>
    void Octets(ReadOnlySpan<byte> octets);

    /// <summary>The octets of a list or message are over.</summary>
    void End(TalkReply reply);
}
