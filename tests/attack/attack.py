#!/usr/bin/env python3
"""Attacks a POP3 server as somebody on the network would, and says what came of each attempt.

    attack.py --plain PORT --tls PORT --user NAME --password SECRET [--pid PID] [--log FILE] [NAME...]

The server is on this machine: the attacker comes from many addresses of 127.0.0.0/8, looks at the memory of the
process --pid, and reads what was logged. One line an attack, `held` or `BROKEN`; the exit status is the number broken.
"""
import argparse
import base64
import os
import re
import select
import socket
import ssl
import statistics
import sys
import threading
import time

parser = argparse.ArgumentParser()
parser.add_argument("--plain", type=int, required=True)
parser.add_argument("--tls", type=int, required=True)
parser.add_argument("--user", required=True)
parser.add_argument("--password", required=True)
parser.add_argument("--pid", type=int)
parser.add_argument("--log")
parser.add_argument("only", nargs="*")
args = parser.parse_args()

LIMIT = 20
addresses = 0


def fresh():
    """An address that nobody came from before, in a network of its own."""
    global addresses
    addresses += 1
    return f"127.{40 + addresses // 200}.{1 + addresses % 200}.7"


class Session:
    def __init__(self, port=None, source=None, greeted=True):
        self.socket = socket.create_connection(("127.0.0.1", port or args.plain), LIMIT, (source or fresh(), 0))
        self.left = b""
        if greeted:
            self.greeting = self.line()

    def line(self):
        while b"\n" not in self.left:
            piece = self.socket.recv(65536)
            if not piece:
                raise EOFError
            self.left += piece
        line, self.left = self.left.split(b"\n", 1)
        return line.rstrip(b"\r")

    def send(self, octets):
        self.socket.sendall(octets)

    def command(self, line):
        self.send(line + b"\r\n")
        return self.line()

    def login(self, user, password):
        self.command(b"USER " + user.encode())
        return self.command(b"PASS " + password.encode())

    def rest(self, seconds=5):
        self.socket.settimeout(seconds)
        octets = self.left
        try:
            while piece := self.socket.recv(65536):
                octets += piece
        except (TimeoutError, ConnectionError):
            pass
        return octets

    def start_tls(self):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        self.socket = context.wrap_socket(self.socket)
        self.left = b""

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def memory():
    """Resident MiB of the server."""
    with open(f"/proc/{args.pid}/status") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmRSS"))


def still_serves():
    with Session() as s:
        assert s.login(args.user, args.password).startswith(b"+OK"), "a user cannot log in any more"
        s.command(b"QUIT")


def stls_commands_behind():
    """Commands behind STLS, in one packet with it: they must not run inside TLS."""
    with Session() as s:
        s.send(b"STLS\r\nUSER " + args.user.encode() + b"\r\nCAPA\r\n")
        said = s.rest(2)
    assert said.startswith(b"-ERR") and said.count(b"\r\n") == 1, said
    return "one -ERR and the end"


def stls_commands_a_moment_behind():
    """The same in two packets, the second before the handshake: the handshake fails, and nothing runs."""
    with Session() as s:
        s.send(b"STLS\r\n")
        s.send(b"CAPA\r\n")
        said = s.rest(2)
    assert b"SASL" not in said and b"TOP" not in said, said
    return "no command ran"


def stls_forgets():
    """A name given before the handshake must be forgotten, or who sits on the wire chooses it."""
    with Session() as s:
        s.command(b"USER " + args.user.encode())
        assert s.command(b"STLS").startswith(b"+OK")
        assert s.left == b"", "octets before the handshake, which a client would take for an answer inside it"
        s.start_tls()
        said = s.command(b"PASS " + args.password.encode())
    assert said.startswith(b"-ERR"), said
    return "PASS without USER is refused"


def users_by_text():
    """Is it told who is a user?"""
    said = set()
    for user in (args.user, "nobody-of-that-name", "root", args.user + "x"):
        with Session() as s:
            said.add((s.command(b"USER " + user.encode()), s.command(b"PASS wrong")))
        with Session() as s:
            plain = base64.b64encode(f"\0{user}\0wrong".encode())
            said.add((s.greeting[:3], s.command(b"AUTH PLAIN " + plain)))
    assert len({a for _, a in said}) == 1 and len({u for u, _ in said if u != b"+OK"}) == 1, said
    return "one text for all"


