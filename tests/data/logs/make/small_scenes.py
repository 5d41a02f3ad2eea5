"""The scenes of pop3_scenes.py for servers that know little: no PROXY header, perhaps no TLS, a pause between two logins
of one user. Each scene has a user of its own."""
import socket
import sys
import time

from pop3_scenes import Pop3, fetch


def logged_in(port, user, **how):
    client = Pop3(port, **how)
    client.login(user)
    client.ask("STAT")
    return client


def main():
    port, tls_port, has_tls = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "tls"

    def fetches():
        c = logged_in(port, "ann")
        c.ask("LIST", many=True)
        fetch(c, range(1, 3), delete=True)
        c.ask("TOP 3 0", many=True)
        c.quit()

    def looks():
        logged_in(port, "bob").quit()

    def drops():
        c = logged_in(port, "carl")
        fetch(c, range(1, 2), delete=True)
        c.drop()

    def types_wrongly():
        c = Pop3(port)
        c.login("dora", "wrong")
        c.quit()

    def is_unknown():
        c = Pop3(port)
        c.login("nobody-here", "wrong")
        c.drop()

    def says_nothing():
        Pop3(port).drop()

    def quits_at_once():
        Pop3(port).quit()

    def locks():
        first = logged_in(port, "emil")
        second = Pop3(port)
        second.sock.settimeout(40)
        second.login("emil")
        second.drop()
        first.quit()

    def uses_stls():
        c = Pop3(port)
        c.stls()
        c.login("fay")
        fetch(c, range(1, 2))
        c.quit()

    def uses_tls():
        c = logged_in(tls_port, "gus", tls=True)
        fetch(c, range(1, 2), delete=True)
        c.quit()

    def breaks_tls():
        with socket.create_connection(("127.0.0.1", tls_port), timeout=10) as sock:
            sock.sendall(b"USER ann\r\n")
            sock.settimeout(5)
            sock.recv(100)

    scenes = [fetches, looks, drops, types_wrongly, is_unknown, says_nothing, quits_at_once, locks]
    for scene in scenes + ([uses_stls, uses_tls, breaks_tls] if has_tls else []):
        try:
            scene()
        except OSError as error:
            print(f"{scene.__name__}: {error}", file=sys.stderr)
        time.sleep(2)


if __name__ == "__main__":
    main()
