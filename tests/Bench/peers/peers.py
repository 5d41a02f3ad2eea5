"""The servers of a comparison: started on free ports of loopback, watched, ended by their own process ids."""
import os
import shutil
import socket
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))
CORES = os.cpu_count()
TICK = os.sysconf("SC_CLK_TCK")
NOBODY = 65534


def free_ports(count):
    taken = [socket.socket() for _ in range(count)]
    try:
        for one in taken:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in taken]
    finally:
        for one in taken:
            one.close()


class Server:
    """One of them; `with` starts and ends it."""

    name = ""
    template = ""
    requires = None

    def __init__(self, folder, pair="rsa", environment=None):
        self.environment = {**os.environ, **(environment or {})}
        self.folder = folder
        self.pair = pair
        self.plain, self.tls = free_ports(2)
        self.process = None
        self.seconds = None

    def command(self, config):
        raise NotImplementedError

    def target(self, tls):
        return f"127.0.0.1:{self.tls if tls else self.plain}"

    def __enter__(self):
        own = os.path.join(self.folder, self.name)
        os.makedirs(own, exist_ok=True)
        with open(os.path.join(HERE, self.template), encoding="utf-8") as file:
            text = file.read()
        for key, value in {"DIR": self.folder, "PLAIN": self.plain, "TLS": self.tls, "CORES": CORES,
                           "CERT": f"{self.folder}/{self.pair}.pem", "KEY": f"{self.folder}/{self.pair}.key"}.items():
            text = text.replace(f"@{key}@", str(value))
        config = os.path.join(own, self.template.removesuffix(".in"))
        with open(config, "w", encoding="utf-8") as file:
            file.write(text)
        self.output = open(os.path.join(own, "output"), "wb")
        started = time.monotonic()
        self.process = subprocess.Popen(self.command(config), stdin=subprocess.DEVNULL, stdout=self.output, stderr=self.output, cwd=own,
                                        env=self.environment)
        self.await_answer(started)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.output.close()

    def await_answer(self, started):
        while time.monotonic() - started < 30:
            if self.process.poll() is not None:
                raise SystemExit(f"{self.name} ended at once: {self.folder}/{self.name}/output says why")
            try:
                with socket.create_connection(("127.0.0.1", self.plain), 5) as one:
                    if self.greets(one):
                        self.seconds = time.monotonic() - started
                        return
            except OSError:
                time.sleep(0.002)
        raise SystemExit(f"{self.name} does not answer")

    def greets(self, connection):
        return connection.recv(3) == b"+OK"

    def processes(self):
        parents = {}
        for name in os.listdir("/proc"):
            if name.isdigit():
                try:
                    with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                        parents.setdefault(int(file.read().rsplit(")", 1)[1].split()[1]), []).append(int(name))
                except OSError:
                    pass
        found, waiting = [], [self.process.pid]
        while waiting:
            one = waiting.pop()
            found.append(one)
            waiting.extend(parents.get(one, []))
        return found

    def cpu(self):
        """Seconds of processor that it and its children have taken, those that ended among them."""
        ticks = 0
        for one in self.processes():
            try:
                with open(f"/proc/{one}/stat", encoding="utf-8", errors="replace") as file:
                    ticks += sum(int(n) for n in file.read().rsplit(")", 1)[1].split()[11:15])
            except OSError:
                pass
        return ticks / TICK


class Restante(Server):
    name = "restante"
    template = "restante.json.in"
    program = None

    def command(self, config):
        return [self.program, "serve", "--config", config]

    @staticmethod
    def write_users(folder, names):
        path = os.path.join(folder, "restante.users")
        with open(path, "w", encoding="ascii") as file:
            file.write("".join(f"{n}:{{PLAIN}}secret\n" for n in names))
        os.chmod(path, 0o600)


class Dovecot(Server):
    name = "dovecot"
    template = "dovecot.conf.in"
    requires = "dovecot"

    def command(self, config):
        return [shutil.which("dovecot", path=os.environ["PATH"] + ":/usr/sbin"), "-F", "-c", config]

    @staticmethod
    def write_users(folder, names):
        with open(os.path.join(folder, "dovecot.users"), "w", encoding="ascii") as file:
            file.write("".join(f"{n}:{{PLAIN}}secret::::::\n" for n in names))


class Nginx(Server):
    name = "nginx"
    template = "nginx.conf.in"
    requires = "nginx"

    def command(self, config):
        return [shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin"), "-p", os.path.join(self.folder, "nginx"), "-c", config]

    def greets(self, connection):
        connection.sendall(b"HEAD /1.eml HTTP/1.0\r\n\r\n")
        return connection.recv(12) == b"HTTP/1.1 200"
