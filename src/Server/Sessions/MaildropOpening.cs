using System.Globalization;
using Restante.Protocol.Pop3;
using Restante.Protocol.Pop3.Languages;
using Restante.Server.Diagnostics;
using Restante.Server.Stores;

namespace Restante.Server.Sessions;

/// <summary>The last step of a login: the maildrop is locked and listed before +OK is said, or the client hears why not.</summary>
internal sealed class MaildropOpening(SessionServices services, SessionFacts facts, SessionOutput output)
{
    /// <summary>Answers the login. Null where the maildrop cannot be had; the client may try again.</summary>
    public async ValueTask<IMaildrop?> OpenAsync(MailboxName mailbox, string mechanism)
    {
        var delay = services.Settings.LoginDelay;
        if (services.Pace.IsTooSoon(mailbox, delay))
        {
            services.Log.LoginTooSoon(facts.Id, mailbox.Value, facts.Address);
            output.Reply(Reply.Error(
                ResponseCode.LoginDelay, ReplyText.LoginTooSoon, delay.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)));
            return null;
        }

        var holder = new LeaseHolder(facts.Id, services.Settings.Hostname, facts.Address, services.Time.GetUtcNow());
        try
        {
            switch (await services.Store.OpenAsync(mailbox, holder, services.Stopping))
            {
                case OpenOutcome.Opened opened:
                    services.Pace.Opened(mailbox, delay);
                    await WelcomeAsync(mailbox, mechanism, opened.Maildrop);
                    return opened.Maildrop;
                case OpenOutcome.InUse inUse:
                    var other = inUse.Holder;
                    services.Log.MaildropInUse(facts.Id, mailbox.Value, facts.Address, other?.SessionId, other?.Address, other?.Since);
                    output.Reply(InUse(other));
                    return null;
                default:
                    throw new InvalidOperationException("an outcome that no opening has");
            }
        }
        catch (StoreException e)
        {
            services.Log.StoreFailed(facts.Id, mailbox.Value, e.Message);
            output.Reply(Reply.Error(ResponseCode.SysTemp, ReplyText.Unavailable));
        }
        catch (OperationCanceledException)
        {
            output.Reply(Reply.Error(ResponseCode.SysTemp, ReplyText.UnavailableWhileStopping));
        }

        return null;
    }

    private async ValueTask WelcomeAsync(MailboxName mailbox, string mechanism, IMaildrop maildrop)
    {
        facts.User = mailbox.Value;
        facts.Mechanism = mechanism;
        facts.MaildropCount = maildrop.Messages.Count;
        facts.MaildropOctets = maildrop.Messages.TotalOctets;
        if (maildrop.Interrupted is { } interrupted)
        {
            WriteInterrupted(mailbox, interrupted);
            await services.FlushLog();
            maildrop.InterruptionRecorded();
        }

        output.Status(
            (maildrop.Messages, output.Language), static (writer, s) => ReplyWriter.WriteMaildrop(writer, s.Messages.Count, s.Messages.TotalOctets, s.Language));
    }

    private void WriteInterrupted(MailboxName mailbox, InterruptedUpdate interrupted)
    {
        foreach (var ids in RecordedIds.Of(interrupted.Gone).DefaultIfEmpty(""))
        {
            services.Log.UpdateInterrupted(
                facts.Id, mailbox.Value, interrupted.Holder?.SessionId, interrupted.Gone.Count, interrupted.Left.Count, ids);
        }
    }

    private static Reply InUse(LeaseHolder? holder) => holder is null
        ? Reply.Error(ResponseCode.InUse, ReplyText.InUse)
        : Reply.Error(
            ResponseCode.InUse, ReplyText.InUseSince, holder.Since.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), holder.Address);
}
