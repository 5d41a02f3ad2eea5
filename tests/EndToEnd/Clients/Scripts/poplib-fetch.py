"""Fetches all messages with poplib: MODE AFTERWARDS PORT USER PASSWORD CAFILE FOLDER SIZES MECHANISM."""
import os
import poplib
import ssl
import sys

mode, afterwards, port, user, password, cafile, folder, sizes, mechanism = sys.argv[1:]
# poplib gives up at lines of 2,048 octets; messages may have longer ones.
poplib._MAXLINE = 1 << 24

trust = ssl.create_default_context(cafile=cafile)
if mode == "tls":
    session = poplib.POP3_SSL("localhost", int(port), timeout=40, context=trust)
else:
    session = poplib.POP3("localhost", int(port), timeout=40)
    if mode == "stls":
        session.stls(context=trust)

if mechanism == "APOP":
    session.apop(user, password)
else:
    session.user(user)
    session.pass_(password)
count, total = session.stat()
assert count == len(session.list()[1]) == len(session.uidl()[1]), "STAT, LIST and UIDL disagree"

fetched = 0
for number in range(1, count + 1):
    _, lines, octets = session.retr(number)
    message = b"".join(line + b"\r\n" for line in lines)
    with open(os.path.join(folder, f"{number:06}"), "wb") as file:
        file.write(message)
    listed = int(session.list(number).split()[2])
    assert sizes == "rough" or len(message) == listed, f"message {number}: LIST said {listed}, RETR gave {len(message)}"
    fetched += len(message)
    if afterwards == "delete":
        session.dele(number)

assert sizes == "rough" or fetched == total, f"STAT said {total}, RETR gave {fetched}"
session.quit()
