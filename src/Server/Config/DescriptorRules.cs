using System.Globalization;

namespace Restante.Server.Config;

/// <summary>Whether a process may open as many descriptors as its sessions need.</summary>
internal static class DescriptorRules
{
    private const string Key = "limits.sessions";

    // The connection; the Maildir, its new, its cur and its lock; and the message that is on its way.
    private const long OfOneSession = 6;

    /// <param name="limits">What is configured.</param>
    /// <param name="allowed">RLIMIT_NOFILE of this process; null where it is not known.</param>
    /// <param name="written">Takes the warning.</param>
    public static void Check(LimitOptions limits, long? allowed, ConfigBinding written)
    {
        var needed = limits.Sessions * OfOneSession;
        if (allowed < needed)
        {
            written.Warning(Key,
                string.Create(CultureInfo.InvariantCulture, $"{limits.Sessions} sessions need about {needed} descriptors, this process may open {allowed}"),
                "raise LimitNOFILE (in a shell: ulimit -Hn), or lower limits.sessions");
        }
    }
}
