using System.Buffers;
using System.Text;
using Restante.Protocol.Pop3;
using Restante.Server.Stores.Maildir.Posix;

namespace Restante.Server.Stores.Maildir;

/// <summary>One message on its way: written to tmp/, made durable, and only then given a name in new/.</summary>
internal sealed class Delivery(MaildirFolders folders, byte[] stem, UnixFileMode mode)
{
    private const int BufferLength = 64 * 1024;

    /// <exception cref="StoreException">Nothing was stored.</exception>
    public async ValueTask<DeliveryReceipt> RunAsync(Stream message, CancellationToken cancellation)
    {
        // All three, whoever comes first: other programs take a folder without one of them for no Maildir.
        var (target, _) = (folders[Folder.New], folders[Folder.Cur]);
        using var tmp = folders.OpenTmp();
        var error = tmp.TryOpenFile(stem, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, mode, out var opened);
        using var file = opened ?? throw Failed("tmp", error);
        try
        {
            FaultPoint.Hit("deliver-after-create");
            var (fileSize, octets) = await WriteAsync(file, message, cancellation);
            FaultPoint.Hit("deliver-after-write");
            Require(file.Sync(), "tmp");
            FaultPoint.Hit("deliver-after-sync");
            Publish(tmp, target, DeliveryName.WithSizes(stem, fileSize, octets));
            return new DeliveryReceipt(Encoding.ASCII.GetString(stem), octets);
        }
        finally
        {
            _ = tmp.Unlink(stem);
        }
    }

    private async ValueTask<(long FileSize, long Octets)> WriteAsync(PosixFile file, Stream message, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            var size = default(WireSize);
            var offset = 0L;
            while (await message.ReadAsync(buffer, cancellation) is > 0 and var count)
            {
                Require(file.Write(buffer.AsSpan(0, count), offset), "tmp");
                size.Add(buffer.AsSpan(0, count));
                offset += count;
            }

            return (offset, size.Octets);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Publish(PosixDirectory tmp, PosixDirectory target, byte[] name)
    {
        // A link and not a rename: it fails where the name is taken, and replaces nothing.
        Require(tmp.Link(stem, target, name), "new");
        FaultPoint.Hit("deliver-after-link");
        var error = target.Sync();
        if (error != Errno.None)
        {
            // The caller will try again: what is not acknowledged must not be seen.
            _ = target.Unlink(name);
            throw Failed("new", error);
        }

        FaultPoint.Hit("deliver-after-publish");
    }

    private void Require(Errno error, string folder)
    {
        if (error != Errno.None)
        {
            throw Failed(folder, error);
        }
    }

    private StoreException Failed(string folder, Errno error) =>
        new($"{folders.Path}/{folder}: not delivered: {error.InWords()}") { NotPermitted = error.IsRefusal() };
}
