#!/usr/bin/env python3
"""Runs the micro-benchmarks in two minutes and writes what they say into docs/design/micro.md, with the machine.

    micro.py [EXECUTABLE]    tests/Bench, built already; without it: built now
"""
import csv
import glob
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "peers"))
import pages  # noqa: E402

TABLES = {"commands": "CommandBenchmarks", "octets": "ProtocolBenchmarks", "listing": "ListingBenchmarks", "index": "IndexBenchmarks"}


def table(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    # What stands between these two columns is what the benchmark was asked to do it with.
    names = list(rows[0])
    given = names[names.index("WarmupCount") + 1:names.index("Mean")]
    lines = ["| " + " | ".join(["what", *(g.lower() for g in given), "time", "allocated"]) + " |", "|---" * (len(given) + 3) + "|"]
    for row in rows:
        allocated = row["Allocated"].replace("-", "0 B")
        lines.append("| " + " | ".join([row["Method"].replace("_", " "), *(f"{int(row[g]):,}" if row[g].isdigit() else row[g] for g in given), time(row["Mean"]), memory(allocated)]) + " |")
    return "\n".join(lines)


def time(text):
    value, unit = text.replace(",", "").split()
    nanoseconds = float(value) * {"ns": 1, "μs": 1e3, "us": 1e3, "ms": 1e6}[unit]
    for unit, size in (("ms", 1e6), ("µs", 1e3), ("ns", 1)):
        if nanoseconds >= size or unit == "ns":
            return f"{nanoseconds / size:.3g} {unit}"


def memory(text):
    octets = int(text.replace(",", "").split()[0])
    return "0" if octets == 0 else f"{octets:,} B" if octets < 10_000 else f"{octets / 1e3:,.0f} kB" if octets < 1e7 else f"{octets / 1e6:,.0f} MB"


def main():
    with tempfile.TemporaryDirectory() as folder:
        program = sys.argv[1:] or ["dotnet", "run", "-c", "Release", "--project", HERE, "--"]
        # In this process: another build for each benchmark takes longer than the benchmarks.
        subprocess.run([*program, "--filter", "*", "-i", "--launchCount", "1", "--warmupCount", "3", "--iterationCount", "5", "--iterationTime", "200", "-a", folder], check=True)
        parts = {name: table(glob.glob(os.path.join(folder, "results", f"*{report}-report.csv"))[0]) for name, report in TABLES.items()}
    pages.write("design/micro.md", {**parts, "machine": pages.machine(program=False)})


if __name__ == "__main__":
    main()
