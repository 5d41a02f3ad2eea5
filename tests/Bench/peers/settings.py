#!/usr/bin/env python3
"""What the settings of the .NET runtime do to the published server, in turns, by the variables that .NET knows them by.

    settings.py run DIR [--rounds N] [--seconds S] [--warm S] [SETTING…]
                                                      DIR as compare.py prepares it; adds to DIR/settings.jsonl
    settings.py table DIR
    settings.py page DIR                              writes the table into docs/decisions/runtime-settings.md

RESTANTE names the executable. `make bench ARGS=settings` does all of it in ten minutes.
"""
import argparse
import json
import os
import signal
import statistics
import sys
from dataclasses import replace

import pages
from compare import figure_of, finish, load, show
from peers import Restante
from workloads import WORKLOADS

SETTINGS = {
    "as built": {},
    "server GC": {"DOTNET_gcServer": "1"},
    "no concurrent GC": {"DOTNET_gcConcurrent": "0"},
    "GCConserveMemory 5": {"DOTNET_GCConserveMemory": "5"},
    "no TieredPGO": {"DOTNET_TieredPGO": "0"},
    "no ReadyToRun code": {"DOTNET_ReadyToRun": "0"},
    "no TieredCompilation": {"DOTNET_TieredCompilation": "0"},
}
WORK = {w.name: w for w in WORKLOADS}
# What is measured: its key, title and unit.
COLUMNS = [
    ("start", "from start to greeting", " s"), ("sessions", "sessions, no RETR", "/s"), ("retr-8", "RETR, eight in flight", "/s"),
    ("memory", "memory with 1,000 idle sessions", " B")]


def measure(folder, environment, seconds, warm):
    with Restante(folder, environment=environment) as server:
        row = {"start": server.seconds}
        for name in ("sessions", "retr-8"):
            # Time to compile what runs hot counts for nobody.
            finish(load(folder, server, WORK[name], warm))
            row[name] = figure_of(finish(load(folder, server, WORK[name], seconds)), WORK[name].figure)
    with Restante(folder, environment=environment) as server:
        idle = replace(WORK["idle"], slow=False)
        finish(load(folder, server, idle, 0.5, ["--profile", "login", "--users", "empty.users"]))
        found = finish(load(folder, server, idle, 1))["idle"]
        row["memory"] = found["memoryAfter"]
    return row


def run(folder, names, rounds, seconds, warm):
    with open(os.path.join(folder, "settings.jsonl"), "a", encoding="utf-8") as results:
        for _ in range(rounds):
            for name, environment in SETTINGS.items():
                if names and name not in names:
                    continue
                row = measure(folder, environment, seconds, warm)
                print(f"  {name:22} " + ", ".join(f"{key} {show(row[key], unit)}" for key, _, unit in COLUMNS), flush=True)
                results.write(json.dumps({"setting": name, "row": row}) + "\n")
                results.flush()


def table(folder):
    found = {}
    with open(os.path.join(folder, "settings.jsonl"), encoding="utf-8") as file:
        for line in file:
            one = json.loads(line)
            found.setdefault(one["setting"], []).append(one["row"])
    lines = ["| setting | " + " | ".join(title for _, title, _ in COLUMNS) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    for name, environment in SETTINGS.items():
        if name not in found:
            continue
        cells = []
        for key, _, unit in COLUMNS:
            runs = [row[key] for row in found[name]]
            middle = statistics.median(runs)
            cells.append(f"{show(middle, unit)} ±{(max(runs) - min(runs)) / 2 / abs(middle or 1):.0%}")
        variable = ", ".join(f"`{key}={value}`" for key, value in environment.items())
        lines.append(f"| {name}{' ' + variable if variable else ''} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + f"\n\nMedians of {min(len(runs) for runs in found.values())} runs in turns; behind ± half the distance from the lowest to the highest."


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("run", "table", "page"))
    parser.add_argument("dir")
    parser.add_argument("settings", nargs="*", help=", ".join(SETTINGS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--warm", type=float, default=5)
    options = parser.parse_intermixed_args()
    if set(options.settings) - set(SETTINGS):
        parser.error(f"settings are {', '.join(SETTINGS)}")
    # So that whoever ends it early leaves no server behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    Restante.program = os.environ.get("RESTANTE", "restante")
    folder = os.path.abspath(options.dir)
    if options.what == "run":
        run(folder, options.settings, options.rounds, options.seconds, options.warm)
    elif options.what == "page":
        pages.write("decisions/runtime-settings.md", {"settings": table(folder), "machine": pages.machine(alone=True)})
    else:
        print(table(folder))


if __name__ == "__main__":
    main()
