using System.Net;
using Restante.Contracts;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;
using Restante.Server.Auth;
using Restante.Server.Auth.Sources;
using Restante.Server.Auth.Sources.Pam;

namespace Restante.EndToEnd.Auth.Sources;

/// <summary>The system's own PAM: with service files of the test's, and users that it makes and removes.</summary>
public sealed class PamTests : IDisposable
{
    // As docs/manual/pam.md has it.
    private const string Unix = "auth required pam_unix.so\naccount required pam_unix.so\n";

    private readonly ScratchFolder _services = new("pam");

    public void Dispose() => _services.Dispose();

    [RootFact]
    public async Task A_user_of_the_system_logs_in_and_nobody_else()
    {
        await using var user = await SystemUser.AddAsync();
        await PasswordVerifierContract.HoldsAsync(Service(Unix), user.Name, user.Password);
    }

    [RootFact]
    public async Task An_account_that_has_expired_is_closed()
    {
        await using var user = await SystemUser.AddAsync();
        await user.CloseAsync();
        Assert.IsType<PasswordVerdict.Closed>(await PasswordVerifierContract.TryAsync(Service(Unix), user.Name, user.Password));
    }

    [RootFact]
    public async Task Strangers_are_left_to_the_next_source_even_by_a_stack_that_ends_in_deny()
    {
        var deny = Service("auth required pam_deny.so\naccount required pam_deny.so\n");
        Assert.IsType<PasswordVerdict.Unknown>(await PasswordVerifierContract.TryAsync(deny, "restante-nobody", "secret"));
        Assert.IsType<PasswordVerdict.Wrong>(await PasswordVerifierContract.TryAsync(deny, "root", "secret"));
    }

    [RootFact]
    public async Task Modules_learn_the_clients_address()
    {
        using var folder = new ScratchFolder("pam");
        var permit = Service($"auth required pam_exec.so log={folder["log"]} /usr/bin/env\naccount required pam_permit.so\n");
        Assert.IsType<PasswordVerdict.Right>(await PasswordVerifierContract.TryAsync(permit, "ann", "secret"));
        Assert.Contains($"PAM_RHOST={IPAddress.Loopback}\n", await File.ReadAllTextAsync(folder["log"]), StringComparison.Ordinal);
    }

    [RootFact]
    public async Task A_module_that_is_missing_is_an_outage_and_no_wrong_password() =>
        await Assert.ThrowsAsync<CredentialStoreException>(async () =>
            await PasswordVerifierContract.TryAsync(Service("auth required pam_missing.so\naccount required pam_permit.so\n"), "root", "secret"));

    [RootFact]
    public async Task The_server_lets_users_of_the_file_and_of_the_system_in()
    {
        await using var user = await SystemUser.AddAsync();
        var service = "/etc/pam.d/" + user.Name;
        await File.WriteAllTextAsync(service, Unix);
        try
        {
            await using var server = await RestanteServer.StartAsync(new RestanteOptions { Config = $$$"""{ "users": { "pam": { "service": "{{{user.Name}}}" } } }""" });
            await using var first = await server.LoginAsync(server.NextUser());
            await using var second = await server.ConnectAsync();
            Assert.DoesNotContain("SCRAM", string.Join('\n', await second.ListAsync("CAPA")), StringComparison.Ordinal);
            await second.ExpectOkAsync($"USER {user.Name}");
            Assert.StartsWith("-ERR [AUTH]", await second.ExpectErrorAsync("PASS wrong"), StringComparison.Ordinal);
            await second.ExpectOkAsync($"USER {user.Name}");
            await second.SendAsync(System.Text.Encoding.UTF8.GetBytes($"PASS {user.Password}\r\n"));
            Assert.StartsWith("+OK", await second.ReadLineAsync(), StringComparison.Ordinal);
            await second.ExpectOkAsync("QUIT");
            Assert.DoesNotContain(user.Password, server.Output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(service);
        }
    }

    private PamVerifier Service(string stack)
    {
        File.WriteAllText(_services["restante"], stack);
        return new PamVerifier("restante", TimeProvider.System, _services.Path);
    }
}
