#!/usr/bin/env python3
"""Writes docs/protocol/conformance.md from the reports of conform-all.sh: conform_page.py FOLDER SERVER..."""
import json
import os
import re
import sys

NAMES = {"restante": "Restante", "dovecot": "Dovecot", "courier": "Courier", "cyrus": "Cyrus", "mailutils": "Mailutils", "popa3d": "popa3d"}
folder, servers = sys.argv[1], sys.argv[2:]


def report(name):
    path = os.path.join(folder, name + ".json")
    return json.load(open(path)) if os.path.exists(path) else {"cases": []}


def cases(server):
    """Of a case that both runs know the one that says more: cases of TLS are not for the plain port."""
    found = {c["name"]: c for c in report(server + ".plain")["cases"]}
    for case in report(server + ".tls")["cases"]:
        if case["verdict"] != "not applicable" or case["name"] not in found:
            found[case["name"]] = case
    return found


def version(server):
    text = open(os.path.join(folder, server + ".version")).read().split()
    return next((w for w in text if re.match(r"v?\d", w)), " ".join(text)) if text else ""


def order(clause):
    return [int(n) for n in re.findall(r"\d+", clause)]


def cell(found, names):
    verdicts = [found[n]["verdict"] for n in names if n in found]
    passed, failed = verdicts.count("pass"), verdicts.count("fail")
    untried = verdicts.count("not tried")
    if passed + failed + untried == 0:
        return "–"
    text = str(passed)
    if failed:
        text += f", **{failed} fail**"
    if untried:
        text += f", {untried} not tried"
    return text


results = {s: cases(s) for s in servers}
known = {}
for found in results.values():
    known.update(found)
clauses = {}
for name, case in known.items():
    clauses.setdefault(case["clauses"][0], []).append(name)

print("# Conformance\n")
print("What `restante conform` says of Restante and of Debian's POP3 servers, each as `tests/servers` sets it up; Restante with\n"
      "APOP, all mechanisms that need a password, and `mail.utf8Headers` set to `refuse`. Written by `tests/servers/conform-all.sh`; [the manual](../manual/conform.md) says what a case is.\n"
      "A number counts cases that pass; – means that none applies: the server does not announce it. A failure is one against the\n"
      "clause, with the way in which the mail was put there and the client behaved; it need not trouble anybody.\n")
print("| | " + " | ".join(NAMES[s] for s in servers) + " |")
print("|---|" + "---|" * len(servers))
print("| version | " + " | ".join(version(s) for s in servers) + " |")
for clause in sorted(clauses, key=order):
    print(f"| {clause} | " + " | ".join(cell(results[s], clauses[clause]) for s in servers) + " |")
print("| all | " + " | ".join(cell(results[s], list(known)) for s in servers) + " |")
print("| not applicable | " + " | ".join(str(sum(c["verdict"] == "not applicable" for c in results[s].values())) for s in servers) + " |")

print("\n## Failures\n")
for server in servers:
    failed = [c for c in results[server].values() if c["verdict"] == "fail"]
    print(f"### {NAMES[server]}\n")
    if not failed:
        print("None.\n")
    for case in sorted(failed, key=lambda c: (order(c["clauses"][0]), c["name"])):
        seen = re.sub(r"^line \d+: ", "", case["why"]).replace("|", "or")
        last = [l for l in case["transcript"] if re.search(r"\d S: ", l)]
        said = f"; the server's last line: `{last[-1].split(' S: ', 1)[1][:100]}`" if last else ""
        print(f"- `{case['name']}` ({case['clauses'][0]}, {case['level']}): {case['title']}. Seen: {seen}{said}")
    if failed:
        print()
untried = [(s, c) for s in servers for c in results[s].values() if c["verdict"] == "not tried"]
if untried:
    print("## Not tried\n")
    for server, case in untried:
        print(f"- {NAMES[server]}, `{case['name']}`: {case['why']}")
