using System.Buffers;
using Restante.Logs.Findings;
using Restante.Logs.Sessions;

namespace Restante.Cli.Commands.Logs;

/// <summary>One JSON object a session, as soon as it is over.</summary>
internal sealed class JsonView(StreamWriter output, string[] files) : ISessionView
{
    private const int Piece = 32 * 1024;

    private readonly ArrayBufferWriter<byte> _buffer = new(2 * Piece);
    private readonly SessionJson _json = new(files);

    public void Show(Session session)
    {
        _json.Write(_buffer, session);
        if (_buffer.WrittenCount >= Piece || !Console.IsOutputRedirected)
        {
            Flush();
        }
    }

    public void Idle() => Flush();

    public void End(IReadOnlyList<Found> found) => Flush();

    public void Dispose() => _json.Dispose();

    private void Flush()
    {
        output.BaseStream.Write(_buffer.WrittenSpan);
        output.BaseStream.Flush();
        _buffer.ResetWrittenCount();
    }
}
