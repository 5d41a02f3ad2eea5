using Restante.Client.Report;

namespace Restante.Unit.Client.Report;

public sealed class FindingPageTests
{
    private static readonly string[] Parts = ["What it is.", "In mail programs.", "To mend it.", "By hand."];

    /// <summary>Codes are stable: one that was published is neither renamed nor taken away.</summary>
    private static readonly string[] Published =
    [
        "name-not-found", "refused", "unreachable", "connect-timeout", "address-fails", "silent", "slow-greeting", "closed-at-once", "greeting-error", "not-pop3",
        "tls-expected", "tls-not-expected", "tls-handshake-failed", "certificate-expired", "certificate-not-yet-valid", "certificate-expires-soon",
        "certificate-name-mismatch", "certificate-untrusted", "certificate-chain-incomplete", "tls-version-old", "stls-missing", "stls-promised-but-fails",
        "stls-injection", "stls-reply-injection", "stls-stripped",
        "cleartext-login-offered", "tls-needed-to-login", "login-refused", "login-temporary-failure", "mailbox-locked", "login-delay",
        "password-login-disabled", "mechanism-promised-but-fails", "users-can-be-told-apart", "ok-before-mailbox-opens", "slow-login",
        "bare-lf-replies", "crlf-required", "reply-line-too-long", "unasked-reply", "bad-reply", "capa-missing", "capa-promise-broken",
        "pipelining-broken", "missing-terminator", "not-dot-stuffed", "response-code-unknown",
        "stat-list-mismatch", "size-mismatch", "numbers-not-sequential", "numbers-shift-after-dele", "rset-does-not-undo", "dele-without-quit",
        "uidl-missing", "uidl-illegal", "uidl-duplicate", "uidl-changes", "top-missing", "top-wrong", "message-stalls", "message-truncated",
        "large-message", "no-lock", "empty-though-not", "quit-unanswered",
        "machine-fails", "machines-differ", "round-trip-slow", "interference",
    ];

    public static TheoryData<string> Codes => [.. FindingCatalogue.All.Select(k => k.Code).Concat(Published).Distinct(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Each_finding_has_a_page_with_all_four_parts_in_order(string code)
    {
        var page = FindingPage.Find(code);
        Assert.NotNull(page);
        var places = Parts.Select(part => page.Text.IndexOf($"**{part}**", StringComparison.Ordinal)).ToList();
        Assert.All(places, place => Assert.True(place >= 0, page.Text));
        Assert.Equal(places.Order(), places);
        Assert.Contains("\n    ", page.Text[places[^1]..], StringComparison.Ordinal);
        Assert.InRange(page.Text.Length, 400, 3000);
    }

    [Fact]
    public void Each_page_is_of_a_finding_that_there_is()
    {
        Assert.Empty(FindingPage.All.Select(p => p.Code).Except(FindingCatalogue.All.Select(k => k.Code).Concat(Published), StringComparer.Ordinal));
        Assert.Equal(FindingPage.All.Count, FindingPage.All.DistinctBy(p => p.Code).Count());
    }

    [Fact]
    public void Pages_are_separated_by_headings_of_both_kinds()
    {
        var pages = FindingPage.Parse("# Title\nwords\n\n## one\n\nfirst\n\n    # no heading\n\n# Part\n\nwords\n\n## two\nsecond\n");
        Assert.Equal([new FindingPage("one", "first\n\n    # no heading"), new FindingPage("two", "second")], pages);
    }
}
