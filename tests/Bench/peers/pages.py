"""What is measured goes into pages between marks, with the machine it was measured on."""
import os
import shutil
import subprocess
import time

import peers

DOCS = os.path.normpath(os.path.join(peers.HERE, "../../../docs"))


def write(page, parts):
    """Puts each part between <!-- name --> and the <!-- end --> behind it; `page` is a path below docs/."""
    path = os.path.join(DOCS, page)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    for name, content in parts.items():
        before, rest = text.split(f"<!-- {name} -->\n", 1)
        text = f"{before}<!-- {name} -->\n{content}\n<!-- end -->" + rest.split("<!-- end -->", 1)[1]
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def machine(alone=False, program=True):
    """What the figures were measured on, and with; alone: only Restante was measured; without program: only parts of it."""
    def first(*command):
        try:
            return (subprocess.run(command, capture_output=True, text=True, check=True).stdout or subprocess.run(command, capture_output=True, text=True).stderr).strip().splitlines()[0]
        except (OSError, subprocess.CalledProcessError, IndexError):
            return "not there"

    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), "unknown")
    with open("/proc/meminfo", encoding="utf-8") as file:
        memory = int(file.readline().split()[1]) / 1e6
    with open("/etc/os-release", encoding="utf-8") as file:
        system = next(line.split("=")[1].strip().strip('"') for line in file if line.startswith("PRETTY_NAME"))
    sbin = os.environ["PATH"] + ":/usr/sbin"
    lines = [
        "| | |", "|---|---|",
        f"| processor | {model}, {peers.CORES} cores{', shared with the load generator' if program else ''} |", f"| memory | {memory:.0f} GB |",
        f"| system | {system}, Linux {os.uname().release} |",
        f"| Restante | {first(peers.Restante.program, '--version')}, published |" if program else f"| .NET | SDK {first('dotnet', '--version')} |"]
    if program and not alone:
        nginx = subprocess.run(["nginx", "-v"], capture_output=True, text=True, env={"PATH": sbin}).stderr.strip().split("/")[-1] if shutil.which("nginx", path=sbin) else "not there"
        lines += [f"| Dovecot | {first(shutil.which('dovecot', path=sbin) or 'dovecot', '--version')} |", f"| nginx | {nginx} |", f"| OpenSSL | {first('openssl', 'version')} |"]
    return "\n".join([*lines, f"| day | {time.strftime('%Y-%m-%d', time.gmtime())} |"])
