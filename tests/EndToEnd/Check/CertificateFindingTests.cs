using System.Security.Cryptography.X509Certificates;
using Restante.Client.Connecting;
using Restante.Client.Report;
using Restante.Client.Report.Catalogue;
using Restante.EndToEnd.Check.Fakes;

namespace Restante.EndToEnd.Check;

/// <summary>Certificates: each fault yields its code and no other, on a TLS port and behind STLS.</summary>
public sealed class CertificateFindingTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task One_that_has_expired(bool onTlsPort) => OnlyAsync(FakeTls.Issue(days: -2, since: -92), CertificateFindings.Expired, onTlsPort);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task One_that_is_not_valid_yet(bool onTlsPort) => OnlyAsync(FakeTls.Issue(since: 3), CertificateFindings.NotYetValid, onTlsPort);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task One_that_is_for_another_name(bool onTlsPort) =>
        OnlyAsync(FakeTls.Issue(names: ["mail.example.net", "*.example.org"]), CertificateFindings.NameMismatch, onTlsPort);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task One_that_vouches_for_itself(bool onTlsPort) => OnlyAsync(FakeTls.SelfSigned(), CertificateFindings.Untrusted, onTlsPort);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task One_without_its_intermediate(bool onTlsPort) => OnlyAsync(FakeTls.Issue(sendChain: false), CertificateFindings.ChainIncomplete, onTlsPort);

    [Fact]
    public async Task One_that_expires_soon_is_a_warning()
    {
        var report = await ExamineAsync(FakeTls.Issue(days: 12, since: -78));

        var finding = Assert.Single(report.Findings);
        Assert.Equal((CertificateFindings.ExpiresSoon.Code, Severity.Warning), (finding.Code, finding.Severity));
    }

    [Theory]
    [InlineData(40, -50)]
    [InlineData(5, -1)]
    public async Task One_with_a_third_of_its_life_left_is_none(double days, double since) =>
        Examined.NothingWrong(await ExamineAsync(FakeTls.Issue(days, since)));

    [Fact]
    public async Task Each_fault_is_told_by_itself()
    {
        var report = await ExamineAsync(FakeTls.Issue(days: -2, since: -92, names: ["mail.example.net"], sendChain: false));

        Assert.Equal(
            [CertificateFindings.ChainIncomplete.Code, CertificateFindings.Expired.Code, CertificateFindings.NameMismatch.Code],
            report.Findings.Select(f => f.Code).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_issuer_the_names_and_the_date_are_named()
    {
        // It may be made just before midnight, or just after.
        var before = Day();
        var tls = FakeTls.Issue(days: -2, since: -92);
        string[] days = [before, Day()];
        var seen = Assert.Single((await ExamineAsync(tls)).Findings).SeenText;

        Assert.Contains("Fake Intermediate", seen, StringComparison.Ordinal);
        Assert.Contains("pop.example.com, localhost, 127.0.0.1", seen, StringComparison.Ordinal);
        Assert.Contains(days, day => seen.Contains(day, StringComparison.Ordinal));

        static string Day() => TimeProvider.System.GetUtcNow().AddDays(-2).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task An_intermediate_that_has_expired()
    {
        var root = FakeTls.Make("CN=Old Root", null, null, 3000, -3000);
        var intermediate = FakeTls.Make("CN=Old Intermediate", root, null, -3, -1000);

        var report = await ExamineAsync(FakeTls.IssuedBy(intermediate, root));

        Assert.Contains("Old Intermediate", Assert.Single(report.Findings).SeenText, StringComparison.Ordinal);
        Examined.OnlyError(report, CertificateFindings.Expired);
    }

    [Fact]
    public async Task A_chain_that_ends_at_a_root_nobody_trusts()
    {
        var root = FakeTls.Make("CN=Company Root", null, null, 3000, -10);

        Examined.OnlyError(await ExamineAsync(FakeTls.IssuedBy(root, FakeTls.Healthy().Root)), CertificateFindings.Untrusted);
    }

    [Fact]
    public async Task A_chain_with_the_right_names_and_another_key()
    {
        var forged = FakeTls.Make("CN=Fake Root", null, null, 3000, -10);
        var intermediate = FakeTls.Make("CN=Fake Intermediate", forged, null, 2000, -9);

        Examined.OnlyError(await ExamineAsync(FakeTls.IssuedBy(intermediate, FakeTls.Healthy().Root)), CertificateFindings.Untrusted);
    }

    [Fact]
    public async Task Without_a_word_of_the_issuer_and_without_a_list_of_ones_own_it_is_said_that_it_cannot_be_told()
    {
        var report = await ExamineAsync(FakeTls.Issue(sendChain: false), trust: false);

        Examined.OnlyError(report, CertificateFindings.Untrusted);
        Assert.Contains("cannot be told apart", report.Findings[0].Meaning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_says_where_its_issuer_is_to_be_had_is_a_public_one_without_its_chain()
    {
        var issuer = FakeTls.Make("CN=Public Issuing CA 7", FakeTls.Healthy().Root, null, 2000, -9);
        var tls = FakeTls.IssuedBy(issuer, issuer, r => r.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(null, ["http://ca.example.com/7.crt"]))) with { Chain = [] };

        Examined.OnlyError(await ExamineAsync(tls, trust: false), CertificateFindings.ChainIncomplete);
    }

    [Fact]
    public async Task One_that_is_given_as_trusted_itself_is_trusted()
    {
        var tls = FakeTls.SelfSigned();

        Examined.NothingWrong(await ExamineAsync(tls with { Root = tls.Leaf }));
    }

    [Fact]
    public async Task An_intermediate_that_is_given_as_trusted_is_an_anchor()
    {
        var tls = FakeTls.Issue(sendChain: false);

        Examined.NothingWrong(await ExamineAsync(tls with { Root = FakeTls.Healthy().Chain[0] }));
    }

    [Fact]
    public async Task A_name_in_the_common_name_only_is_a_warning()
    {
        var root = FakeTls.Healthy().Root;
        var tls = new FakeTls(FakeTls.Make("CN=localhost", root, [], 300, -30), [], root);

        await using var fake = new FakePop3 { Tls = tls, Implicit = true }.Start();

        var report = await Examined.RunAsync(new Target("localhost", fake.Port), tls);

        var finding = Assert.Single(report.Findings);
        Assert.Equal((CertificateFindings.NameMismatch.Code, Severity.Warning), (finding.Code, finding.Severity));
    }

    [Theory]
    [InlineData("pop.example.com")]
    [InlineData("POP.EXAMPLE.COM.")]
    public async Task A_name_matches_whatever_its_case(string name)
    {
        var tls = FakeTls.Healthy();

        await using var fake = new FakePop3 { Tls = tls, Implicit = true }.Start();

        Examined.NothingWrong(await Examined.RunAsync(new Target(name, fake.Port), tls));
    }

    [Fact]
    public async Task One_that_was_not_issued_for_servers()
    {
        var healthy = FakeTls.Healthy();
        var tls = FakeTls.IssuedBy(healthy.Chain[0], healthy.Root,
            r => r.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.2")], critical: false)));

        Examined.OnlyError(await ExamineAsync(tls), CertificateFindings.Untrusted);
    }

    [Fact]
    public async Task One_that_an_antivirus_program_made_is_interference()
    {
        var shield = FakeTls.Make("CN=Avast Web/Mail Shield Root, O=Avast Web/Mail Shield", null, null, 3000, -10);

        var report = await ExamineAsync(FakeTls.IssuedBy(shield, FakeTls.Healthy().Root));

        Assert.Equal([FleetFindings.Interference.Code], report.Findings.Select(f => f.Code));
    }

    private static async Task OnlyAsync(FakeTls tls, FindingKind kind, bool onTlsPort)
    {
        var report = await ExamineAsync(tls, onTlsPort: onTlsPort);

        Assert.Equal([kind.Code], report.Findings.Select(f => f.Code));
        Assert.Equal(Severity.Error, report.Findings[0].Severity);
    }

    private static async Task<CheckReport> ExamineAsync(FakeTls tls, bool trust = true, bool onTlsPort = true)
    {
        await using var fake = new FakePop3 { Tls = tls, Implicit = onTlsPort }.Start();
        return await Examined.RunAsync(fake, o => trust ? o : o with { ExtraRoots = [] });
    }
}
