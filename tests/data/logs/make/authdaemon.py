"""Stands for Courier's authdaemond while samples are made: any of a few users, one password, mail below a folder."""
import os
import signal
import socketserver
import sys

path, mail = sys.argv[1], sys.argv[2]


class Login(socketserver.StreamRequestHandler):
    def handle(self):
        # First what the caller knows of the client, TCPREMOTEIP=… and a dot; then the question.
        line = self.rfile.readline()
        while line and not line.startswith(b"AUTH "):
            line = self.rfile.readline()
        if not line:
            return
        words = self.rfile.read(int(line.split()[1])).split(b"\n")
        user, password = (words[2].decode(errors="replace"), words[3]) if len(words) > 3 else ("", b"")
        home = f"{mail}/{user}"
        if password != b"pencil" or "/" in user or not os.path.isdir(home):
            self.wfile.write(b"FAIL\n")
            return
        self.wfile.write(f"UID=65534\nGID=65534\nHOME={home}\nADDRESS={user}\nMAILDIR={home}/Maildir\n.\n".encode())


os.makedirs(os.path.dirname(path), exist_ok=True)
if os.path.exists(path):
    sys.exit(path + " belongs to somebody here")
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
try:
    with socketserver.ThreadingUnixStreamServer(path, Login) as server:
        os.chmod(path, 0o777)
        server.daemon_threads = True
        server.serve_forever()
finally:
    os.unlink(path)
