using System.Net;
using System.Net.Sockets;
using Restante.EndToEnd.Wire;

namespace Restante.EndToEnd.Crashes;

/// <summary>One user's mail program: fetches all, compares, deletes some, quits or hangs up, and again, until the server is dead.</summary>
/// <param name="ledger">What it must find.</param>
/// <param name="records">What the server recorded.</param>
/// <param name="random">What it deletes.</param>
/// <param name="mayRefuse">The server has a bad disk: it may refuse and cut, and must not lie.</param>
internal sealed class CrashVisitor(Ledger ledger, CrashRecords records, Random random, bool mayRefuse = false)
{
    public async Task VisitAsync(EndPoint server, Func<bool>? enough = null)
    {
        try
        {
            while (enough?.Invoke() != true)
            {
                await SessionOrCutAsync(server);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // Dead.
        }
    }

    private async Task SessionOrCutAsync(EndPoint server)
    {
        try
        {
            await SessionAsync(server, mayDelete: true);
        }
        catch (IOException) when (mayRefuse)
        {
            // A message that could not be read to its end: the connection is cut. A server that is dead takes no next one.
        }
    }

    /// <summary>One session; false where an earlier one still holds the maildrop.</summary>
    public async Task<bool> SessionAsync(EndPoint server, bool mayDelete)
    {
        var expected = ledger.Expect();
        await using var pop3 = await RawPop3.DialAsync(server);
        var session = (await pop3.ReadLineAsync()).Split(' ')[^1];
        _ = await pop3.CommandAsync("USER " + ledger.User);
        var login = await pop3.CommandAsync("PASS " + ledger.Password);
        if (!login.StartsWith("+OK", StringComparison.Ordinal))
        {
            if (!login.Contains("[IN-USE]", StringComparison.Ordinal) && !(mayRefuse && login.StartsWith("-ERR [SYS/", StringComparison.Ordinal)))
            {
                ledger.Refused(login);
            }

            return false;
        }

        var listing = await FetchAsync(pop3);
        ledger.Listed(listing, expected, records);
        if (mayDelete)
        {
            await DeleteSomeAsync(pop3, session, listing);
        }

        return true;
    }

    private async Task<List<(string Id, int Tag)>> FetchAsync(RawPop3 pop3)
    {
        var listing = new List<(string, int)>();
        foreach (var line in await pop3.ListAsync("UIDL"))
        {
            var (number, id) = line.Split(' ') is [var n, var i] ? (n, i) : throw new FormatException(line);
            listing.Add((id, await RetrieveAsync(pop3, number)));
        }

        return listing;
    }

    private async Task<int> RetrieveAsync(RawPop3 pop3, string number)
    {
        var status = await pop3.CommandAsync("RETR " + number);
        if (mayRefuse && status.StartsWith("-ERR [SYS/", StringComparison.Ordinal))
        {
            return TaggedMessage.NotRead;
        }

        Assert.StartsWith("+OK", status, StringComparison.Ordinal);
        using var message = new MemoryStream();
        await pop3.RetrieveIntoAsync(message);
        return TaggedMessage.Recognise(message.ToArray());
    }

    private async Task DeleteSomeAsync(RawPop3 pop3, string session, List<(string Id, int Tag)> listing)
    {
        var tags = new List<int>();
        for (var i = 0; i < listing.Count; i++)
        {
            if (random.Next(3) == 0 && listing[i].Tag >= 0)
            {
                await pop3.ExpectOkAsync($"DELE {i + 1}");
                tags.Add(listing[i].Tag);
            }
        }

        if (random.Next(5) == 0)
        {
            // Without QUIT nothing goes.
            pop3.Abort();
            return;
        }

        ledger.Ask(session, tags);
        var answer = await pop3.CommandAsync("QUIT");
        if (answer.StartsWith("+OK", StringComparison.Ordinal))
        {
            ledger.Removed(tags);
        }
        else if (!(mayRefuse && answer.StartsWith("-ERR [SYS/", StringComparison.Ordinal)))
        {
            ledger.Refused("QUIT was answered " + answer);
        }
    }
}
