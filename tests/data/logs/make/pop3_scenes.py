"""Plays sessions against a POP3 server, so that its log has something to tell. Each scene is one way a session goes."""
import socket
import ssl
import sys
import time
import warnings


warnings.filterwarnings("ignore", category=DeprecationWarning)  # old TLS is asked for on purpose


class Pop3:
    """A client that does what it is told, right or wrong."""

    def __init__(self, port, tls=False, peer=None, local=None):
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=30)
        if peer:
            # A balancer's word for the client's address: a log with addresses from everywhere, on one machine.
            self.sock.sendall(f"PROXY TCP4 {peer} {local or '192.0.2.110'} {40000 + port % 1000} {port}\r\n".encode())
        if tls:
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            self.sock = context.wrap_socket(self.sock)
        self.file = self.sock.makefile("rb")
        self.greeting = self.file.readline()

    def send(self, line):
        self.sock.sendall(line if isinstance(line, bytes) else line.encode() + b"\r\n")

    def ask(self, line, many=False):
        self.send(line)
        reply = self.file.readline()
        while many and reply.startswith(b"+OK"):
            if self.file.readline() in (b".\r\n", b""):
                break
        return reply

    def login(self, user, password="pencil"):
        self.ask("USER " + user)
        return self.ask("PASS " + password)

    def stls(self):
        if not self.ask("STLS").startswith(b"+OK"):
            return
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        self.sock = context.wrap_socket(self.sock)
        self.file = self.sock.makefile("rb")

    def drop(self):
        self.file.close()
        self.sock.close()

    def quit(self):
        reply = self.ask("QUIT")
        self.drop()
        return reply


def fetch(client, numbers, delete=False):
    for number in numbers:
        client.ask(f"RETR {number}", many=True)
        if delete:
            client.ask(f"DELE {number}")


def everything(port, tls_port, peers=True):
    """All scenes that need no waiting."""
    def peer(address):
        return address if peers else None

    # Fetches and deletes, as Outlook does.
    c = Pop3(port, peer=peer("203.0.113.7"))
    c.ask("CAPA", many=True)
    c.login("ann")
    c.ask("STAT")
    c.ask("UIDL", many=True)
    c.ask("LIST", many=True)
    fetch(c, range(1, 4), delete=True)
    c.quit()
    # TLS, leaves the mail: twice the same.
    for _ in range(2):
        # A server without a TLS port has STLS.
        c = Pop3(tls_port, tls=tls_port != port, peer=peer("198.51.100.20"))
        if tls_port == port:
            c.stls()
        c.login("bob")
        c.ask("UIDL", many=True)
        fetch(c, range(1, 4))
        c.ask("TOP 1 5", many=True)
        c.quit()
    # STLS.
    c = Pop3(port, peer=peer("198.51.100.21"))
    c.stls()
    c.login("bob")
    c.quit()
    # Marks two and goes without QUIT.
    c = Pop3(port, peer=peer("203.0.113.9"))
    c.login("carl")
    c.ask("DELE 1")
    c.ask("DELE 2")
    c.drop()
    # Wrong passwords, one user, then guesses at many.
    for _ in range(3):
        c = Pop3(port, peer=peer("203.0.113.9"))
        c.login("ann", "wrong")
        c.drop()
    for name in ("root", "admin", "test", "info", "postmaster", "sales"):
        c = Pop3(port, peer=peer("192.0.2.66"))
        c.login(name, "123456")
        c.quit()
    # Nobody: connects and goes, or says QUIT at once.
    Pop3(port, peer=peer("192.0.2.70")).drop()
    Pop3(port, peer=peer("192.0.2.70")).quit()
    # AUTH.
    c = Pop3(port, peer=peer("203.0.113.7"))
    c.ask("AUTH PLAIN AGFubgBwZW5jaWw=")
    c.ask("STAT")
    c.quit()
    # A name that would break a careless reader.
    for name in ('ann>, rip=1.2.3.4, x=<', "o'neil and sons", "\x1b[31mred", "b\xe4r"):
        c = Pop3(port, peer=peer("192.0.2.66"))
        c.login(name)
        c.drop()
    # Two at once: the second is refused.
    first = Pop3(port, peer=peer("203.0.113.7"))
    first.login("dora")
    second = Pop3(port, peer=peer("203.0.113.8"))
    second.sock.settimeout(90)
    second.login("dora")
    second.drop()
    first.quit()
    # Bad commands, before and after login.
    c = Pop3(port, peer=peer("192.0.2.71"))
    try:
        for _ in range(30):
            if not c.ask("GET / HTTP/1.1"):
                break
    except OSError:
        pass
    c.drop()
    c = Pop3(port, peer=peer("192.0.2.71"))
    c.login("ann")
    try:
        for _ in range(40):
            if not c.ask("XYZZY"):
                break
    except OSError:
        pass
    c.drop()
    # Goes away in the middle of a message.
    for _ in range(3):
        c = Pop3(port, peer=peer("203.0.113.44"))
        c.login("emil")
        c.send("RETR 2")
        c.sock.recv(1000)
        c.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        c.drop()
        time.sleep(0.2)
    # TLS that fails: the client does not know the authority, is too old, or speaks no TLS at all.
    for change in ("authority", "version", "words") if tls_port != port else ():
        sock = socket.create_connection(("127.0.0.1", tls_port), timeout=10)
        if peers:
            sock.sendall(f"PROXY TCP4 198.51.100.99 192.0.2.110 41000 {tls_port}\r\n".encode())
        try:
            if change == "words":
                sock.sendall(b"USER ann\r\nPASS pencil\r\n")
                sock.recv(100)
            else:
                context = ssl.create_default_context()
                context.check_hostname = False
                if change == "version":
                    context.verify_mode = ssl.CERT_NONE
                    context.set_ciphers("ALL:@SECLEVEL=0")
                    context.minimum_version = ssl.TLSVersion.TLSv1
                    context.maximum_version = ssl.TLSVersion.TLSv1
                context.wrap_socket(sock)
        except (OSError, ssl.SSLError):
            pass
        sock.close()


def waiting(port, user):
    """Logs in and says nothing until the server ends it."""
    c = Pop3(port, peer="203.0.113.50")
    if user:
        c.login(user)
        c.ask("DELE 1")
    c.sock.settimeout(700)
    c.file.read()


def main():
    scene, port, tls_port = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    if scene == "all":
        everything(port, tls_port)
    elif scene == "plain":
        everything(port, tls_port, peers=False)
    elif scene == "idle":
        waiting(port, "fay")
    elif scene == "silent":
        waiting(port, None)
    elif scene == "held":
        c = Pop3(port, peer="203.0.113.51")
        c.login("fay")
        print("held", flush=True)
        c.sock.settimeout(60)
        c.file.read()


if __name__ == "__main__":
    main()
