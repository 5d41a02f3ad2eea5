"""One POP3 session of a measurement, a command at a time, with the time each took."""
import socket
import time

PIECE = bytearray(1 << 20)


class Refused(Exception):
    pass


class Dialog:
    def __init__(self, port, user=None):
        self.socket = socket.create_connection(("127.0.0.1", port), 200)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.answer(b"\r\n")
        if user:
            self.login(user)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def login(self, user):
        """Seconds from USER to the answer of PASS."""
        return self.ask(f"USER {user}")[1] + self.ask("PASS secret")[1]

    def ask(self, command, lines=False):
        """Seconds to the first octet of the answer, and to its end; `lines`: it ends with a dot."""
        started = time.perf_counter()
        self.socket.sendall(command.encode() + b"\r\n")
        first = self.answer(b"\r\n.\r\n" if lines else b"\r\n")
        return first - started, time.perf_counter() - started

    def quit(self):
        return self.ask("QUIT")[1]

    def answer(self, end):
        """Reads to the end, and gives the time of the first octet."""
        first, tail, begin = None, b"", b""
        while not tail.endswith(end):
            count = self.socket.recv_into(PIECE)
            first = first or time.perf_counter()
            if count == 0:
                raise Refused("the connection was closed")
            begin = begin or bytes(PIECE[:min(count, 200)])
            tail = (tail + bytes(PIECE[max(0, count - len(end)):count]))[-len(end):]
            if not begin.startswith(b"+OK"[:len(begin)]):
                raise Refused(begin.decode(errors="replace").strip())
        return first
