using System.Net.Sockets;
using Restante.EndToEnd.Wire;

namespace Restante.EndToEnd.Crashes;

/// <summary>One user's mail program: fetches all, compares, deletes some, quits or hangs up, and again, until the server is dead.</summary>
internal sealed class CrashVisitor(Ledger ledger, CrashRecords records, Random random)
{
    public async Task VisitAsync(CrashRoom room)
    {
        try
        {
            while (true)
            {
                await SessionAsync(room, mayDelete: true);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // Dead.
        }
    }

    /// <summary>One session; false where an earlier one still holds the maildrop.</summary>
    public async Task<bool> SessionAsync(CrashRoom room, bool mayDelete)
    {
        var mustBeThere = ledger.MustBeThere();
        await using var pop3 = await RawPop3.DialAsync(new UnixDomainSocketEndPoint(room.Pop3Socket));
        var session = (await pop3.ReadLineAsync()).Split(' ')[^1];
        _ = await pop3.CommandAsync("USER " + ledger.User);
        var login = await pop3.CommandAsync("PASS " + CrashRoom.Password);
        if (!login.StartsWith("+OK", StringComparison.Ordinal))
        {
            if (!login.Contains("[IN-USE]", StringComparison.Ordinal))
            {
                ledger.Refused(login);
            }

            return false;
        }

        var listing = await FetchAsync(pop3);
        ledger.Listed(listing, mustBeThere, records);
        if (mayDelete)
        {
            await DeleteSomeAsync(pop3, session, listing);
        }

        return true;
    }

    private static async Task<List<(string Id, int Tag)>> FetchAsync(RawPop3 pop3)
    {
        var listing = new List<(string, int)>();
        foreach (var line in await pop3.ListAsync("UIDL"))
        {
            var (number, id) = line.Split(' ') is [var n, var i] ? (n, i) : throw new FormatException(line);
            listing.Add((id, TaggedMessage.Recognise(await pop3.RetrieveAsync("RETR " + number))));
        }

        return listing;
    }

    private async Task DeleteSomeAsync(RawPop3 pop3, string session, List<(string Id, int Tag)> listing)
    {
        var tags = new List<int>();
        for (var i = 0; i < listing.Count; i++)
        {
            if (random.Next(3) == 0)
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
        else
        {
            ledger.Refused("QUIT was answered " + answer);
        }
    }
}
