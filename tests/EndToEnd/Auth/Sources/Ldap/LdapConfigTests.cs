using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Auth.Sources.Ldap;

/// <summary>What `config check` says of the files and the library that a directory needs.</summary>
public sealed class LdapConfigTests
{
    private const string Search = """
        { "users": { "ldap": {
          "uri": ["ldaps://ldap.example.com"],
          "ca": "ca.pem",
          "base": "dc=example,dc=com", "filter": "(uid={user})",
          "searchDn": "cn=restante,dc=example,dc=com",
          "searchPasswordFile": "password"
        } } }
        """;

    [Fact]
    public async Task Files_that_are_missing_empty_or_open_to_all_are_named()
    {
        using var folder = new ScratchFolder("config");
        await File.WriteAllTextAsync(folder["restante.json"], Search);
        var missing = await CheckAsync(folder);
        Assert.Equal(78, missing.ExitCode);
        Assert.Contains($"restante.json:3:9: error: users.ldap.ca: there is no file {folder["ca.pem"]}", missing.Text, StringComparison.Ordinal);
        Assert.Contains($"restante.json:6:25: error: users.ldap.searchPasswordFile: there is no file {folder["password"]}", missing.Text, StringComparison.Ordinal);

        await File.WriteAllTextAsync(folder["ca.pem"], "nonsense\n");
        await File.WriteAllTextAsync(folder["password"], "\nsecret\n");
        File.SetUnixFileMode(folder["password"], UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var faulty = await CheckAsync(folder);
        Assert.Contains("ca.pem has no certificate in PEM", faulty.Text, StringComparison.Ordinal);
        Assert.Contains("password has no password in its first line", faulty.Text, StringComparison.Ordinal);
        Assert.Contains("can be read by every user of this machine", faulty.Text, StringComparison.Ordinal);
    }

    /// <summary>An empty file in the library's place, for one process.</summary>
    [MountFact]
    public async Task A_machine_without_libldap_is_told_what_to_install()
    {
        using var folder = new ScratchFolder("config");
        await File.WriteAllTextAsync(folder["restante.json"], """{ "users": { "ldap": { "uri": ["ldaps://a"], "bindDn": "uid={user},dc=x" } } }""");
        const string hide = "for f in $(ldconfig -p | sed -n 's/.*libldap.* => //p'); do mount --bind /dev/null \"$f\"; done; exec \"$0\" \"$@\"";
        foreach (var verb in new[] { "config check", "serve" })
        {
            var run = await Tool.RunAsync("unshare", ["--mount", "sh", "-c", hide, RestanteProgram.Path, .. verb.Split(' '), "--config", folder["restante.json"]], folder: folder.Path);
            Assert.True(run.ExitCode == 78, run.ToString());
            Assert.Contains("users.ldap needs libldap, which is not here (Debian 12: libldap-2.5-0", run.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", run.ToString(), StringComparison.Ordinal);
        }
    }

    private static Task<ToolResult> CheckAsync(ScratchFolder folder) =>
        RestanteProgram.RunAsync(["config", "check", "--config", folder["restante.json"]], folder: folder.Path);
}
