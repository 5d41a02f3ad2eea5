"""Stands for a syslog daemon while samples are made: /dev/log in, two files out, in the forms rsyslog writes."""
import datetime
import os
import re
import signal
import socket
import sys

classic, iso = open(sys.argv[1], "ab"), open(sys.argv[2], "ab")
if os.path.exists("/dev/log"):
    sys.exit("/dev/log belongs to somebody here")
log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
log.bind("/dev/log")
os.chmod("/dev/log", 0o666)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
try:
    while True:
        line = re.sub(rb"^<\d+>", b"", log.recv(65536)).rstrip(b"\n\0")
        stamp, message = line[:15], line[16:]
        # RSYSLOG_TraditionalFileFormat and RSYSLOG_FileFormat; control characters as rsyslog escapes them.
        message = re.sub(rb"[\x00-\x1f\x7f]", lambda m: b"#%03o" % m[0][0], message)
        classic.write(stamp + b" pop-01 " + message + b"\n")
        now = datetime.datetime.now().astimezone().isoformat(timespec="microseconds").encode()
        iso.write(now + b" pop-01 " + message + b"\n")
        classic.flush()
        iso.flush()
finally:
    os.unlink("/dev/log")
