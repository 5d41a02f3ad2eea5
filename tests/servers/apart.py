"""Runs a server that always listens on port 110 in a network of its own, and passes connections on to it.

apart.py PORT PROGRAM ARGUMENT…: PORT is on the machine's loopback.
"""
import ctypes
import fcntl
import os
import socket
import struct
import subprocess
import sys
import threading

CLONE_NEWNET = 0x40000000
SIOCSIFFLAGS, IFF_UP_RUNNING = 0x8914, 0x41


def pump(source, target):
    """Octets one way, then the end, or the reset, of the connection."""
    try:
        while octets := source.recv(65536):
            target.sendall(octets)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        for side in (source, target):
            try:
                # A reset stays a reset.
                side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                side.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def serve(client):
    try:
        # The client's own address, any of 127.0.0.0/8: it stands in the log.
        server = socket.create_connection(("127.0.0.1", 110), timeout=10, source_address=(client.getpeername()[0], 0))
    except OSError:
        client.close()
        return
    server.settimeout(None)
    back = threading.Thread(target=pump, args=(server, client), daemon=True)
    back.start()
    pump(client, server)
    back.join()
    client.close()
    server.close()


# The listener stays in the network that it was made in.
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=64)
if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
    sys.exit("apart.py: no network of its own: " + os.strerror(ctypes.get_errno()))
with socket.socket() as control:
    fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP_RUNNING))
subprocess.Popen(sys.argv[2:])
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
