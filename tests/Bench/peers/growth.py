#!/usr/bin/env python3
"""How the cost of Restante grows: with the mailbox, the message, the sessions, and while mail is delivered.

    growth.py prepare DIR [--quick] [TABLE…]    the mail (3 GB; --quick: 50 MB), once
    growth.py run DIR [--quick] [TABLE…]        measures, and adds the figures to DIR/growth.jsonl
    growth.py table DIR                         the tables of what is in it, in Markdown
    growth.py page DIR                          writes them into docs/design/growth.md, with the machine

Tables: mailbox message sessions delivery. RESTANTE names the executable. `make bench-growth` does all of it.
"""
import argparse
import json
import multiprocessing
import os
import resource
import signal
import statistics
import subprocess
import sys
import time

import growthtables
import pages
from dialog import Dialog
from peers import Restante

HEAD = b"Received: from mx.example.org by pop.example.com\r\nFrom: a@example.org\r\nTo: b@example.com\r\nSubject: growth\r\n\r\n"
LINE = b"x" * 74 + b"\r\n"
# ext4 lets a file have 65,000 names.
MOST_LINKS = 60_000
# A folder's times are believed after three seconds: docs/decisions/trusted-index.md.
SETTLED = 3.3
BUSY = [f"busy{n:02d}" for n in range(1, 17)]
# Stands for as many deliveries as there can be.
ALL = 10**9


def mailbox_sizes(quick):
    return [10, 100, 1000, 10_000] + ([] if quick else [100_000, 1_000_000])


def message_sizes(quick):
    return [1000, 10_000, 100_000, 1_000_000, 10_000_000] + ([] if quick else [100_000_000, 1_000_000_000])


def session_counts(quick):
    return [10, 100, 1000] + ([] if quick else [3000, 6000, 10_000, 15_000])


def delivery_rates(quick):
    return [0, 10, 100, 1000] + ([] if quick else [3000]) + [ALL]


def maildir(folder, user):
    return os.path.join(folder, "restante", "mail", user, "Maildir")


def write(path, octets):
    with open(path, "wb") as file:
        file.write(HEAD)
        piece = LINE * 10_000
        left = (octets - len(HEAD)) // len(LINE)
        while left > 0:
            file.write(piece[:left * len(LINE)])
            left -= 10_000
        return file.tell()


def fill(folder, user, count, octets):
    """Many names of few files: a name is what a mailbox's size costs, and a million of them are made in a minute."""
    path = maildir(folder, user)
    for part in ("cur", "new", "tmp"):
        os.makedirs(os.path.join(path, part), exist_ok=True)
    source, size = None, 0
    for number in range(len(os.listdir(os.path.join(path, "cur"))), count):
        if source is None or number % MOST_LINKS == 0:
            written = os.path.join(path, "tmp", "source")
            size = write(written, octets)
            source = os.path.join(path, "cur", f"{1763600000 + number}.M{number:07d}P1.bench,S={size},W={size}:2,")
            os.rename(written, source)
        else:
            os.link(source, os.path.join(path, "cur", f"{1763600000 + number}.M{number:07d}P1.bench,S={size},W={size}:2,"))


def prepare(folder, tables, quick):
    os.makedirs(os.path.join(folder, "restante"), exist_ok=True)
    os.chmod(folder, 0o755)
    if not os.path.exists(os.path.join(folder, "rsa.pem")):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=localhost",
                        "-keyout", f"{folder}/rsa.key", "-out", f"{folder}/rsa.pem"], check=True, capture_output=True)
    names = ["none", *(f"box{n}" for n in mailbox_sizes(False)), *(f"size{n}" for n in message_sizes(False)), *BUSY, *(f"idle{n:05d}" for n in range(1, 15_001))]
    Restante.write_users(folder, names)
    with open(os.path.join(folder, "password"), "w", encoding="ascii") as file:
        file.write("secret\n")
    fill(folder, "none", 0, 0)
    for size in mailbox_sizes(quick) if "mailbox" in tables else []:
        fill(folder, f"box{size}", size, 600)
    for size in message_sizes(quick) if "message" in tables else []:
        fill(folder, f"size{size}", 1, size)
    for number in range(1, session_counts(quick)[-1] + 1) if "sessions" in tables else []:
        fill(folder, f"idle{number:05d}", 10, 4000)
    for user in BUSY if "delivery" in tables else []:
        fill(folder, user, 1000, 4000)


def forget(folder, user):
    """As if no session had ever been there."""
    for name in os.listdir(maildir(folder, user)):
        if name not in ("cur", "new", "tmp"):
            os.remove(os.path.join(maildir(folder, user), name))


def deliver(folder, user, number, octets=4000):
    """As a mail program does, but for what makes it durable: that would measure the disk."""
    path, name = maildir(folder, user), f"{time.time_ns() // 1_000_000_000}.M{number:07d}P{os.getpid()}.mx"
    write(os.path.join(path, "tmp", name), octets)
    os.rename(os.path.join(path, "tmp", name), os.path.join(path, "new", name))
    return os.path.join(path, "new", name)


