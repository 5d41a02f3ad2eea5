using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;
using Restante.EndToEnd.Processes;
using Restante.Protocol.Pop3;
using Restante.Server.Stores;
using Restante.Server.Stores.Maildir;
using Restante.Server.Stores.Maildir.Posix;

namespace Restante.EndToEnd.Stores;

/// <summary>A mail root of its own for one test, in memory where there is a disk in memory, with a Maildir for ann.</summary>
public sealed class TempMaildir : ILogger<MaildirStore>, IDisposable
{
    public static readonly LeaseHolder Holder = new("s1", "mx1", "192.0.2.7", new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero));

    public TempMaildir() : this(onDisk: false) { }

    /// <param name="onDisk">On a file system that may have to wait, and says so.</param>
    public TempMaildir(bool onDisk)
    {
        Root = Directory.CreateDirectory(Path.Combine(onDisk ? Path.GetTempPath() : ScratchFolder.Root, $"restante-{Guid.NewGuid():N}")).FullName;
        foreach (var folder in (string[])["new", "cur", "tmp"])
        {
            Directory.CreateDirectory(Path.Combine(Maildir, folder));
        }
    }

    public static MailboxName Ann { get; } = MailboxName.TryParse("ann", out var name) ? name : default;

    public string Root { get; }

    public string Maildir => Path.Combine(Root, "ann", "Maildir");

    /// <summary>What the store told the operator.</summary>
    public List<string> Log { get; } = [];

    public string this[string path] => Path.Combine(Maildir, path);

    public MaildirStore Store() => Store(Root, this);

    /// <summary>
    /// Trusts what it listed as soon as the clock has ticked: most tests are over before folders settle, and what a session
    /// sees must be the same in either way.
    /// </summary>
    public static MaildirStore Store(string root, ILogger<MaildirStore> log) => Store(root, log, TimeSpan.Zero);

    public static MaildirStore Store(string root, ILogger<MaildirStore> log, TimeSpan settling) =>
        new(new MaildirOptions { Path = root + "/{user}/Maildir", Settling = settling }, TimeProvider.System, log);

    public Task<IMaildrop> OpenAsync() => OpenAsync(Store());

    public static async Task<IMaildrop> OpenAsync(MaildirStore store) =>
        Assert.IsType<OpenOutcome.Opened>(await store.OpenAsync(Ann, Holder, default)).Maildrop;

    /// <summary>The unique-ids that a session sees, in order.</summary>
    public async Task<string[]> IdsAsync()
    {
        await using var maildrop = await OpenAsync();
        return Ids(maildrop);
    }

    public static string[] Ids(IMaildrop maildrop) =>
        [.. Enumerable.Range(1, maildrop.Messages.Count).Select(number => maildrop.Messages.UniqueIdText(new MessageNumber(number)))];

    public static long[] Sizes(IMaildrop maildrop) =>
        [.. Enumerable.Range(1, maildrop.Messages.Count).Select(number => maildrop.Messages.Octets(new MessageNumber(number)))];

    public void Put(string path, string content) => File.WriteAllText(this[path], content, Encoding.Latin1);

    /// <summary>For names that no string can hold.</summary>
    public void Put(string folder, byte[] name, string content)
    {
        Assert.Equal(Errno.None, PosixDirectory.TryOpen(this[folder], out var directory));
        using (directory)
        {
            Assert.Equal(Errno.None, directory!.TryOpenFile(name, OpenFlags.WriteOnly | OpenFlags.Create, UnixFileMode.UserRead | UnixFileMode.UserWrite, out var file));
            using (file)
            {
                Assert.Equal(Errno.None, file!.Write(Encoding.Latin1.GetBytes(content), 0));
            }
        }
    }

    public string[] Files(string folder) => [.. Directory.GetFiles(this[folder]).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public static async Task<string> ReadAsync(IMaildrop maildrop, int number)
    {
        await using var body = await maildrop.OpenBodyAsync(new MessageNumber(number), default);
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (await body.ReadAsync(buffer, default) is > 0 and var count)
        {
            text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        return text.ToString();
    }

    /// <summary>Opens until the index is one that is trusted: the clock of the folders' times must tick first.</summary>
    public async Task SettleAsync()
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Eventually.Limit;)
        {
            await using var maildrop = await OpenAsync();
            if (Assert.IsType<MaildirDrop>(maildrop).TrustedIndex)
            {
                return;
            }
        }

        Assert.Fail("the index was never trusted");
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Log.Add(formatter(state, exception));

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;
}
