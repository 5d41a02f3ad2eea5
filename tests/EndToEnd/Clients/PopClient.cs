using Restante.EndToEnd.Mail;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Clients;

/// <summary>Somebody else's POP3 client, run as people run it.</summary>
internal abstract class PopClient
{
    public static IReadOnlyList<PopClient> All { get; } =
    [
        new CurlClient(), new FetchmailClient(), new MpopClient(), new GetmailClient(),
        new PoplibClient(), new NetPop3Client(), new MailPop3Client(), new RubyClient(),
        new SNailClient(), new FdmClient(), new MuttClient("mutt"), new MuttClient("neomutt"), new SylpheedClient(),
        new OpensslClient(), new GnutlsClient(), new StunnelClient(),
    ];

    public static PopClient Named(string name) => All.Single(c => c.Name == name);

    public abstract string Name { get; }

    /// <summary>How many small messages it is asked to fetch at once; fewer where it starts processes for each.</summary>
    public virtual int Many => 2_000;

    /// <summary>
    /// The ways to log in that this class can tell it to take, as records name them. Tokens and certificates have tests of
    /// their own (<c>Auth</c>).
    /// </summary>
    public virtual IReadOnlyList<string> Mechanisms => [];

    /// <summary>False where it does not log in so inside this protection, whatever it is told.</summary>
    public virtual bool LogsInBy(string mechanism, Protection protection) => true;

    /// <summary>True when it remembers unique-ids and downloads a kept message only once.</summary>
    public virtual bool RemembersWhatItHas => false;

    public virtual bool Speaks(Protection protection) => true;

    /// <summary>
    /// Messages that the client is known to change by itself. Each name stands with its reason in the client's class.
    /// </summary>
    public virtual IReadOnlySet<string> Spoils { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>What this client leaves on disk of a message that arrived whole. Most leave it as it came.</summary>
    public virtual byte[] Leaves(byte[] wire) => wire;

    /// <summary>Fetches all messages once.</summary>
    public abstract Task<Fetched> FetchAsync(Errand errand);

    public override string ToString() => Name;

    /// <summary>Most that keep messages in files of their own write LF for CRLF.</summary>
    protected static byte[] WithLf(byte[] wire)
    {
        var left = new List<byte>(wire.Length);
        for (var i = 0; i < wire.Length; i++)
        {
            var startsCrLf = wire[i] == '\r' && i + 1 < wire.Length && wire[i + 1] == '\n';
            if (!startsCrLf)
            {
                left.Add(wire[i]);
            }
        }

        return [.. left];
    }

    public static async Task<IReadOnlyList<byte[]>> ReadFolderAsync(string folder)
    {
        var messages = new List<byte[]>();
        if (Directory.Exists(folder))
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                messages.Add(await File.ReadAllBytesAsync(file));
            }
        }

        return messages;
    }
}

/// <summary>What a client is sent out for.</summary>
/// <param name="Server">Where.</param>
/// <param name="User">As whom.</param>
/// <param name="Protection">How.</param>
/// <param name="Afterwards">Keep or delete.</param>
/// <param name="Folder">The client's home: its configuration, what it remembers, what it fetched.</param>
/// <param name="Mechanism">How it shall log in, of those that it names; by user name and password where nothing is said.</param>
internal sealed record Errand(
    IPop3ServerUnderTest Server, MailUser User, Protection Protection, Afterwards Afterwards, string Folder, string Mechanism = "USER")
{
    public int Port => Protection == Protection.Tls ? Server.TlsPort : Server.PlainPort;

    public bool Keep => Afterwards == Afterwards.Keep;

    public string At(string name) => Path.Combine(Folder, name);
}

/// <summary>What a client brought home.</summary>
internal sealed record Fetched(IReadOnlyList<byte[]> Messages, ToolResult Run);
