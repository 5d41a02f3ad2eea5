#!/usr/bin/env python3
"""Compares Restante with Dovecot and nginx on the same mail, side by side in turns.

    compare.py prepare DIR                    mail, certificates and users below DIR (once; 1.5 GB)
    compare.py run DIR [--rounds N] [--seconds S] [WORKLOAD…]
                                              adds what it measured to DIR/results.jsonl
    compare.py table DIR                      the table of what is in it, in Markdown
    compare.py page DIR                       writes it into docs/design/performance.md, with the machine

RESTANTE names the executable (as `make pack` leaves it). Dovecot needs root. `make bench` does all of it.
"""
import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import time
from dataclasses import replace

import pages
import peers
from mail import LINES
from peers import Dovecot, Nginx, Restante
from workloads import WORKLOADS

SIDES = {"restante": Restante, "dovecot": Dovecot, "nginx": Nginx}
MANY = 10_000


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def prepare(folder):
    os.makedirs(folder, exist_ok=True)
    os.chmod(folder, 0o755)
    made = os.path.join(folder, "mail-is-made")
    # Whoever keeps the mail for the next time gets other mail when what makes it has changed.
    form = read(os.path.join(peers.HERE, "mail.py"))
    if not os.path.exists(made) or read(made) != form:
        for side, more in (("restante", ["--empty", str(MANY)]), ("dovecot", ["--empty", "1000", "--like", os.path.join(folder, "restante"), "--owner", str(peers.NOBODY)])):
            top = os.path.join(folder, side)
            for old in ("mail", "www"):
                shutil.rmtree(os.path.join(top, old), ignore_errors=True)
            subprocess.run([sys.executable, os.path.join(peers.HERE, "mail.py"), top, *more], check=True)
            os.chmod(top, 0o755)
        with open(made, "w", encoding="utf-8") as file:
            file.write(form)
    for name in ("www", "paths", "large-paths"):
        link = os.path.join(folder, name)
        if not os.path.lexists(link):
            os.symlink(os.path.join(folder, "restante", name), link)
    for pair, key in (("rsa", ["-newkey", "rsa:2048"]), ("ecdsa", ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"])):
        subprocess.run(["openssl", "req", "-x509", *key, "-nodes", "-days", "30", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                        "-keyout", f"{folder}/{pair}.key", "-out", f"{folder}/{pair}.pem"], check=True, capture_output=True)
    small = [f"small{n:03d}" for n in range(1, 101)]
    large = ["large", "large2", "large3", "large4"]
    lines = [f"lines{n:03d}" for n in range(1, LINES + 1)]
    empty = [f"empty{n:05d}" for n in range(1, MANY + 1)]
    for side in (Restante, Dovecot):
        side.write_users(folder, small + large + lines + ["largelines", "huge"] + empty)
    for name, users in (("small", small), ("large", large), ("lines", lines), ("small-1", small[:50]), ("small-2", small[50:]), ("empty", empty[:1000]), ("many", empty)):
        with open(os.path.join(folder, name + ".users"), "w", encoding="ascii") as file:
            file.write("".join(f"{u}:secret\n" for u in users))
    with open(os.path.join(folder, "password"), "w", encoding="ascii") as file:
        file.write("secret\n")


def figure_of(result, path):
    for key in path.split("."):
        result = result.get(key) if result else None
    return result


def load(folder, server, work, seconds, args=None):
    command = [Restante.program, "bench", server.target(work.tls), "--tls", "implicit" if work.tls else "none", "--json",
               "--warmup", str(seconds / 3), "--duration", str(max(seconds, 4) if work.slow else seconds), *(args or (work.web if server.name == "nginx" else work.args))]
    if "idle" in command:
        command += ["--pid", str(server.process.pid)]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)


def finish(process):
    output, errors = process.communicate(timeout=120)
    if process.returncode not in (0, 1) or not output:
        raise RuntimeError(f"{' '.join(process.args)}: {errors.strip()}")
    result = json.loads(output)
    if result["errors"]:
        print(f"    errors: {result['errors']}", file=sys.stderr)
    return result


def measure(folder, server, work, seconds):
    """One run; gives the figure, and how much of the processors the server had meanwhile."""
    if work.name == "start":
        return server.seconds, None, 0
    if work.fresh:
        # What the first sessions bring with them (code, tables, processes) is not what each one costs.
        finish(load(folder, server, work, 1.5, ["--profile", "login", "--users", "empty.users"]))
    before, started = server.cpu(), time.monotonic()
    if work.name == "two-generators":
        one = figure_of(finish(load(folder, server, work, seconds, [*work.args, "--users", "small.users"])), work.figure)
        two = [load(folder, server, work, seconds, [*work.args, "--users", f"small-{n}.users"]) for n in (1, 2)]
        return sum(figure_of(finish(p), work.figure) for p in two) / one, None, 0
    result = finish(load(folder, server, work, seconds))
    share = (server.cpu() - before) / (time.monotonic() - started) / peers.CORES
    return figure_of(result, work.figure), share, sum(result["errors"].values())


def run(folder, names, rounds, seconds):
    chosen = [w for w in WORKLOADS if not names or w.name in names]
    for side in [s for s in SIDES if SIDES[s].requires and not shutil.which(SIDES[s].requires, path=os.environ["PATH"] + ":/usr/sbin")]:
        print(f"{side} is not on this machine: without it", file=sys.stderr)
        chosen = [replace(w, sides=tuple(s for s in w.sides if s != side)) for w in chosen]
    with open(os.path.join(folder, "results.jsonl"), "a", encoding="utf-8") as results:
        for pair in ("rsa", "ecdsa"):
            lasting = [w for w in chosen if not w.fresh and w.pair == pair]
            if lasting:
                servers = {}
                try:
                    for side in SIDES:
                        if any(side in w.sides for w in lasting):
                            servers[side] = SIDES[side](folder, pair).__enter__()
                    for work in lasting:
                        turn(folder, work, servers, rounds, seconds, results)
                finally:
                    for server in servers.values():
                        server.__exit__()
        for work in (w for w in chosen if w.fresh):
            for number in range(rounds):
                for side in work.sides:
                    try:
                        with SIDES[side](folder) as server:
                            note(results, work, side, number, *measure(folder, server, work, 2))
                    except RuntimeError as e:
                        # Few systems let a process have as many descriptors as ten thousand sessions take.
                        print(f"  {work.name:16} {side:9} failed: {e}", flush=True)


def turn(folder, work, servers, rounds, seconds, results):
    # Before anything counts, each side has done this work: compiled, opened, read.
    for side in work.sides:
        finish(load(folder, servers[side], work, seconds, [*work.args, "--users", "small.users"] if work.name == "two-generators" else None))
    for number in range(rounds):
        for side in work.sides:
            note(results, work, side, number, *measure(folder, servers[side], work, seconds))


def note(results, work, side, number, figure, share, errors):
    if figure is None:
        print(f"  {work.name:16} {side:9} nothing came to its end in this time", flush=True)
        return
    print(f"  {work.name:16} {side:9} {figure:14,.3f}{work.unit:6}" + (f"  server {share:.0%} of the processors" if share is not None else ""), flush=True)
    results.write(json.dumps({"workload": work.name, "side": side, "round": number, "figure": figure, "server": share, "errors": errors}) + "\n")
    results.flush()


def table(folder):
    """Figures and ratios, then what each server took of the processors."""
    found, shares = {}, {}
    errors = 0
    with open(os.path.join(folder, "results.jsonl"), encoding="utf-8") as file:
        for line in file:
            one = json.loads(line)
            found.setdefault((one["workload"], one["side"]), []).append(one["figure"])
            shares.setdefault((one["workload"], one["side"]), []).append((one["server"] or 0) * peers.CORES / one["figure"])
            errors += one["errors"]
    lines = ["| work | Restante | Dovecot | nginx | to Dovecot | wanted | to nginx | wanted |", "|---|---|---|---|---|---|---|---|"]
    for work in WORKLOADS:
        if (work.name, "restante") in found:
            lines.append(row(work, found))
    lines.append("")
    lines.append("Medians; behind ± half the distance from the lowest to the highest run. " + (f"{errors} errors." if errors else "No errors."))
    lines += ["", "What the servers alone take of the processors for it, without the generator's part:", "",
              "| work | Restante | Dovecot | nginx | to Dovecot | to nginx |", "|---|---|---|---|---|---|"]
    for work in WORKLOADS:
        if not work.less and (work.name, "restante") in shares:
            lines.append(cost(work, {side: statistics.median(shares[work.name, side]) for side in SIDES if (work.name, side) in shares}))
    return "\n".join(lines)


def cost(work, seconds):
    """Processor time for a session, a message or a megabyte; about: the time before and after what is counted is in it."""
    of = "MB" if work.unit == " MB/s" else "message" if work.figure == "mailsPerSecond" else "session"
    cells = [f"{seconds[side] * 1e6:,.3g} µs a {of}" if side in seconds and seconds[side] < 1e-3 else f"{seconds[side] * 1e3:.3g} ms a {of}" if side in seconds else "" for side in SIDES]
    ratios = [f"{seconds[side] / seconds['restante']:.2g}×" if side in seconds and seconds["restante"] > 0 else "" for side in ("dovecot", "nginx")]
    return f"| {work.title} | " + " | ".join(cells + ratios) + " |"


def row(work, found):
    cells = []
    medians = {}
    for side in SIDES:
        runs = found.get((work.name, side))
        if runs:
            medians[side] = statistics.median(runs)
            cells.append(f"{show(medians[side], work.unit)} ±{(max(runs) - min(runs)) / 2 / medians[side]:.0%}" if len(runs) > 1 else show(medians[side], work.unit))
        else:
            cells.append("")
    for side in ("dovecot", "nginx"):
        if side in medians and medians["restante"] > 0:
            ratio = medians[side] / medians["restante"] if work.less else medians["restante"] / medians[side]
            wanted = work.goals.get(side)
            cells.append(f"**{ratio:.2g}×**" if ratio < 10 else f"**{ratio:,.0f}×**")
            cells.append(f"{wanted:g}× {'reached' if ratio >= wanted else 'not reached'}" if wanted else "")
        elif side == "dovecot" and work.limit is not None:
            cells += ["", f"at most {show(work.limit, work.unit)}: {'reached' if medians['restante'] <= work.limit else 'not reached'}"]
        else:
            cells += ["", ""]
    return f"| {work.title} | " + " | ".join(cells) + " |"


def show(figure, unit):
    if unit == " B":
        return f"{figure / 1e6:,.0f} MB" if figure >= 1e6 else f"{figure / 1e3:,.1f} kB"
    return (f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}") + unit


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("prepare", "run", "table", "page"))
    parser.add_argument("dir")
    parser.add_argument("workloads", nargs="*", help=" ".join(w.name for w in WORKLOADS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3)
    options = parser.parse_intermixed_args()
    # So that whoever ends it early leaves no server behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    Restante.program = os.environ.get("RESTANTE", "restante")
    folder = os.path.abspath(options.dir)
    unknown = set(options.workloads) - {w.name for w in WORKLOADS}
    if unknown:
        parser.error(f"no workload is called {', '.join(sorted(unknown))}: {', '.join(w.name for w in WORKLOADS)}")
    if options.what == "prepare":
        prepare(folder)
    elif options.what == "run":
        run(folder, options.workloads, options.rounds, options.seconds)
    elif options.what == "page":
        pages.write("design/performance.md", {"table": table(folder), "machine": pages.machine()})
    else:
        print(table(folder))


if __name__ == "__main__":
    main()
