#!/usr/bin/env python3
"""How the cost of Restante grows: with the mailbox, the message, the sessions, and while mail is delivered.

    growth.py DIR [--quick] [mailbox] [message] [sessions] [delivery]

Prints a table each, in Markdown. DIR takes up to 10 GB (--quick: 300 MB). RESTANTE names the executable.
"""
import argparse
import json
import os
import socket
import subprocess
import threading
import time

from peers import Restante

HEAD = b"Received: from mx.example.org by pop.example.com\nFrom: a@example.org\nTo: b@example.com\nSubject: growth\n\n"
# ext4 lets a file have 65,000 names.
MOST_LINKS = 60_000


def maildir(folder, user):
    path = os.path.join(folder, "restante", "mail", user, "Maildir")
    for part in ("cur", "new", "tmp"):
        os.makedirs(os.path.join(path, part), exist_ok=True)
    return path


def write(path, octets):
    line = b"x" * 75 + b"\n"
    with open(path, "wb") as file:
        file.write(HEAD)
        piece = line * 10_000
        left = octets - len(HEAD)
        while left > 0:
            file.write(piece[:left])
            left -= len(piece)


def fill(folder, user, count, octets):
    """Many names of few files: a name is what a mailbox's size costs, and a million of them are made in a minute."""
    path = maildir(folder, user)
    have = len(os.listdir(os.path.join(path, "cur")))
    size = max(octets, len(HEAD))
    source = None
    for number in range(have, count):
        name = os.path.join(path, "cur", f"{1763600000 + number}.M{number:07d}P1.bench,S={size}:2,")
        if source is None or number % MOST_LINKS == 0:
            write(name, size)
            source = name
        else:
            os.link(source, name)


def users(folder, names):
    Restante.write_users(folder, names)
    with open(os.path.join(folder, "password"), "w", encoding="ascii") as file:
        file.write("secret\n")


def bench(folder, server, *arguments):
    run = subprocess.run([Restante.program, "bench", server.target(False), "--tls", "none", "--json", "--password-file", "password", *map(str, arguments)],
                         cwd=folder, capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1):
        raise SystemExit(run.stderr)
    result = json.loads(run.stdout)
    if result["errors"]:
        print(f"errors: {result['errors']}")
    return result


def resident(server, field="VmRSS"):
    with open(f"/proc/{server.process.pid}/status", encoding="utf-8") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(field)) * 1024


def first_login(server, user):
    """Milliseconds of the first login of all: `restante bench` tries a session before it measures."""
    with socket.create_connection(("127.0.0.1", server.plain), 60) as connection, connection.makefile("rb") as lines:
        lines.readline()
        started = time.monotonic()
        for command in (f"USER {user}", "PASS secret"):
            connection.sendall(command.encode() + b"\r\n")
            if not lines.readline().startswith(b"+OK"):
                raise SystemExit(f"{user} may not log in")
        took = (time.monotonic() - started) * 1000
        connection.sendall(b"QUIT\r\n")
        lines.readline()
        return took


def mailbox(folder, quick):
    sizes = [10, 100, 1000, 10_000] + ([] if quick else [100_000, 1_000_000])
    users(folder, [f"box{n}" for n in sizes])
    for size in sizes:
        fill(folder, f"box{size}", size, 600)
    print("| mails | first login, no index | login | STAT | UIDL | LIST | RETR | resident after |\n|---|---|---|---|---|---|---|---|")
    for size in sizes:
        index = maildir(folder, f"box{size}")
        for name in os.listdir(index):
            if name not in ("cur", "new", "tmp"):
                os.remove(os.path.join(index, name))
        with Restante(folder) as server:
            user = ["--user", f"box{size}", "--connections", 1]
            first = first_login(server, f"box{size}")
            many = bench(folder, server, *user, "--profile", "session", "--retr", 1, "--warmup", 0.5, "--duration", 3)["milliseconds"]
            cells = [f"{many[step]['p50']:.3g} ms" for step in ("login", "stat", "uidl", "list", "retr")]
            print(f"| {size:,} | {first:,.4g} ms | " + " | ".join(cells) + f" | {resident(server) / 1e6:.0f} MB |", flush=True)


