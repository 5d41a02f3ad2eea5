using System.Text;
using Restante.Client.Talk;
using Restante.Client.Wire;

namespace Restante.Cli.Commands.Talk;

/// <summary>Answers for a program: the octets as the server sent them. Where a terminal shows them, without what could command it.</summary>
internal sealed class PipeOutput(Stream output, bool escape) : IReplyOutput, IDisposable
{
    private readonly VisibleText _visible = new();

    public void Status(TalkLine? line, ServerReply reply)
    {
        Write(reply.Raw.Span);
        Write(Encoding.ASCII.GetBytes(reply.LineEnd));
        output.Flush();
    }

    public void Octets(ReadOnlySpan<byte> octets) => Write(octets);

    public void End(TalkReply reply) => output.Flush();

    public void Dispose() => output.Dispose();

    private void Write(ReadOnlySpan<byte> octets)
    {
        if (escape)
        {
            output.Write(Encoding.UTF8.GetBytes(_visible.Take(octets)));
        }
        else
        {
            output.Write(octets);
        }
    }
}
