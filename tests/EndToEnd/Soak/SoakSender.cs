using Microsoft.Extensions.Logging.Abstractions;
using Restante.EndToEnd.Crashes;
using Restante.Server.Stores;
using Restante.Server.Stores.Maildir;

namespace Restante.EndToEnd.Soak;

/// <summary>Delivers to one user from outside the server, as `restante deliver` does, and never lets the maildrop grow without end.</summary>
internal sealed class SoakSender(string mailRoot, Ledger ledger, Func<int> nextTag)
{
    private const int Enough = 30;

    public async Task SendAsync(Func<bool> enough)
    {
        var store = new MaildirStore(new MaildirOptions { Path = mailRoot + "/{user}/Maildir" }, TimeProvider.System, NullLogger.Instance);
        var mailbox = MailboxName.TryParse(ledger.User, out var name) ? name : throw new FormatException(ledger.User);
        while (!enough())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            if (ledger.Count >= Enough)
            {
                continue;
            }

            var tag = nextTag();
            ledger.Offer(tag);
            using var message = new MemoryStream(TaggedMessage.Stored(tag));
            ledger.Acknowledged(tag, (await store.DeliverAsync(mailbox, message, default)).UniqueId);
        }
    }
}