def bench(folder, server, *arguments):
    run = subprocess.run([Restante.program, "bench", server.target(False), "--tls", "none", "--json", "--password-file", "password", *map(str, arguments)],
                         cwd=folder, capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1):
        raise SystemExit(run.stderr)
    result = json.loads(run.stdout)
    if result["errors"]:
        print(f"    errors: {result['errors']}", flush=True)
    return result


def status(server, field):
    with open(f"/proc/{server.process.pid}/status", encoding="utf-8") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(field)) * 1024


def warm(server):
    """What the first sessions bring with them is not the next one's. Gives the peak of memory until then."""
    for _ in range(20):
        with Dialog(server.plain, "none") as one:
            for command, lines in (("STAT", False), ("UIDL", True), ("LIST", True), ("QUIT", False)):
                one.ask(command, lines)
    return status(server, "VmHWM")


def poll(server, user):
    """Seconds of login and STAT, of STAT alone, and of QUIT."""
    with Dialog(server.plain) as one:
        login, stat = one.login(user), one.ask("STAT")[1]
        return login + stat, stat, one.quit()


def mailbox(folder, quick):
    for size in mailbox_sizes(quick):
        user, times = f"box{size}", 1 if quick else 3
        forget(folder, user)
        time.sleep(max(0, SETTLED - (time.time() - os.stat(os.path.join(maildir(folder, user), "cur")).st_mtime)))
        with Restante(folder) as server:
            before = warm(server)
            first = poll(server, user)[0]
            memory_first = status(server, "VmHWM") - before
        with Restante(folder) as server:
            before = warm(server)
            polls = [poll(server, user) for _ in range(50)]
            lists = []
            for _ in range(3 if size > 100_000 else 10):
                with Dialog(server.plain, user) as one:
                    lists.append((one.ask("UIDL", True)[1], one.ask("LIST", True)[1]))
                    one.quit()
            memory = status(server, "VmHWM") - before
            new, dele = [], []
            for number in range(times):
                deliver(folder, user, number, 600)
                new.append(poll(server, user)[0])
                # Until the folders are settled again, and once listed: the session that deletes finds all known.
                time.sleep(SETTLED)
                poll(server, user)
                with Dialog(server.plain, user) as one:
                    dele.append(one.ask(f"DELE {size + 1}")[1] + one.quit())
        middle = statistics.median
        yield size, {"first": first, "poll": middle(p[0] for p in polls), "stat": middle(p[1] for p in polls), "quit": middle(p[2] for p in polls),
                     "uidl": middle(u for u, _ in lists), "list": middle(l for _, l in lists), "new": middle(new), "dele": middle(dele),
                     "memory": max(memory, 1), "memory_first": max(memory_first, 1)}


def message(folder, quick):
    for size in message_sizes(quick):
        user = f"size{size}"
        forget(folder, user)
        with Restante(folder) as server:
            warm(server)
            with Dialog(server.plain, user) as one:
                first = one.ask("RETR 1", True)[0]
                one.quit()
            octet = []
            with Dialog(server.plain, user) as one:
                for _ in range(100 if size <= 1e7 else 20):
                    # The end of the one before is still being cleared away.
                    time.sleep(0.01)
                    octet.append(one.ask("RETR 1", True)[0])
                one.quit()
            result = bench(folder, server, "--user", user, "--connections", 1, "--profile", "retr", "--warmup", 1, "--duration", 4 if size > 1e8 else 2)
            took = result["milliseconds"]["retr"]["p50"] / 1000
            yield size, {"first": first, "octet": statistics.median(octet), "retr": took, "speed": size / took / 1e6, "peak": status(server, "VmHWM")}


def descriptors(server):
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))


def sessions(folder, quick):
    each, known = 3, 0
    for count in session_counts(quick):
        # A process has so many descriptors; some are the server's own.
        most = (resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 600) / each // 100 * 100
        last, count = count > most, int(min(count, most))
        # Mailboxes that are known: a first listing opens more, and takes memory.
        with Restante(folder) as server:
            for number in range(known + 1, count + 1):
                poll(server, f"idle{number:05d}")
            known = count
        with Restante(folder) as server:
            warm(server)
            files = descriptors(server)
            held = subprocess.Popen([Restante.program, "bench", server.target(False), "--tls", "none", "--json", "--password-file", "password", "--user", f"idle{{00001..{count:05d}}}",
                                     "--profile", "idle", "--connections", str(count), "--duration", "6", "--pid", str(server.process.pid)], cwd=folder, stdout=subprocess.PIPE, text=True)
            seen = -1
            while descriptors(server) != seen or seen < files + count:
                seen = descriptors(server)
                time.sleep(0.4)
            each = (seen - files) / count
            with Dialog(server.plain, "none") as one:
                noops = sorted(one.ask("NOOP")[1] for _ in range(2000))
                one.quit()
            polls = sorted(poll(server, "none")[0] for _ in range(500))
            if descriptors(server) < files + count:
                raise SystemExit("the idle sessions had gone before the measurement was over")
            idle = json.loads(held.communicate(timeout=120)[0])["idle"]
            yield count, {"memory": max(idle["memoryAfter"] - idle["memoryBefore"], 1), "each": idle["memoryEach"], "whole": idle["memoryAfter"], "noop": statistics.median(noops),
                          "noop99": noops[int(len(noops) * 0.99)], "poll": statistics.median(polls), "poll99": polls[int(len(polls) * 0.99)],
                          "opened": idle["opened"] / max(idle["openingSeconds"], 0.001), "files": each}
        if last:
            break


