using Restante.EndToEnd.Servers;
using Restante.EndToEnd.Wire;

namespace Restante.EndToEnd.Sessions;

/// <summary>A message beyond 2 GiB: 32-bit sums overflow, and whoever holds a message in memory shows it.</summary>
public sealed class HugeMessageTests
{
    private const long Length = (2L << 30) + (100L << 20);
    private const int Stride = 16 << 20;
    private const long MemoryBound = 400L << 20;

    /// <summary>One line of text each 16 MiB; the rest is a hole in the file, which reads as NULs and costs no disk.</summary>
    private static readonly byte[] Line = "\n.a line that starts with a dot\n"u8.ToArray();

    private static readonly byte[] Header = "Subject: huge\n\n"u8.ToArray();

    [Fact]
    public async Task A_message_of_2_GiB_arrives_whole_and_in_constant_memory()
    {
        await using var server = await RestanteServer.StartAsync();
        var user = server.NextUser();
        user.Maildir.Adopt(MakeSparse(server.Folder["huge"]));
        var expected = Expected();

        await using var session = await server.LoginAsync(user);
        Assert.StartsWith($"+OK 1 {expected.Length}", await session.CommandAsync("STAT"), StringComparison.Ordinal);
        await session.ExpectOkAsync("RETR 1");
        await using var received = new SparseSink();
        await session.RetrieveIntoAsync(received).WaitAsync(TimeSpan.FromMinutes(4));

        Assert.Equal(expected.Length, received.Length);
        Assert.Equal(expected.Text, received.Text);
        Assert.InRange(server.Process.PeakResidentOctets, 1, MemoryBound);
        await session.ExpectOkAsync("QUIT");
    }

    private static string MakeSparse(string path)
    {
        using var file = File.Create(path);
        file.Write(Header);
        for (long at = Stride; at < Length - Line.Length; at += Stride)
        {
            file.Position = at;
            file.Write(Line);
        }

        file.SetLength(Length);
        return path;
    }

    /// <summary>The same octets once more, each LF as CRLF and a CRLF at the end.</summary>
    private static SparseSink Expected()
    {
        var hole = new byte[Stride];
        var sink = new SparseSink();
        sink.Write("Subject: huge\r\n\r\n"u8);
        long at = Header.Length;
        for (long next = Stride; next < Length - Line.Length; next += Stride)
        {
            sink.Write(hole.AsSpan(0, (int)(next - at)));
            sink.Write("\r\n.a line that starts with a dot\r\n"u8);
            at = next + Line.Length;
        }

        sink.Write(hole.AsSpan(0, (int)(Length - at)));
        sink.Write("\r\n"u8);
        return sink;
    }
}
