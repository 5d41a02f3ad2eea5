namespace Restante.Server.Stores.Maildir;

/// <summary>What an index says of a maildrop as a whole: enough for a session that only asks whether there is mail.</summary>
/// <param name="Count">Of the messages.</param>
/// <param name="TotalOctets">Of all of them on the wire.</param>
/// <param name="Times">The folders' times at the listing.</param>
/// <param name="Moment">
/// When the folders were listed, in nanoseconds, by the clock that makes their times; 0 where that listing is not to be
/// trusted though the times stand.
/// </param>
internal sealed record IndexHead(int Count, long TotalOctets, FolderTimes Times, long Moment)
{
    /// <summary>True when nobody needs to list the folders to know what is in them: docs/decisions/trusted-index.md.</summary>
    /// <param name="now">As they are now.</param>
    /// <param name="moment">The present, by the same clock; 0 where that is not known.</param>
    public bool IsTrusted(in FolderTimes now, long moment) =>
        // A clock that was set back makes times that it has made before.
        Moment != 0 && moment >= Moment && now == Times;
}
