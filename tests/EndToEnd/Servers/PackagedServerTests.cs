using System.Text;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Wire;

namespace Restante.EndToEnd.Servers;

/// <summary>What other tests take for granted of Debian's servers: they start, let ann in, give her mail, and leave nothing.</summary>
public sealed class PackagedServerTests
{
    private static readonly byte[] First = Octets(
        "From: bob@example.org\r\nTo: ann@example.org\r\nSubject: dots\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\n" +
        "Message-ID: <1@example.org>\r\n\r\n.\r\n..\r\n.dot\r\n \r\n\r\nthe end\r\n");

    private static readonly byte[] Second = Octets(
        "From: carl@example.org\r\nTo: ann@example.org\r\nSubject: octets\r\nDate: Sat, 21 Nov 2026 11:00:00 +0000\r\n" +
        "Message-ID: <2@example.org>\r\n\r\n\xE9\xFC\xA0\r\n" + new string('x', 900) + "\r\n");

    [PackagedServerTheory]
    [InlineData("courier", "trusted", Changes.None)]
    [InlineData("cyrus", "trusted", Changes.HeaderLines)]
    [InlineData("dovecot", "trusted", Changes.None)]
    [InlineData("mailutils", "trusted", Changes.HeaderLines)]
    [InlineData("popa3d", null, Changes.None)]
    [InlineData("solid", null, Changes.LastLine)]
    internal async Task Ann_gets_what_was_delivered(string name, string? withTls, Changes changes)
    {
        await using var server = await PackagedServer.StartAsync(name, withTls ?? "default", First, Second);

        await using (var plain = await RawPop3.ConnectAsync(server.PlainPort))
        {
            await GetsAllAsync(plain, changes);
        }

        if (withTls is not null)
        {
            // Courier has a daemon for each port, and the first may be there before the second.
            await Eventually.TrueAsync(() => RawPop3.ListensAsync(server.TlsPort), Eventually.Limit, "the port of TLS");
            await using var tls = await RawPop3.ConnectTlsAsync(server.TlsPort, thumbprint: null);
            await GetsAllAsync(tls, changes);
        }

        await Eventually.TrueAsync(() => server.Log.Contains(PackagedServer.User, StringComparison.Ordinal), Eventually.Limit, "the login in the log");
    }

    [PackagedServerTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task However_the_script_ends_no_process_stays(bool killed)
    {
        await using var server = await PackagedServer.StartAsync("courier", "no-tls");
        Assert.True(server.HasInhabitants());

        if (killed)
        {
            server.Kill();
        }
        else
        {
            Posix.Signal(server.ProcessId, Posix.SigTerm);
        }

        await Eventually.TrueAsync(() => !server.HasInhabitants(), Eventually.Limit, "the end of all its processes");
        Assert.False(await RawPop3.ListensAsync(server.PlainPort));
    }

    private static async Task GetsAllAsync(RawPop3 session, Changes changes)
    {
        await session.LoginAsync(PackagedServer.User, PackagedServer.Password);
        Assert.Equal(2, (await session.ListAsync("UIDL")).Count);
        Same(First, await session.RetrieveAsync("RETR 1"), changes);
        Same(Second, await session.RetrieveAsync("RETR 2"), changes);
        await session.ExpectOkAsync("QUIT");
    }

    private static void Same(byte[] delivered, byte[] received, Changes changes)
    {
        var expected = Encoding.Latin1.GetString(delivered);
        var seen = Encoding.Latin1.GetString(received);
        if (changes == Changes.LastLine)
        {
            Assert.Equal(expected + "\r\n", seen);
            return;
        }

        if (changes == Changes.HeaderLines)
        {
            var (header, body) = Split(seen);
            var (ownHeader, ownBody) = Split(expected);
            var own = ownHeader.Split("\r\n");
            Assert.Equal(own, header.Split("\r\n").Where(own.Contains));
            Assert.Equal(ownBody, body);
            return;
        }

        Assert.Equal(expected, seen);
    }

    private static (string Header, string Body) Split(string message)
    {
        var end = message.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return (message[..end], message[end..]);
    }

    private static byte[] Octets(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>What a server does to mail on its way, by design or by fault.</summary>
    internal enum Changes
    {
        None,

        /// <summary>Adds header lines: Cyrus when it delivers, Mailutils when a mailbox is first opened.</summary>
        HeaderLines,

        /// <summary>Takes the empty line between the messages of an mbox file for the end of the message.</summary>
        LastLine,
    }
}