def refusal_times():
    """How long it takes to refuse a user, and a stranger. Each try from a network of its own, in turn."""
    taken = {args.user: [], "nobody-of-that-name": []}
    for _ in range(9):
        for user, times in taken.items():
            with Session() as s:
                s.command(b"USER " + user.encode())
                began = time.monotonic()
                s.command(b"PASS wrong" + os.urandom(4).hex().encode())
                times.append(time.monotonic() - began)
    return taken


def users_by_time():
    """Does it take longer to refuse a user than a stranger? What a busy machine makes of one measurement is not so three times."""
    for left in (2, 1, 0):
        taken = refusal_times()
        one, other = (statistics.median(times) for times in taken.values())
        if abs(one - other) < max(one, other) / 3 + 0.03:
            break
        assert left, taken
    return f"median {one * 1000:.0f} ms for a user, {other * 1000:.0f} ms for nobody"


def paths():
    """User names that are paths."""
    for name in ("../x", "/etc/passwd", "..", ".", "a/../../b", "x\\..\\y", "~root", "%2e%2e/", "a\tb", "-rf", "*", "|id", "$(id)"):
        with Session() as s:
            s.command(b"USER " + name.encode())
            said = s.command(b"PASS x")
            assert said.startswith(b"-ERR"), (name, said)
            assert s.command(b"CAPA").startswith(b"+OK"), name
            s.close()
    return "refused, and the session lives"


def forged_log():
    """Names and commands that would be lines, fields or screen codes of the log."""
    mark = os.urandom(6).hex()
    forged = f"2026-01-01T00:00:00.000Z h s session-end user={mark} end=quit"
    for name in (f"x\n{forged}", f"x\r\n{forged}", f"x\u2028{forged}", f"x\x1b]0;{mark}\x07", f'x" user="{mark}', f"x user={mark}"):
        with Session() as s:
            s.command(b"AUTH PLAIN " + base64.b64encode(f"\0{name}\0wrong".encode()))
        with Session() as s:
            s.command(f"USER {name}".encode().replace(b"\n", b"\x0b"))
            s.command(b"PASS wrong")
        with Session() as s:
            s.send(name.encode().replace(b"\n", b"\x0b") + b"\r\n")
            s.line()
    if not args.log:
        return "sent; no log to look at"
    lines, until = [], time.monotonic() + LIMIT
    while not lines and time.monotonic() < until:
        time.sleep(1)
        with open(args.log, "rb") as log:
            lines = [line for line in log if mark.encode() in line]
    assert lines, "nothing of it was logged"
    for line in lines:
        # What stands in quotes is one value, whatever is in it.
        outside = re.sub(rb'"(?:[^"\\]|\\.)*"', b"", line)
        assert not line.startswith(b"2026-01-01") and mark.encode() not in outside, line
        assert not any(octet < 32 and octet != 10 or octet == 127 for octet in line), line
    return f"{len(lines)} records, none of them forged"


def guessing():
    """Guesses at one user's password from one address; the user comes from another one meanwhile."""
    source, waited = fresh(), []
    with Session(source=source) as s:
        for guess in range(4):
            began = time.monotonic()
            s.command(b"USER " + args.user.encode())
            s.command(b"PASS guess%d" % guess)
            waited.append(time.monotonic() - began)
    assert waited[-1] > 2 * min(waited) and waited[-1] > 1, waited
    began = time.monotonic()
    still_serves()
    return "answers came after " + ", ".join(f"{w:.1f}" for w in waited) + f" s; the user himself logged in within {time.monotonic() - began:.1f} s"


def crowd_from_one_address():
    """A thousand connections from one address; others must be served meanwhile."""
    source, crowd = fresh(), []
    for _ in range(1000):
        try:
            crowd.append(Session(source=source, greeted=False))
        except OSError:
            break
    time.sleep(0.5)
    still_serves()
    greeted = 0
    for s in crowd:
        s.socket.settimeout(1)
        try:
            greeted += s.line().startswith(b"+OK")
        except (OSError, EOFError):
            pass
        s.close()
    assert 0 < greeted <= 100, greeted
    return f"{greeted} of {len(crowd)} were let in"


