"""Prints docs/manual/checked-servers.md from the reports that check-all.sh left in a folder."""
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
NAMES = {
    "courier": "Courier", "cyrus": "Cyrus", "dovecot": "Dovecot", "mailutils": "GNU Mailutils", "popa3d": "popa3d",
    "solid": "solid-pop3d",
}
VARIANTS = {
    "default": "as it comes out of its Debian package, with its self-signed certificate if it makes one",
    "trusted": "a certificate in order, from an authority that the check was told to trust (`--ca`)",
    "expired": "the same, expired in 2024",
    "wrong-name": "the same, for mail.example.net",
    "no-tls": "TLS switched off",
    "tls-required": "a certificate in order, and no login without TLS",
    "statistics": "out of the package, with `LogStatistics yes`",
}


def said(server, verb):
    return subprocess.run([HERE / f"{server}.sh", verb], check=True, capture_output=True, text=True).stdout.split()


folder = pathlib.Path(sys.argv[1])
codes = {}
rows = []
used = set()
for server, name in NAMES.items():
    version = said(server, "version")[0]
    for variant in said(server, "variants"):
        for port in ("plain", "tls"):
            report = folder / f"{server}.{variant}.{port}.json"
            if not report.exists():
                continue
            report = json.loads(report.read_text())
            used.add(variant)
            found = []
            for finding in report["findings"]:
                codes[finding["code"]] = finding["title"]
                found.append(f"`{finding['code']}` ({finding['severity']})")
            if "unknown" in report:
                found.append("could not find out: " + report["unknown"].replace("|", "\\|"))
            rows.append(f"| {name} | {version} | {variant} | {port} | {report['exit']} | {', '.join(found) or 'nothing'} |")

print("""# What `restante check` finds at real servers

POP3 servers out of their Debian packages, each started with five ordinary messages for one user, and examined with a
login: on the port that starts in plain text, and on the port of TLS where the server has one. The findings are those of
`--json`, word for word; `tests/servers/check-all.sh` runs the servers and writes this page.

| server | version | variant | port | exit | findings |
|---|---|---|---|---|---|""")
print("\n".join(rows))
print("\nThe variants:\n")
for variant, words in VARIANTS.items():
    if variant in used:
        print(f"- *{variant}*: {words}")
if codes:
    print("\nWhat the findings mean:\n")
    for code, title in sorted(codes.items()):
        print(f"- `{code}`: {title}")
