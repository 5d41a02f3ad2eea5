"""What is compared: how each side is loaded, which figure counts, and the ratio that is wanted."""
from dataclasses import dataclass, field

POP3 = ("restante", "dovecot")
ALL = ("restante", "dovecot", "nginx")
SMALL = ["--users", "small.users"]
ONE = ["--password-file", "password"]


@dataclass
class Workload:
    name: str
    title: str
    # The arguments of `restante bench`; a web server gets `web` in place of `args`.
    args: list
    figure: str
    unit: str
    sides: tuple = POP3
    web: list = field(default_factory=list)
    tls: bool = False
    pair: str = "rsa"
    # Fewer is better: times and memory. The ratio is then the other one's figure to ours.
    less: bool = False
    # Wanted of ours to another side's figure.
    goals: dict = field(default_factory=dict)
    # Wanted of ours alone.
    limit: float = None
    # A server of its own for each run: what is measured is all that it is.
    fresh: bool = False
    # Longer than others: one run takes seconds.
    slow: bool = False


WORKLOADS = [
    Workload("greet", "connect, greeting, QUIT", ["--profile", "greet"], "sessionsPerSecond", "/s"),
    Workload("sessions", "sessions: login, STAT, UIDL, LIST, QUIT; 50 mails", ["--profile", "session", "--retr", "0", *SMALL],
             "sessionsPerSecond", "/s", goals={"dovecot": 4}),
    Workload("sessions-retr", "the same with five RETR", ["--profile", "session", "--retr", "5", *SMALL], "sessionsPerSecond", "/s", goals={"dovecot": 4}),
    Workload("retr", "RETR of 1.5–20 kB, one at a time, 4 connections", ["--profile", "retr", "--connections", "4", *SMALL],
             "mailsPerSecond", "/s", ALL, ["--profile", "http", "--paths", "paths", "--connections", "4"], goals={"dovecot": 2}),
    Workload("retr-8", "the same, eight in flight", ["--profile", "retr", "--connections", "4", "--in-flight", "8", *SMALL],
             "mailsPerSecond", "/s", ALL, ["--profile", "http", "--paths", "paths", "--connections", "4", "--in-flight", "8"],
             goals={"dovecot": 2.5, "nginx": 0.6}),
    Workload("large", "RETR of 10 MB, one connection", ["--profile", "retr", "--user", "large", *ONE, "--connections", "1"],
             "megabytesPerSecond", " MB/s", ALL, ["--profile", "http", "--paths", "large-paths", "--connections", "1"],
             goals={"dovecot": 5, "nginx": 0.7}),
    Workload("large-tls", "the same over TLS", ["--profile", "retr", "--user", "large", *ONE, "--connections", "1"],
             "megabytesPerSecond", " MB/s", ALL, ["--profile", "http", "--paths", "large-paths", "--connections", "1"], tls=True,
             goals={"dovecot": 6, "nginx": 0.8}),
    # One connection is one thread of the generator, which takes a core: with four the machine is full.
    Workload("large-4", "RETR of 10 MB, four connections", ["--profile", "retr", "--users", "large.users", "--connections", "4"],
             "megabytesPerSecond", " MB/s", ALL, ["--profile", "http", "--paths", "large-paths", "--connections", "4"]),
    Workload("large-4-tls", "the same over TLS", ["--profile", "retr", "--users", "large.users", "--connections", "4"],
             "megabytesPerSecond", " MB/s", ALL, ["--profile", "http", "--paths", "large-paths", "--connections", "4"], tls=True),
    Workload("retr-lf", "stored with LF: RETR of 1.5–20 kB, one at a time, 4 connections",
             ["--profile", "retr", "--connections", "4", "--users", "lines.users"], "mailsPerSecond", "/s"),
    Workload("retr-8-lf", "stored with LF: the same, eight in flight",
             ["--profile", "retr", "--connections", "4", "--in-flight", "8", "--users", "lines.users"], "mailsPerSecond", "/s"),
    Workload("large-lf", "stored with LF: RETR of 10 MB, one connection",
             ["--profile", "retr", "--user", "largelines", *ONE, "--connections", "1"], "megabytesPerSecond", " MB/s"),
    Workload("large-tls-lf", "stored with LF: the same over TLS",
             ["--profile", "retr", "--user", "largelines", *ONE, "--connections", "1"], "megabytesPerSecond", " MB/s", tls=True),
    Workload("sessions-tls", "TLS sessions with five RETR; RSA 2048, whole handshakes", ["--profile", "session", "--retr", "5", *SMALL],
             "sessionsPerSecond", "/s", tls=True, goals={"dovecot": 2.5}),
    Workload("sessions-ecdsa", "the same with ECDSA P-256", ["--profile", "session", "--retr", "5", *SMALL],
             "sessionsPerSecond", "/s", tls=True, pair="ecdsa"),
    Workload("huge", "a session on 100,000 mails: login, STAT, UIDL, LIST, QUIT", ["--profile", "session", "--retr", "0", "--user", "huge", *ONE, "--connections", "1"],
             "milliseconds.session.p50", " ms", less=True, goals={"dovecot": 15}, slow=True),
    Workload("idle", "what each of 1,000 idle logged-in sessions adds to the processes", ["--profile", "idle", "--users", "empty.users", "--connections", "1000"],
             "idle.memoryEach", " B", less=True, fresh=True),
    Workload("idle-tls", "the same with TLS", ["--profile", "idle", "--users", "empty.users", "--connections", "1000"],
             "idle.memoryEach", " B", tls=True, less=True, fresh=True),
    # Two descriptors each, and a process seldom gets more than 20,000.
    Workload("idle-9400", "whole server with 9,400 idle sessions", ["--profile", "idle", "--users", "many.users", "--connections", "9400"],
             "idle.memoryAfter", " B", ("restante",), less=True, limit=200e6, fresh=True),
    Workload("idle-tls-5000", "whole server with 5,000 idle TLS sessions", ["--profile", "idle", "--users", "many.users", "--connections", "5000"],
             "idle.memoryAfter", " B", ("restante",), tls=True, less=True, limit=300e6, fresh=True),
    Workload("start", "from start to first greeting", [], "seconds", " s", less=True, limit=0.4, fresh=True),
    # The generator must not be what is measured: two of them get no more than a tenth more.
    Workload("two-generators", "RETR by two generators at once, to one", ["--profile", "retr", "--connections", "4", "--in-flight", "8"],
             "mailsPerSecond", "", ("restante",), limit=1.1, less=True),
]
