namespace Restante.Client.Report.Catalogue;

/// <summary>Many machines behind one name, and what stands between.</summary>
public static class FleetFindings
{
    public static readonly FindingKind MachineFails = new("machine-fails", Severity.Error,
        "one of several machines fails",
        "Several machines answer behind this name, and not all of them work: people see errors now and then, and a second try helps.",
        "Mend the machine named above, or take it out of the balancer or the DNS; the balancer's health check should log in, not only connect.",
        "");

    public static readonly FindingKind MachinesDiffer = new("machines-differ", Severity.Warning,
        "the machines behind the name differ",
        "What a mail program learns from one connection does not hold for the next: an upgrade or a change of configuration has not reached all machines.",
        "Bring the machines to the same version and configuration.",
        "");

    public static readonly FindingKind RoundTripSlow = new("round-trip-slow", Severity.Warning,
        "each answer takes long",
        "POP3 waits for an answer after most commands: with some hundred messages each mail check takes minutes.",
        "",
        "");

    public static readonly FindingKind Interference = new("interference", Severity.Warning,
        "something between changes the session",
        "What arrives here is not what a server says: an antivirus program on this machine or a firewall's \"POP3 inspection\" stands between and speaks in the server's place. Other findings may be its fault, not the server's.",
        "Try from another machine and network. Switch off the mail shield of the antivirus program, or the firewall's inspection of POP3, or use TLS (port 995), which cannot be rewritten.",
        "");

    public static readonly IReadOnlyList<FindingKind> All = [MachineFails, MachinesDiffer, RoundTripSlow, Interference];
}
