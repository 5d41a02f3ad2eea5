namespace Restante.EndToEnd.Servers;

/// <summary>The scripts of tests/servers.</summary>
internal static class PackagedServers
{
    public static readonly string[] Names = ["courier", "cyrus", "dovecot", "mailutils", "popa3d", "solid"];
}