class Deliveries:
    """A process that delivers to the busy mailboxes in turn until it is told to stop; takes away what it delivered."""

    def __init__(self, folder, rate):
        self.folder, self.rate, self.rate_reached = folder, rate, 0
        self.stop, self.answer = multiprocessing.Event(), multiprocessing.Queue()
        self.process = multiprocessing.Process(target=self.run, daemon=True)

    def run(self):
        made, began = [], time.monotonic()
        while not self.stop.is_set() and self.rate:
            if self.rate < ALL:
                self.stop.wait(max(0, began + len(made) / self.rate - time.monotonic()))
            made.append(deliver(self.folder, BUSY[len(made) % len(BUSY)], len(made)))
        self.answer.put(len(made) / (time.monotonic() - began))
        for path in made:
            os.remove(path)

    def __enter__(self):
        self.process.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.rate_reached = self.answer.get()
        self.process.join()


def delivery(folder, quick):
    seconds = 1.5 if quick else 3
    for rate in delivery_rates(quick):
        row = {}
        with Deliveries(folder, rate) as alone:
            time.sleep(seconds / 2)
        with Restante(folder) as server:
            bench(folder, server, "--user", "busy{01..16}", "--connections", 8, "--profile", "session", "--retr", 5, "--warmup", 0, "--duration", 2)
            time.sleep(SETTLED)
            for user in BUSY:
                poll(server, user)
            with Deliveries(folder, rate):
                ends, polls = time.monotonic() + seconds, []
                while time.monotonic() < ends:
                    polls.append(poll(server, BUSY[len(polls) % len(BUSY)])[0])
            polls.sort()
            time.sleep(SETTLED)
            with Deliveries(folder, rate) as beside:
                result = bench(folder, server, "--user", "busy{01..16}", "--connections", 8, "--profile", "session", "--retr", 5, "--warmup", 0.5, "--duration", seconds)
            row = {"poll": statistics.median(polls), "poll99": polls[int(len(polls) * 0.99)], "sessions": result["sessionsPerSecond"]}
            if rate:
                row |= {"alone": alone.rate_reached, "delivered": beside.rate_reached}
        yield rate, row


MEASURES = {"mailbox": mailbox, "message": message, "sessions": sessions, "delivery": delivery}


def run(folder, tables, quick):
    with open(os.path.join(folder, "growth.jsonl"), "a", encoding="utf-8") as results:
        for name in tables:
            print(name, flush=True)
            for size, row in MEASURES[name](folder, quick):
                columns = growthtables.TABLES[name][1]
                print(f"  {size:>13,}  " + ", ".join(f"{c.key} {growthtables.show(row.get(c.key), c.unit)}" for c in columns), flush=True)
                results.write(json.dumps({"table": name, "size": size, "row": row}) + "\n")
                results.flush()


def rendered(folder):
    """Of each size the last that was measured."""
    found = {}
    with open(os.path.join(folder, "growth.jsonl"), encoding="utf-8") as file:
        for line in file:
            one = json.loads(line)
            found.setdefault(one["table"], {})[one["size"]] = one["row"]
    return {name: growthtables.table(name, sorted(found[name].items())) for name in MEASURES if name in found}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("prepare", "run", "table", "page"))
    parser.add_argument("dir")
    parser.add_argument("tables", nargs="*", help=" ".join(MEASURES))
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_intermixed_args()
    if set(options.tables) - set(MEASURES):
        parser.error(f"tables are {', '.join(MEASURES)}")
    # So that whoever ends it early leaves no server behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    Restante.program = os.environ.get("RESTANTE", "restante")
    folder = os.path.abspath(options.dir)
    if options.what == "prepare":
        prepare(folder, options.tables or list(MEASURES), options.quick)
    elif options.what == "run":
        run(folder, options.tables or list(MEASURES), options.quick)
    elif options.what == "page":
        pages.write("design/growth.md", {**rendered(folder), "machine": pages.machine(alone=True)})
    else:
        print("\n\n".join(f"{name}\n\n{text}" for name, text in rendered(folder).items()))


if __name__ == "__main__":
    main()
