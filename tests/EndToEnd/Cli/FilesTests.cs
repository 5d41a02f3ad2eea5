using System.Security.Cryptography.X509Certificates;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Stores;
using Restante.Server.Auth;
using Restante.Server.Transport;

namespace Restante.EndToEnd.Cli;

public sealed class FilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("restante-files-").FullName;

    private string Users => Path.Combine(_folder, "users");

    [RootFact]
    public void Certificate_files_that_may_not_be_looked_at_any_more_are_an_error_and_not_a_crash()
    {
        var (certificate, key) = (Path.Combine(_folder, "tls", "c.pem"), Path.Combine(_folder, "tls", "k.pem"));
        SelfSignedCertificate.Ensure(certificate, key, "pop", TimeProvider.System);
        var pair = new CertificatePair(certificate, key);
        File.SetUnixFileMode(Path.Combine(_folder, "tls"), UnixFileMode.None);

        // It is asked every few seconds by a timer, where any other exception would end the process.
        Assert.Throws<CertificateException>(() => Unprivileged.AsNobody(() => ValueTask.FromResult(pair.ReloadIfChanged())));
        Assert.NotNull(pair.Context);
    }

    [Fact]
    public async Task A_changed_users_file_is_noticed_and_a_faulty_one_leaves_the_last_good_one_serving()
    {
        var time = new ManualTime();
        File.WriteAllText(Users, "ann:{PLAIN}pencil\n");
        var file = PasswordFile.Open(Users, time);
        var reloads = new List<PasswordFileReload>();
        file.Reloaded += reloads.Add;

        // Longer: where the clock of the file system ticks slowly, and is not made to tick by a look, its size alone tells.
        File.WriteAllText(Users, "bob:{PLAIN}crayons\n");
        Assert.NotNull(await file.FindAsync("ann", CancellationToken.None));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await file.FindAsync("ann", CancellationToken.None));
        Assert.NotNull(await file.FindAsync("bob", CancellationToken.None));

        File.WriteAllText(Users, "nonsense\n");
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(await file.FindAsync("bob", CancellationToken.None));
        File.Delete(Users);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(await file.FindAsync("bob", CancellationToken.None));

        // One report for each change, not one for each look.
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(await file.FindAsync("bob", CancellationToken.None));
        Assert.Equal([true, false, false], reloads.Select(r => r.IsGood));
    }

    [Fact]
    public void A_first_users_file_that_is_missing_or_faulty_is_an_error()
    {
        Assert.Throws<CredentialStoreException>(() => PasswordFile.Open(Users, TimeProvider.System));
        File.WriteAllText(Users, "ann:{PLAIN}x\nnonsense\n");
        var fault = Assert.Throws<CredentialStoreException>(() => PasswordFile.Open(Users, TimeProvider.System));
        Assert.Contains("line 2", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_self_signed_pair_is_made_once_for_all_names_of_this_machine_with_a_private_key()
    {
        var (certificate, key) = (Path.Combine(_folder, "tls", "certificate.pem"), Path.Combine(_folder, "tls", "key.pem"));

        Assert.True(SelfSignedCertificate.Ensure(certificate, key, "pop-01", TimeProvider.System));
        Assert.False(SelfSignedCertificate.Ensure(certificate, key, "pop-01", TimeProvider.System));
        using var pair = X509Certificate2.CreateFromPemFile(certificate, key);

        Assert.All(["pop-01", "localhost", "127.0.0.1", "::1"], name => Assert.True(pair.MatchesHostname(name)));
        Assert.Equal(SelfSignedCertificate.ValidDays, (pair.NotAfter.ToUniversalTime() - pair.NotBefore.ToUniversalTime()).TotalDays);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
    }

    [Fact]
    public async Task A_users_file_behind_a_link_is_edited_where_it_lies()
    {
        var real = Path.Combine(_folder, "real");
        File.WriteAllText(real, "ann:{PLAIN}x\n");
        File.CreateSymbolicLink(Users, real);
        Assert.True(PasswordHash.TryParse("{PLAIN}y", out var secret, out _));

        Assert.True(await new PasswordFileEditor(Users, TimeProvider.System).AddAsync("bob", secret, CancellationToken.None));

        Assert.Equal(real, new FileInfo(Users).LinkTarget);
        Assert.Equal("ann:{PLAIN}x\nbob:{PLAIN}y\n", File.ReadAllText(real));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private sealed class ManualTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan time) => _ticks += time.Ticks;

        public override long GetTimestamp() => _ticks;

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(_ticks);
    }
}
