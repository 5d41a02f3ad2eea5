"""Plays sessions against one of the servers of tests/servers, so that its log has something to tell.

packaged_scenes.py PORT TLSPORT [long]: TLSPORT may be shut. Clients come from different addresses of 127.0.0.0/8.
"""
import socket
import ssl
import struct
import sys
import threading
import time
import warnings

warnings.filterwarnings("ignore", category=DeprecationWarning)  # old TLS is asked for on purpose
PORT, TLS_PORT = int(sys.argv[1]), int(sys.argv[2])


def careless():
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class Pop3:
    """A client that does what it is told, right or wrong."""

    def __init__(self, address, port=PORT, tls=False, wait=30):
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=wait, source_address=(address, 0))
        if tls:
            self.sock = careless().wrap_socket(self.sock)
        self.file = self.sock.makefile("rb")
        self.greeting = self.file.readline()

    def ask(self, line, many=False):
        self.sock.sendall(line.encode("latin-1") + b"\r\n")
        reply = self.file.readline()
        while many and reply.startswith(b"+OK"):
            if self.file.readline() in (b".\r\n", b""):
                break
        return reply

    def login(self, user, password="pencil"):
        self.ask("USER " + user)
        reply = self.ask("PASS " + password)
        if password == "pencil" and not reply.startswith(b"+OK"):
            print("  not in:", reply)
        return reply

    def stls(self):
        if self.ask("STLS").startswith(b"+OK"):
            self.sock = careless().wrap_socket(self.sock)
            self.file = self.sock.makefile("rb")

    def drop(self, reset=False):
        if reset:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.file.close()
        self.sock.close()

    def quit(self):
        self.ask("QUIT")
        self.drop()


def fetches_and_deletes():
    c = Pop3("127.0.0.7")
    c.ask("CAPA", many=True)
    c.login("ann")
    c.ask("STAT")
    c.ask("UIDL", many=True)
    c.ask("LIST", many=True)
    for number in range(1, 4):
        c.ask(f"RETR {number}", many=True)
        c.ask(f"DELE {number}")
    c.quit()


def leaves_the_mail():
    for _ in range(2):
        c = Pop3("127.0.0.20")
        c.login("bob")
        c.ask("UIDL", many=True)
        for number in range(1, 4):
            c.ask(f"RETR {number}", many=True)
        c.ask("TOP 1 5", many=True)
        c.quit()


def over_tls():
    c = Pop3("127.0.0.21", TLS_PORT, tls=True)
    c.login("bob")
    c.ask("RETR 1", many=True)
    c.quit()


def over_stls():
    c = Pop3("127.0.0.21")
    c.stls()
    c.login("bob")
    c.ask("RETR 1", many=True)
    c.quit()


def goes_without_quit():
    c = Pop3("127.0.0.9")
    c.login("carl")
    c.ask("DELE 1")
    c.ask("DELE 2")
    c.drop()


def wrong_passwords():
    for _ in range(3):
        c = Pop3("127.0.0.9")
        c.login("ann", "wrong")
        c.drop()
    c = Pop3("127.0.0.9")
    c.login("ann", "wrong")
    c.quit()


def guesses():
    for name in ("root", "admin", "test", "info"):
        c = Pop3("127.0.0.66")
        c.login(name, "123456")
        c.drop()


def says_nothing():
    Pop3("127.0.0.70").drop()
    Pop3("127.0.0.70").quit()


def sasl():
    c = Pop3("127.0.0.7")
    if c.ask("AUTH PLAIN").startswith(b"+"):
        c.ask("AGFubgBwZW5jaWw=")
    c.ask("STAT")
    c.quit()


def strange_names():
    for name in ("ann, ip=[1.2.3.4], x=", "o'neil and sons", "\x1b[31mred", "b\xe4r", "ann@example.org"):
        c = Pop3("127.0.0.66")
        c.login(name, "wrong")
        c.drop()


def two_at_once():
    first = Pop3("127.0.0.7")
    first.login("dora")
    second = Pop3("127.0.0.8", wait=75)
    second.ask("USER dora")
    print("  the second is told:", second.ask("PASS pencil"))
    second.drop()
    first.quit()


def bad_commands():
    c = Pop3("127.0.0.71")
    for _ in range(30):
        if not c.ask("GET / HTTP/1.1"):
            break
    c.drop()


def bad_commands_after_login():
    c = Pop3("127.0.0.71")
    c.login("emil")
    for _ in range(40):
        if not c.ask("XYZZY"):
            break
    c.drop()


def goes_in_the_middle():
    for _ in range(2):
        c = Pop3("127.0.0.44")
        c.login("emil")
        c.sock.sendall(b"RETR 3\r\n")
        c.sock.recv(1000)
        c.drop(reset=True)
        time.sleep(0.5)


def tls_fails(change):
    sock = socket.create_connection(("127.0.0.1", TLS_PORT), timeout=10, source_address=("127.0.0.99", 0))
    try:
        if change == "words":
            sock.sendall(b"USER ann\r\nPASS pencil\r\n")
            sock.recv(100)
        elif change == "authority":
            context = ssl.create_default_context()
            context.check_hostname = False
            context.wrap_socket(sock)
        else:
            context = careless()
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
            context.wrap_socket(sock)
    except OSError as error:
        print("  client says:", error)
    sock.close()


def waits(user):
    """Says nothing until the server ends it."""
    begun = time.monotonic()
    c = Pop3("127.0.0.50", wait=700)
    if user:
        c.login(user)
        c.ask("DELE 1")
    last = c.file.read()
    print(f"  {user}: ended after {time.monotonic() - begun:.0f} s with {last}")


def play(scene, *arguments):
    print(scene.__name__, *arguments, flush=True)
    try:
        scene(*arguments)
    except OSError as error:
        print("  cut off:", error)
    time.sleep(0.2)


def main():
    try:
        socket.create_connection(("127.0.0.1", TLS_PORT), timeout=5).close()
        tls = True
    except OSError:
        tls = False
    waiting = []
    if sys.argv[3:] == ["long"]:
        waiting = [threading.Thread(target=play, args=(waits, user)) for user in ("fay", None)]
        for thread in waiting:
            thread.start()
    for scene in (fetches_and_deletes, leaves_the_mail, goes_without_quit, wrong_passwords, guesses, says_nothing, sasl,
                  strange_names, two_at_once, bad_commands, bad_commands_after_login, goes_in_the_middle):
        play(scene)
    if tls:
        play(over_tls)
        play(over_stls)
        for change in ("authority", "version", "words"):
            play(tls_fails, change)
    for thread in waiting:
        thread.join()


main()
