"""Stands for a syslog daemon in a room of its own: /dev/log in, two files out, in the forms rsyslog writes."""
import datetime
import os
import re
import socket
import sys

HOST = socket.gethostname().encode()
classic, iso = (open(name, "ab", buffering=0) for name in sys.argv[1:3])
log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
log.bind("/dev/log")
os.chmod("/dev/log", 0o666)
while True:
    line = re.sub(rb"^<\d+>", b"", log.recv(65536)).rstrip(b"\n\0")
    stamp, message = line[:15], line[16:]
    # RSYSLOG_TraditionalFileFormat and RSYSLOG_FileFormat; control characters as rsyslog escapes them.
    message = re.sub(rb"[\x00-\x1f\x7f]", lambda m: b"#%03o" % m[0][0], message)
    classic.write(stamp + b" " + HOST + b" " + message + b"\n")
    now = datetime.datetime.now().astimezone().isoformat(timespec="microseconds").encode()
    iso.write(now + b" " + HOST + b" " + message + b"\n")
