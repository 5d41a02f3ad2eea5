using Restante.Protocol.Pop3;
using Restante.Server.Stores;

namespace Restante.Server.Sessions;

/// <summary>
/// What QUIT removes besides the marked messages, by the site's policy (EXPIRE, RFC 2449 §6.7): those that arrived
/// longer ago than it keeps them, or, where it keeps nothing, those that were fetched in this session. Only messages of
/// the session's own list, and only in UPDATE: what a client was never shown does not expire.
/// </summary>
/// <param name="days">Null keeps everything.</param>
public sealed class Retention(int? days, IMaildrop maildrop, TimeProvider time)
{
    private MarkedMessages? _fetched;

    /// <summary>The whole message went out.</summary>
    public void Fetched(MessageNumber number)
    {
        if (days == 0 && !(_fetched ??= new MarkedMessages(maildrop.Messages)).Contains(number))
        {
            _fetched.Mark(number);
        }
    }

    /// <summary>All that the policy gives up now, ascending.</summary>
    public IReadOnlyList<MessageNumber> Expired() => days switch
    {
        null => [],
        0 => _fetched?.ToList() ?? [],
        { } kept => maildrop.ArrivedBefore(time.GetUtcNow().AddDays(-kept)),
    };
}
