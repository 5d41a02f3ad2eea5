using Restante.Client.Talk;
using Restante.Client.Wire;

namespace Restante.Cli.Commands.Talk;

/// <summary>Takes a message into a file that is not there yet, as the message is: without doubled dots and terminator.</summary>
/// <param name="status">Where the status line goes.</param>
internal sealed class MessageFile(string path, IReplyOutput status) : IReplyOutput, IDisposable
{
    private FileStream? _file;
    private Unstuffed? _message;

    /// <summary>Octets in the file.</summary>
    public long Length { get; private set; }

    /// <summary>The message is there from the first octet to the last.</summary>
    public bool IsWhole { get; private set; }

    public void Status(TalkLine? line, ServerReply reply)
    {
        status.Status(line, reply);
        if (line is not null && reply.IsOk)
        {
            _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            _message = new Unstuffed(_file);
        }
    }

    public void Octets(ReadOnlySpan<byte> octets) => _message?.Write(octets);

    public void End(TalkReply reply)
    {
        Length = _file?.Length ?? 0;
        IsWhole = _file is not null && reply.End == MultiLineEnd.Terminator;
    }

    /// <summary>Half a message is not left behind.</summary>
    public void Dispose()
    {
        if (_file is not null)
        {
            _file.Dispose();
            if (!IsWhole)
            {
                File.Delete(path);
            }
        }
    }
}
