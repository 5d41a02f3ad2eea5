using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Restante.Server.Stores.Maildir;

/// <summary>
/// Maildrops as Maildir folders, which other programs (delivery agents, IMAP servers, mbsync) may use at the same time.
/// It only runs on Linux.
/// </summary>
public sealed class MaildirStore : IMailStore
{
    private readonly MaildirOptions _options;
    private readonly MaildirPath _path;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private uint _deliveries;

    /// <exception cref="ArgumentException">The path of the options is no pattern.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not Linux.</exception>
    public MaildirStore(MaildirOptions options, TimeProvider time, ILogger log)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("the Maildir store runs on Linux only");
        }

        _options = options;
        _path = MaildirPath.Parse(options.Path);
        _time = time;
        _log = log;
    }

    public ValueTask<OpenOutcome> OpenAsync(MailboxName mailbox, LeaseHolder holder, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        MaildirFolders? folders = null;
        MaildirLock? taken = null;
        try
        {
            folders = MaildirFolders.Open(_path, mailbox, _options.FolderMode);
            taken = MaildirLock.TryTake(folders, holder, _options.FileMode, out var heldBy);
            if (taken is null)
            {
                return ValueTask.FromResult<OpenOutcome>(new OpenOutcome.InUse(heldBy));
            }

            var opened = new OpenOutcome.Opened(new MaildirDrop(folders, taken, _options, _log));
            folders = null;
            taken = null;
            return ValueTask.FromResult<OpenOutcome>(opened);
        }
        finally
        {
            taken?.Dispose();
            folders?.Dispose();
        }
    }

    public async ValueTask<DeliveryReceipt> DeliverAsync(MailboxName mailbox, Stream message, CancellationToken cancellation)
    {
        using var folders = MaildirFolders.Open(_path, mailbox, _options.FolderMode);
        var counter = Interlocked.Increment(ref _deliveries);
        var random = (uint)RandomNumberGenerator.GetInt32(int.MinValue, int.MaxValue);
        var stem = DeliveryName.Stem(_time.GetUtcNow(), Environment.ProcessId, counter, random, _options.HostName);
        return await new Delivery(folders, stem, _options.FileMode).RunAsync(message, cancellation);
    }
}
