#!/usr/bin/env python3
"""Runs `restante check` against real servers, as they come and as they are commonly misconfigured.

Starts each on free ports of loopback below a temporary folder and ends it by its own process id. Needs root (the
servers change users) and openssl. Writes the table of docs/manual/checked-servers.md to standard output:

    tests/servers/check_servers.py PATH/TO/restante > docs/manual/checked-servers.md
"""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

PASSWORD = "secret"

HEAD = """# Servers that were examined

What `restante check` reports about real servers, as they come and as they are commonly misconfigured. Made by
`tests/servers/check_servers.py`, which starts each on loopback; run it again after an upgrade. Notes (`info`) are left
out; "with its issuer" means that the certificate's issuer was given by `--ca`.

| server | configured | findings |
|---|---|---|"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_certificate(folder, name, days, start=None):
    """A self-signed certificate for localhost; `start` and the end as openssl's ca command has them."""
    key, cert = folder / f"{name}.key", folder / f"{name}.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", str(days),
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"], check=True, capture_output=True)
    if start:
        config, request = folder / f"{name}.cnf", folder / f"{name}.csr"
        (folder / f"{name}.index").write_text("")
        config.write_text(f"[ca]\ndefault_ca=c\n[c]\ndatabase={folder}/{name}.index\nnew_certs_dir={folder}\nrand_serial=yes\npolicy=p\n"
                          "default_md=sha256\nx509_extensions=e\n[p]\ncommonName=supplied\n[e]\nsubjectAltName=DNS:localhost,IP:127.0.0.1\n")
        subprocess.run(["openssl", "req", "-new", "-key", key, "-subj", "/CN=localhost", "-out", request], check=True, capture_output=True)
        subprocess.run(["openssl", "ca", "-batch", "-selfsign", "-config", config, "-keyfile", key, "-in", request, "-out", cert, "-notext",
                        "-startdate", start[0], "-enddate", start[1]], check=True, capture_output=True)
    return cert, key


def unpack(folder, package):
    """A package's files below a folder: Debian lets only one POP3 server be installed at a time."""
    folder.mkdir()
    subprocess.run(["apt-get", "download", "-q", package], cwd=folder, check=True, capture_output=True)
    subprocess.run(["dpkg", "-x", next(folder.glob("*.deb")), folder / "root"], check=True)
    return folder / "root"


class Dovecot:
    name = "Dovecot " + (subprocess.run(["dovecot", "--version"], capture_output=True, text=True).stdout.split() or ["?"])[0] if shutil.which("dovecot") else "Dovecot"

    def __init__(self, folder, cert, key, settings, users="uid=nobody gid=nogroup"):
        self.port, self.folder = free_port(), folder
        run, mail = folder / "run", folder / "mail"
        for made in (run, mail):
            made.mkdir()
        library = folder / "lib"
        library.mkdir()
        for program in pathlib.Path("/usr/lib/dovecot").iterdir():
            (library / program.name).symlink_to(program)
        if not (library / "pop3").exists():
            for program in (unpack(folder / "package", "dovecot-pop3d") / "usr/lib/dovecot").iterdir():
                if not (library / program.name).exists():
                    shutil.copy(program, library / program.name)
        new = mail / "ann" / "Maildir" / "new"
        new.mkdir(parents=True)
        for i in range(1, 4):
            (new / f"{i}.{os.getpid()}.localhost").write_text(f"From: ann@example.com\nSubject: {i}\nMessage-ID: <{i}@example.com>\n\n" + "line\n" * i)
        subprocess.run(["chown", "-R", "nobody:nogroup", mail], check=True)
        (folder / "dovecot.conf").write_text(f"""
protocols = pop3
base_dir = {run}
state_dir = {run}
libexec_dir = {library}
log_path = {folder}/log
listen = 127.0.0.1
ssl = yes
ssl_cert = <{cert}
ssl_key = <{key}
first_valid_uid = 1
service pop3-login {{
  inet_listener pop3 {{
    port = {self.port}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = {users} home={mail}/%u mail=maildir:{mail}/%u/Maildir
}}
{settings}
""")
        self.process = subprocess.Popen(["dovecot", "-F", "-c", folder / "dovecot.conf"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def wait(self):
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise SystemExit(f"{self.name} does not listen; its log: {(self.folder / 'log').read_text() if (self.folder / 'log').exists() else 'none'}")

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


def examine(restante, folder, port, ca, login):
    password = folder / "password"
    password.write_text(PASSWORD)
    command = [restante, "check", f"127.0.0.1:{port}", "--json", "--timeout", "5"]
    command += ["--ca", ca] if ca else []
    command += ["--user", "ann", "--password-file", password] if login else []
    answer = json.loads(subprocess.run(command, capture_output=True, text=True, timeout=600).stdout)
    return [f for f in answer["findings"] if f["severity"] != "info"]


# Configured, certificate, settings, its issuer is given, log in, more for the server.
CASES = [
    (Dovecot, "as it comes, with the certificate that its package makes", "good", "", False, False, {}),
    (Dovecot, "as it comes, with its issuer; a user with mail", "good", "", True, True, {}),
    (Dovecot, "`pop3_lock_session = yes`, with its issuer; a user with mail", "good", "pop3_lock_session = yes", True, True, {}),
    (Dovecot, "`ssl = no`", "good", "ssl = no", True, False, {}),
    (Dovecot, "a certificate that has expired", "expired", "", True, False, {}),
    (Dovecot, "a certificate that is valid from next month on", "early", "", True, False, {}),
    (Dovecot, "the key of another certificate", "mixed", "", True, False, {}),
    (Dovecot, "`first_valid_uid` above the user's", "good", "first_valid_uid = 100000", True, True, {}),
    (Dovecot, "another user than the mail's", "good", "", True, True, {"users": "uid=mail gid=mail"}),
]


def main():
    restante = pathlib.Path(sys.argv[1]).resolve()
    print(HEAD)
    with tempfile.TemporaryDirectory(prefix="restante-servers-") as scratch:
        root = pathlib.Path(scratch)
        root.chmod(0o755)
        stamp = lambda days: time.strftime("%y%m%d%H%M%SZ", time.gmtime(time.time() + days * 86400))
        good = make_certificate(root, "good", 365)
        certificates = {
            "good": good,
            "expired": make_certificate(root, "expired", 1, (stamp(-100), stamp(-10))),
            "early": make_certificate(root, "early", 1, (stamp(30), stamp(400))),
            "mixed": (good[0], make_certificate(root, "other", 365)[1]),
        }
        for number, (kind, words, certificate, settings, given, login, more) in enumerate(CASES):
            if not shutil.which(kind.__name__.lower()):
                continue
            cert, key = certificates[certificate]
            folder = root / str(number)
            folder.mkdir(mode=0o755)
            server = kind(folder, cert, key, settings, **more)
            try:
                server.wait()
                found = examine(restante, folder, server.port, cert if given else None, login)
            finally:
                server.stop()
            told = "<br>".join(f"{f['severity']} `{f['code']}`: {f['seen'].replace('|', '/').replace(str(server.port), 'PORT')[:160]}" for f in found) or "nothing wrong"
            print(f"| {server.name} | {words} | {told} |", flush=True)


if __name__ == "__main__":
    main()