def message(folder, quick):
    sizes = [1000, 10_000, 100_000, 1_000_000, 10_000_000] + ([] if quick else [100_000_000, 1_000_000_000])
    users(folder, [f"size{n}" for n in sizes])
    print("| message | RETR | MB/s | server's peak |\n|---|---|---|---|")
    for size in sizes:
        fill(folder, f"size{size}", 1, size)
        with Restante(folder) as server:
            result = bench(folder, server, "--user", f"size{size}", "--connections", 1, "--profile", "retr", "--warmup", 1, "--duration", 4 if size > 1e8 else 2)
            took = result["milliseconds"]["retr"]["p50"]
            print(f"| {size:,} | {took:,.4g} ms | {size / took / 1000:,.0f} | {resident(server, 'VmHWM') / 1e6:.0f} MB |", flush=True)


def sessions(folder, quick):
    counts = [10, 100, 1000] + ([] if quick else [5000, 10_000, 15_000])
    users(folder, [f"idle{n:05d}" for n in range(1, counts[-1] + 1)])
    for number in range(1, counts[-1] + 1):
        maildir(folder, f"idle{number:05d}")
    print("| idle sessions | memory each | whole server | opened a second |\n|---|---|---|---|")
    for count in counts:
        with Restante(folder) as server:
            # Once with few: what the first sessions bring with them is not theirs.
            bench(folder, server, "--user", "idle{00001..00010}", "--profile", "login", "--connections", 4, "--count", 200, "--duration", 20, "--warmup", 0)
            idle = bench(folder, server, "--user", f"idle{{00001..{count:05d}}}", "--profile", "idle", "--connections", count, "--duration", 3, "--pid", server.process.pid)["idle"]
            print(f"| {idle['opened']:,} | {idle['memoryEach'] / 1e3:.1f} kB | {idle['memoryAfter'] / 1e6:.0f} MB | {idle['opened'] / max(idle['openingSeconds'], 0.001):,.0f} |", flush=True)


def delivery(folder, quick):
    users(folder, [f"busy{n:02d}" for n in range(1, 17)])
    for number in range(1, 17):
        fill(folder, f"busy{number:02d}", 50, 4000)
    print("| deliveries a second | sessions a second | login p50 | login p99 |\n|---|---|---|---|")
    for rate in [0, 10, 100] + ([] if quick else [1000]):
        stop = threading.Event()
        made = []

        def deliver():
            number, due = 0, time.monotonic()
            while rate and not stop.is_set():
                due += 1 / rate
                stop.wait(max(0, due - time.monotonic()))
                number += 1
                path = maildir(folder, f"busy{number % 16 + 1:02d}")
                name = f"{time.time_ns() // 1_000_000_000}.M{number:07d}P{os.getpid()}R{rate}.mx"
                write(os.path.join(path, "tmp", name), 4000)
                os.rename(os.path.join(path, "tmp", name), os.path.join(path, "new", name))
                made.append(os.path.join(path, "new", name))

        with Restante(folder) as server:
            thread = threading.Thread(target=deliver)
            thread.start()
            result = bench(folder, server, "--user", "busy{01..16}", "--connections", 8, "--profile", "session", "--retr", 5, "--warmup", 1, "--duration", 3)
            stop.set()
            thread.join()
            login = result["milliseconds"]["login"]
            print(f"| {rate:,} | {result['sessionsPerSecond']:,.0f} | {login['p50']:.3g} ms | {login['p99']:.3g} ms |", flush=True)
        for path in made:
            if os.path.exists(path):
                os.remove(path)


TABLES = {"mailbox": mailbox, "message": message, "sessions": sessions, "delivery": delivery}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dir")
    parser.add_argument("tables", nargs="*", help=" ".join(TABLES))
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_intermixed_args()
    if set(options.tables) - set(TABLES):
        parser.error(f"tables are {', '.join(TABLES)}")
    Restante.program = os.environ.get("RESTANTE", "restante")
    folder = os.path.abspath(options.dir)
    os.makedirs(os.path.join(folder, "restante"), exist_ok=True)
    os.chmod(folder, 0o755)
    if not os.path.exists(os.path.join(folder, "rsa.pem")):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=localhost",
                        "-keyout", f"{folder}/rsa.key", "-out", f"{folder}/rsa.pem"], check=True, capture_output=True)
    for name in options.tables or TABLES:
        TABLES[name](folder, options.quick)
        print()


if __name__ == "__main__":
    main()
