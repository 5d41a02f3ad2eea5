#!/usr/bin/env python3
"""The mailboxes of a comparison, the same octets for every server: Maildirs below DIR/mail, web files below DIR/www.

    mail.py DIR [--like OTHER] [--owner UID] [--huge N] [--empty N]

    small001 … small100     50 messages of 1.5 to 20 kB each, half of them below 5.5 kB
    large, large2 … large4  ten messages of 10 MB, the same in each
    huge                    100,000 messages of some 600 octets
    empty00001 …            none: a thousand, and more where so many idle sessions are held
    lines001 … lines020     the messages of the first small ones, lines ended by LF
    largelines              those of large, lines ended by LF

Lines end in CRLF, as `restante deliver` and a Dovecot with mail_save_crlf=yes store them: what is sent stands in the file.
Those of the last two rows end in LF, as Postfix and others deliver. With --like each message is a further name of the file
that OTHER has: the same octets from the same pages of memory. So it is with what a web server has.
"""
import argparse
import os
import random

# Mailboxes stored with LF: as many as connections at once use.
LINES = 20
WORDS = "the maildrop holds what a client leaves there until it has been fetched and marked as deleted in this session".split()


def body(random_, octets):
    """Text of that many octets in lines of common length; in one of twenty a line begins with a dot."""
    lines, length = [], 0
    while length < octets:
        line = " ".join(random_.choices(WORDS, k=random_.randint(6, 13)))
        lines.append(line)
        length += len(line) + 1
    if random_.random() < 0.05:
        place = random_.randrange(len(lines))
        lines[place] = "." + lines[place][1:]
    return "\n".join(lines) + "\n"


def base64_body(random_, octets):
    """What a large message is: an attachment."""
    import base64
    piece = base64.encodebytes(random_.randbytes(57 * 4096)).decode()
    return (piece * (octets // len(piece) + 1))[:octets].rsplit("\n", 1)[0] + "\n"


def message(number, user, text):
    return (f"Return-Path: <sender{number}@example.org>\nReceived: from mx.example.org (mx.example.org [192.0.2.{number % 250}])\n"
            f"\tby pop.example.com with ESMTPS id {number:012x}\n\tfor <{user}@example.com>; Fri, 20 Nov 2026 10:15:03 +0000\n"
            f"Message-ID: <{number}.{user}@example.org>\nDate: Fri, 20 Nov 2026 10:15:00 +0000\nFrom: Sender {number} <sender{number}@example.org>\n"
            f"To: {user}@example.com\nSubject: Message {number} for {user}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{text}")


class Maildir:
    def __init__(self, options, user):
        self.path = os.path.join(options.dir, "mail", user, "Maildir")
        self.like = options.like and os.path.join(options.like, "mail", user, "Maildir")
        self.owner = options.owner
        self.count = 0
        for part in ("cur", "new", "tmp"):
            os.makedirs(os.path.join(self.path, part), exist_ok=True)

    def add(self, text, end="\r\n"):
        """Gives the path of the file."""
        # Names with their size, as Dovecot and Restante deliver them: neither has to open a file to know it.
        self.count += 1
        octets = text.replace("\n", end).encode()
        wire = len(octets) + (octets.count(b"\n") if end == "\n" else 0)
        name = os.path.join("cur", f"{1763600000 + self.count}.M{self.count:06d}P1.bench,S={len(octets)},W={wire}:2,")
        path = os.path.join(self.path, name)
        if self.like:
            os.link(os.path.join(self.like, name), path)
        else:
            with open(path, "wb") as file:
                file.write(octets)
        return path

    def give(self):
        """The folders, not the messages: whoever has the file by another name could lose it."""
        if self.owner is None:
            return
        top = os.path.dirname(self.path)
        os.chown(top, self.owner, self.owner)
        for folder, _, _ in os.walk(top):
            os.chown(folder, self.owner, self.owner)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("dir")
    parser.add_argument("--like")
    parser.add_argument("--owner", type=int)
    parser.add_argument("--huge", type=int, default=100_000)
    parser.add_argument("--empty", type=int, default=1000)
    options = parser.parse_args()
    random_ = random.Random(1939)
    # Dovecot reads what another user wrote.
    os.umask(0o022)
    www = os.path.join(options.dir, "www")
    os.makedirs(www, exist_ok=True)
    paths, large = [], []

    def publish(file, name, listed):
        os.link(file, os.path.join(www, name))
        listed.append("/" + name)

    for place in range(1, 101):
        user = f"small{place:03d}"
        drop = Maildir(options, user)
        lines = Maildir(options, f"lines{place:03d}") if place <= LINES else None
        for number in range(1, 51):
            text = message(number, user, body(random_, int(1500 * (20_000 / 1500) ** random_.random())))
            file = drop.add(text)
            if place == 1:
                publish(file, f"{number}.eml", paths)
            if lines:
                lines.add(text, "\n")
        drop.give()
        if lines:
            lines.give()

    drops = [Maildir(options, user) for user in ("large", "large2", "large3", "large4")]
    lines = Maildir(options, "largelines")
    for number in range(1, 11):
        text = message(number, "large", base64_body(random_, 10_000_000))
        files = [drop.add(text) for drop in drops]
        publish(files[0], f"large{number}.eml", large)
        lines.add(text, "\n")
    for drop in [*drops, lines]:
        drop.give()

    drop = Maildir(options, "huge")
    for number in range(1, options.huge + 1):
        drop.add(message(number, "huge", "Short.\n"))
    drop.give()

    for number in range(1, options.empty + 1):
        Maildir(options, f"empty{number:05d}").give()

    for name, lines in (("paths", paths), ("large-paths", large)):
        with open(os.path.join(options.dir, name), "w", encoding="ascii") as file:
            file.write("".join(line + "\n" for line in lines))


if __name__ == "__main__":
    main()