def drop_by_drop():
    """Connections that send an octet now and then."""
    crowd = [Session() for _ in range(80)]
    for octet in b"CAPA is not e":
        for s in crowd:
            s.send(bytes([octet]))
        time.sleep(0.1)
    still_serves()
    for s in crowd:
        s.close()
    return "others are served"


def line_without_end():
    """Sixteen connections send a line of eight million octets."""
    before = memory() if args.pid else 0

    def send():
        with Session() as s:
            for _ in range(128):
                s.send(b"A" * 65536)
            s.send(b"\r\nCAPA\r\n")
            assert b"line too long" in s.line()

    run_all(send, 16)
    still_serves()
    grown = memory() - before if args.pid else 0
    assert grown < 100, f"{grown} MiB"
    return f"refused; memory grew by {grown} MiB"


def commands_whose_answers_nobody_reads():
    """A hundred connections send CAPA without end and read nothing."""
    before = memory() if args.pid else 0
    source, crowd = fresh(), []
    for _ in range(100):
        s = Session(source=source)
        s.socket.setblocking(False)
        crowd.append(s)
    sent, until = 0, time.monotonic() + 8
    waiting = {s.socket.fileno(): s for s in crowd}
    while waiting and time.monotonic() < until:
        _, ready, _ = select.select([], list(waiting), [], 0.5)
        for number in ready:
            try:
                sent += waiting[number].socket.send(b"CAPA\r\n" * 8192)
            except BlockingIOError:
                pass
            except OSError:
                del waiting[number]
    grown = memory() - before if args.pid else 0
    still_serves()
    for s in crowd:
        s.close()
    assert grown < 700, f"{grown} MiB for {len(crowd)} connections"
    return f"took {sent >> 20} MiB, memory grew by {grown} MiB"


def long_responses():
    """SASL responses as long as they may be, and longer."""
    for length in (48_000, 65_000, 300_000):
        with Session() as s:
            said = s.command(b"AUTH PLAIN")
            assert said.startswith(b"+ "), said
            said = s.command(b"A" * (length // 4 * 4))
            assert said.startswith(b"-ERR"), said
            assert s.command(b"CAPA").startswith(b"+OK")
    return "refused, and the session lives"


def other_protocols():
    """What a web page or a mail server can be made to send to this port."""
    for start in (b"POST / HTTP/1.1\r\nHost: x\r\n\r\nUSER a\r\nPASS b\r\nDELE 1\r\n", b"EHLO x\r\nUSER a\r\nPASS b\r\n", b"\x16\x03\x01\x00\x05hello", b"SSH-2.0-x\r\n"):
        with Session() as s:
            s.send(start)
            said = s.rest(3)
        assert b"+OK" not in said, (start, said)
    return "nothing of it is carried out"


def garbage_in_tls():
    """A handshake that is none, and one that stops."""
    for octets in (os.urandom(2000), b"\x16\x03\x01\x40\x00" + os.urandom(100), b"\x16\x03\x03\xff\xff" + b"\0" * 70000):
        with Session(args.tls, greeted=False) as s:
            try:
                s.send(octets)
            except OSError:
                pass
            assert b"+OK" not in s.rest(1)
    still_serves()
    return "others are served"


def run_all(what, count):
    faults = []

    def one():
        try:
            what()
        except (OSError, EOFError):
            pass  # Cut off: as good as a refusal.
        except AssertionError as fault:
            faults.append(fault)

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, faults[0]


ATTACKS = [
    stls_commands_behind, stls_commands_a_moment_behind, stls_forgets, users_by_text, users_by_time, paths, forged_log, guessing,
    crowd_from_one_address, drop_by_drop, line_without_end, commands_whose_answers_nobody_reads, long_responses, other_protocols, garbage_in_tls,
]

broken = 0
for attack in ATTACKS:
    name = attack.__name__.replace("_", "-")
    if args.only and name not in args.only:
        continue
    began = time.monotonic()
    try:
        outcome = "held    " + name + ": " + attack()
    except (AssertionError, OSError, EOFError) as fault:
        broken += 1
        outcome = f"BROKEN  {name}: {attack.__doc__.splitlines()[0]} {type(fault).__name__} {fault}"
    print(f"{outcome} ({time.monotonic() - began:.1f} s)", flush=True)
sys.exit(broken)
