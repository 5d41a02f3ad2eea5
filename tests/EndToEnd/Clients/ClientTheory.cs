using System.Text;
using Restante.EndToEnd.Mail;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Clients;

/// <summary>
/// What every client must find at every server: all messages, octet by octet, and a mailbox that is empty after delete
/// and untouched after keep.
/// </summary>
internal static class ClientTheory
{
    /// <summary>Each client in each way it can connect, keeping and deleting.</summary>
    public static TheoryData<string, Protection, Afterwards> Cases(params string[] only)
    {
        var cases = new TheoryData<string, Protection, Afterwards>();
        foreach (var client in PopClient.All.Where(c => only.Length == 0 || only.Contains(c.Name)))
        {
            foreach (var protection in Enum.GetValues<Protection>().Where(client.Speaks))
            {
                cases.Add(client.Name, protection, Afterwards.Keep);
                cases.Add(client.Name, protection, Afterwards.Delete);
            }
        }

        return cases;
    }

    public static Task FetchesEveryOctetAsync(IPop3ServerUnderTest server, string clientName, Protection protection, Afterwards afterwards)
    {
        var client = PopClient.Named(clientName);
        return FetchesEveryOctetAsync(server, client, server.NextUser(), MailCorpus.All, protection, afterwards);
    }

    public static async Task FetchesEveryOctetAsync(
        IPop3ServerUnderTest server, PopClient client, MailUser user, IEnumerable<CorpusMessage> corpus,
        Protection protection, Afterwards afterwards, string mechanism = "USER")
    {
        using var home = new ScratchFolder("client");
        var messages = corpus.Where(m => !client.Spoils.Contains(m.Name)).ToList();
        user.Maildir.DeliverAll(messages);
        var before = user.Maildir.Inventory();

        var errand = new Errand(server, user, protection, afterwards, home.Path, mechanism);
        var fetched = await client.FetchAsync(errand);

        Assert.True(fetched.Run.ExitCode == 0, $"{client.Name}: {fetched.Run}\n{server.Output}");
        Compare(client, messages, fetched);
        Assert.Equal(afterwards == Afterwards.Keep ? before : [], user.Maildir.Inventory());

        if (client.RemembersWhatItHas && afterwards == Afterwards.Keep)
        {
            var again = await client.FetchAsync(errand);
            Assert.True(again.Run.ExitCode == 0, $"{client.Name}, second run: {again.Run}");
            Assert.Equal(fetched.Messages.Count, again.Messages.Count);
        }
    }

    private static void Compare(PopClient client, List<CorpusMessage> expected, Fetched fetched)
    {
        var byName = fetched.Messages.ToLookup(NameOf, StringComparer.Ordinal);
        var faults = new StringBuilder();
        foreach (var message in expected)
        {
            var copies = byName[message.Name].ToList();
            if (copies.Count != 1)
            {
                faults.Append(message.Name).Append(": came ").Append(copies.Count).AppendLine(" times");
            }
            else if (Difference(client.Leaves(message.Wire), copies[0]) is { } difference)
            {
                faults.Append(message.Name).Append(": ").AppendLine(difference);
            }
        }

        Assert.True(faults.Length == 0, $"{client.Name}:\n{faults}{fetched.Run}");
        Assert.Equal(expected.Count, fetched.Messages.Count);
    }

    /// <summary>Null when equal; else where they part, with some octets around it.</summary>
    private static string? Difference(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        if (expected.SequenceEqual(actual))
        {
            return null;
        }

        var at = expected.CommonPrefixLength(actual);
        return $"{expected.Length} octets expected, {actual.Length} came; they part at {at}: "
            + $"expected {Excerpt(expected, at)} came {Excerpt(actual, at)}";
    }

    private static string Excerpt(ReadOnlySpan<byte> octets, int at)
    {
        var from = Math.Max(0, at - 20);
        return Uri.EscapeDataString(Encoding.Latin1.GetString(octets[from..Math.Min(octets.Length, at + 20)])).Replace("%20", " ", StringComparison.Ordinal);
    }

    private static string NameOf(byte[] message)
    {
        const string Header = "X-Corpus: ";
        var text = Encoding.Latin1.GetString(message, 0, Math.Min(message.Length, 2000));
        var at = text.IndexOf(Header, StringComparison.Ordinal);
        return at < 0 ? "" : text[(at + Header.Length)..].Split('\r', '\n')[0];
    }
}
