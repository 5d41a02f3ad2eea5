using System.Diagnostics;
using System.Globalization;
using System.Text;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;
using Restante.Protocol.Sasl;

namespace Restante.EndToEnd.Auth;

/// <summary>
/// SCRAM with channel binding. openssl s_client exports the keying material by OpenSSL's own means: that the server takes
/// it shows that ours is the same.
/// </summary>
public sealed class ChannelBindingTests(AllMechanismsFixture fixture) : IClassFixture<AllMechanismsFixture>
{
    [Theory]
    [InlineData("SCRAM-SHA-256-PLUS")]
    [InlineData("SCRAM-SHA-1-PLUS")]
    public async Task What_OpenSSL_exports_binds_the_channel(string mechanism)
    {
        var user = fixture.Server.NextUser();
        Assert.StartsWith("+OK", await LoginAsync(user.Name, user.Password, mechanism, keep: octets => octets), StringComparison.Ordinal);
        await fixture.ExpectLoginAsync(user, mechanism);
    }

    [Fact]
    public async Task Material_of_another_connection_is_refused()
    {
        var user = fixture.Server.NextUser();
        var answer = await LoginAsync(user.Name, user.Password, "SCRAM-SHA-256-PLUS", keep: octets => new byte[octets.Length]);
        Assert.StartsWith("-ERR [AUTH]", answer, StringComparison.Ordinal);
        await Eventually.TrueAsync(
            () => fixture.Server.Output.Contains("channel bindings differ", StringComparison.Ordinal), Eventually.Limit, "the record says why");
    }

    private async Task<string> LoginAsync(string user, string password, string mechanism, Func<byte[], byte[]> keep)
    {
        const string material = "Keying material: ";
        using var openssl = Start();
        using var secret = new Secret(Encoding.UTF8.GetBytes(password));
        using var limit = new CancellationTokenSource(Eventually.Limit);
        ScramClient? client = null;
        try
        {
            while (await openssl.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                var said = line.Trim();
                if (said.StartsWith(material, StringComparison.Ordinal))
                {
                    var binding = new ChannelBinding(ChannelBinding.Exporter, keep(Convert.FromHexString(said[material.Length..])));
                    client = new ScramClient(mechanism == "SCRAM-SHA-1-PLUS" ? ScramMechanism.Sha1Plus : ScramMechanism.Sha256Plus, user, secret, binding);
                }
                else if (said.Contains("POP3 ready", StringComparison.Ordinal))
                {
                    await SayAsync(openssl, $"AUTH {mechanism} {Convert.ToBase64String(client!.Begin())}");
                }
                else if (said.StartsWith("+ ", StringComparison.Ordinal))
                {
                    var reply = client!.Respond(Convert.FromBase64String(said[2..]));
                    await SayAsync(openssl, reply is SaslReply.Response response ? Convert.ToBase64String(response.Octets.Span) : "*");
                }
                else if (said.StartsWith("+OK", StringComparison.Ordinal) || said.StartsWith("-ERR", StringComparison.Ordinal))
                {
                    Assert.Equal(said[0] == '+', client!.IsServerProven);
                    await SayAsync(openssl, "QUIT");
                    return said;
                }
            }

            return "openssl ended: " + await openssl.StandardError.ReadToEndAsync(limit.Token);
        }
        finally
        {
            openssl.StandardInput.Close();
            if (!openssl.WaitForExit(TimeSpan.FromSeconds(20)))
            {
                openssl.Kill();
            }

            client?.Dispose();
        }
    }

    private static Task SayAsync(Process openssl, string line) => openssl.StandardInput.WriteAsync(line + "\r\n");

    private Process Start()
    {
        var start = new ProcessStartInfo("openssl")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])
            ["s_client", "-connect", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{fixture.Server.TlsPort}"), "-CAfile", fixture.Server.CertificateFile,
             "-nocommands", "-keymatexport", "EXPORTER-Channel-Binding", "-keymatexportlen", "32"])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("openssl did not start");
        process.StandardInput.AutoFlush = true;
        return process;
    }
}
