#!/usr/bin/env python3
"""The mailboxes of a comparison, the same octets for every server: Maildirs below DIR/mail, web files below DIR/www.

    mail.py DIR [--owner UID] [--huge N] [--empty N]

    small001 … small100     50 messages of 1.5 to 20 kB each, half of them below 5.5 kB
    large, large2 … large4  ten messages of 10 MB, the same in each
    huge                    100,000 messages of some 600 octets
    empty00001 …            none: a thousand, and more where so many idle sessions are held

Lines end in LF, as in every Maildir that Postfix or Dovecot delivered. What a web server has is what a POP3 server
sends: the same messages with CRLF.
"""
import argparse
import os
import random

WORDS = "the maildrop holds what a client leaves there until it has been fetched and marked as deleted in this session".split()


def body(random_, octets):
    """Text of that many octets in lines of common length; one line in a hundred begins with a dot."""
    lines, length = [], 0
    while length < octets:
        line = " ".join(random_.choices(WORDS, k=random_.randint(6, 13)))
        if random_.random() < 0.01:
            line = "." + line
        lines.append(line)
        length += len(line) + 1
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
    def __init__(self, root, user, owner):
        self.path = os.path.join(root, user, "Maildir")
        self.owner = owner
        self.count = 0
        for part in ("cur", "new", "tmp"):
            os.makedirs(os.path.join(self.path, part), exist_ok=True)

    def add(self, text):
        # Names with their size, as Dovecot and Restante deliver them: neither has to open a file to know it.
        self.count += 1
        octets = text.encode()
        name = f"{1763600000 + self.count}.M{self.count:06d}P1.bench,S={len(octets)},W={len(octets) + text.count(chr(10))}"
        with open(os.path.join(self.path, "cur", name + ":2,"), "wb") as file:
            file.write(octets)

    def give(self):
        if self.owner is None:
            return
        top = os.path.dirname(self.path)
        os.chown(top, self.owner, self.owner)
        for folder, _, files in os.walk(top):
            os.chown(folder, self.owner, self.owner)
            for name in files:
                os.chown(os.path.join(folder, name), self.owner, self.owner)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("dir")
    parser.add_argument("--owner", type=int)
    parser.add_argument("--huge", type=int, default=100_000)
    parser.add_argument("--empty", type=int, default=1000)
    options = parser.parse_args()
    random_ = random.Random(1939)
    root, www = os.path.join(options.dir, "mail"), os.path.join(options.dir, "www")
    os.makedirs(root, exist_ok=True)
    os.makedirs(www, exist_ok=True)
    paths, large = [], []

    for user in (f"small{n:03d}" for n in range(1, 101)):
        drop = Maildir(root, user, options.owner)
        for number in range(1, 51):
            size = int(1500 * (20_000 / 1500) ** random_.random())
            text = message(number, user, body(random_, size))
            drop.add(text)
            if user == "small001":
                paths.append(f"/{number}.eml")
                with open(os.path.join(www, f"{number}.eml"), "wb") as file:
                    file.write(text.replace("\n", "\r\n").encode())
        drop.give()

    drops = [Maildir(root, user, options.owner) for user in ("large", "large2", "large3", "large4")]
    for number in range(1, 11):
        text = message(number, "large", base64_body(random_, 10_000_000))
        for drop in drops:
            drop.add(text)
        large.append(f"/large{number}.eml")
        with open(os.path.join(www, f"large{number}.eml"), "wb") as file:
            file.write(text.replace("\n", "\r\n").encode())
    for drop in drops:
        drop.give()

    drop = Maildir(root, "huge", options.owner)
    for number in range(1, options.huge + 1):
        drop.add(message(number, "huge", "Short.\n"))
    drop.give()

    for number in range(1, options.empty + 1):
        Maildir(root, f"empty{number:05d}", options.owner).give()

    for name, lines in (("paths", paths), ("large-paths", large)):
        with open(os.path.join(options.dir, name), "w", encoding="ascii") as file:
            file.write("".join(line + "\n" for line in lines))


if __name__ == "__main__":
    main()
