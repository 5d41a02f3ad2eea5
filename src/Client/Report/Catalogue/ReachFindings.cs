namespace Restante.Client.Report.Catalogue;

/// <summary>Connecting, and what the server says first.</summary>
public static class ReachFindings
{
    public static readonly FindingKind NameNotFound = new("name-not-found", Severity.Error,
        "the name has no address",
        "Nobody can reach this server by this name.",
        "Look for a typing error; then look at the A and AAAA records of the name (`dig A NAME`, `dig AAAA NAME`).",
        "RFC 1034");

    public static readonly FindingKind Refused = new("refused", Severity.Error,
        "nobody listens on the port",
        "The machine is there and refuses the connection: the server does not run, listens on another port or address, or a filter refuses.",
        "See on the machine whether the server runs and where it listens (`ss -ltnp`), then the filters on the way.",
        "");

    public static readonly FindingKind Unreachable = new("unreachable", Severity.Error,
        "there is no way to the address",
        "A router or the machine's network says that the address cannot be reached.",
        "Check the address in the DNS, the routing, and filters that answer with \"prohibited\".",
        "");

    public static readonly FindingKind ConnectTimeout = new("connect-timeout", Severity.Error,
        "no answer to the connection",
        "Nothing comes back: a filter drops what is sent to this port, or the machine is down. These cannot be told apart from here.",
        "Try from another network; check the filters on the way and whether the machine runs.",
        "");

    public static readonly FindingKind AddressFails = new("address-fails", Severity.Error,
        "some addresses of the name do not answer",
        "Mail programs take the addresses of a name in no fixed order: some of the connections fail, or wait until the program tries the next address.",
        "Mend the machine behind the address, or take the address out of the DNS.",
        "");

    public static readonly FindingKind Silent = new("silent", Severity.Error,
        "connected, and no greeting",
        "A POP3 server speaks first. This one says nothing: it waits for something (TLS, a PROXY header, another protocol), hangs, or is too busy.",
        "See which program listens on the port; behind a balancer, whether both ends agree about the PROXY protocol.",
        "RFC 1939 §4");

    public static readonly FindingKind SlowGreeting = new("slow-greeting", Severity.Warning,
        "the greeting takes long",
        "Each mail check waits for this. Usual causes: the server looks up the client's name in a DNS that does not answer, an ident lookup that a filter swallows, a deliberate pause, or too few processes.",
        "Switch off name and ident lookups in the server; look at its load.",
        "");

    public static readonly FindingKind ClosedAtOnce = new("closed-at-once", Severity.Error,
        "the server closes without a word",
        "A wrong port, a filter by address (TCP wrappers, allowed networks), a limit on connections, or a program that fails at its start. These cannot be told apart from here.",
        "The server's log has the reason; look for the time of this check.",
        "RFC 1939 §4");

    public static readonly FindingKind GreetingError = new("greeting-error", Severity.Error,
        "the server refuses at the greeting",
        "The connection is refused with -ERR before anything was asked: too many connections, maintenance, or an address that is not allowed.",
        "Its text says why; the server's log has more.",
        "RFC 1939 §4");

    public static readonly FindingKind NotPop3 = new("not-pop3", Severity.Error,
        "another protocol lives on this port",
        "What answers is no POP3 server.",
        "Check the port: POP3 is 110, POP3 over TLS 995.",
        "RFC 1939 §3");

    public static readonly IReadOnlyList<FindingKind> All =
        [NameNotFound, Refused, Unreachable, ConnectTimeout, AddressFails, Silent, SlowGreeting, ClosedAtOnce, GreetingError, NotPop3];
}
