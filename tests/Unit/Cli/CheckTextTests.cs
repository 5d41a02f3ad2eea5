using Restante.Cli.Commands.Check;
using Restante.Client.Report;

namespace Restante.Unit.Cli;

public sealed class CheckTextTests
{
    private static readonly Step Long = new(
        "STLS on 192.0.2.25:110", true, "TLS 1.3, TLS_AES_256_GCM_SHA384, certificate of pop.example.org until 2027-02-19", TimeSpan.FromMilliseconds(12));

    [Fact]
    public void A_step_is_a_line_where_it_fits_and_where_nobody_looks() => Assert.All(
        [int.MaxValue, 122],
        width => Assert.Equal(
            ["ok        12 ms  STLS on 192.0.2.25:110  TLS 1.3, TLS_AES_256_GCM_SHA384, certificate of pop.example.org until 2027-02-19"],
            CheckText.StepLines(Long, width)));

    [Fact]
    public void Otherwise_what_was_seen_stands_below_it_as_broad_as_the_terminal() => Assert.Equal(
        [
            "ok        12 ms  STLS on 192.0.2.25:110",
            "                   TLS 1.3, TLS_AES_256_GCM_SHA384,",
            "                   certificate of pop.example.org until",
            "                   2027-02-19",
        ],
        CheckText.StepLines(Long, 60));

    [Fact]
    public void A_step_without_a_word_is_a_line() => Assert.Equal(
        ["fail     250 ms  connect"], CheckText.StepLines(new Step("connect", false, "", TimeSpan.FromMilliseconds(250)), 40));
}
