namespace Restante.Server.Stores.Maildir;

/// <summary>Where the maildrops are, and how what we create is kept from others.</summary>
public sealed record MaildirOptions
{
    /// <summary>
    /// An absolute path with <c>{user}</c> (the whole name), <c>{local}</c> or <c>{domain}</c> (before and after its
    /// last @), as <c>/var/mail/{user}/Maildir</c>. The folders before the first <c>{</c> are the mail root: it must be
    /// there, so that a disk that is not mounted is an error and not a thousand empty maildrops. What follows is
    /// created when it is missing, and must not be a symbolic link: its owner could point it at another maildrop.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>Of messages, index and lock; by default 0600.</summary>
    public UnixFileMode FileMode { get; init; } = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Of folders; by default 0700.</summary>
    public UnixFileMode FolderMode { get; init; } = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Stands in the names of delivered messages; by default the machine's name.</summary>
    public string HostName { get; init; } = Environment.MachineName;

    /// <summary>
    /// How old the folders' times must be for their listing to be trusted later: a change in the same tick of the file
    /// system's clock would leave the times as they are. The coarsest clock that we know of ticks in two seconds (FAT),
    /// Linux' own in four milliseconds.
    /// </summary>
    internal TimeSpan Settling { get; init; } = TimeSpan.FromSeconds(3);
}
