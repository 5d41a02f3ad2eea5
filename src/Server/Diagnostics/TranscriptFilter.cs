namespace Restante.Server.Diagnostics;

/// <summary>Whose sessions are recorded line by line: users and addresses, as the configuration's log.transcript names them.</summary>
public sealed class TranscriptFilter(IEnumerable<string> usersAndAddresses)
{
    public static readonly TranscriptFilter None = new([]);

    private readonly HashSet<string> _names = new(usersAndAddresses, StringComparer.Ordinal);

    /// <summary>False when no session can match: nothing needs to be kept.</summary>
    public bool Any => _names.Count > 0;

    public bool Matches(string userOrAddress) => _names.Contains(userOrAddress);
}
