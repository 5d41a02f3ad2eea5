#!/bin/bash
# Cyrus as Debian configures it (passwords in sasldb, mail in its own store), reduced to POP3 and delivery.
server=cyrus
package=cyrus-pop3d
variants="default trusted expired tls-required"
. "$(dirname "$0")/room.sh"

# Not su: it would write to the log.
as_cyrus() { setpriv --reuid cyrus --regid mail --clear-groups -- "$@"; }

prepare() {
    account cyrus 4900 /var/spool/cyrus "" mail
    local name password kind=$variant tls_listener=""
    while read -r name password; do
        printf '%s' "$password" | saslpasswd2 -p -c -u pop-01 "$name"
    done <<<"$users"
    chown cyrus /etc/sasldb2
    mkdir -p /run/cyrus/{proc,lock,socket} /var/lib/cyrus /var/spool/{cyrus,news,sieve}
    chown -R cyrus:mail /run/cyrus /var/lib/cyrus /var/spool/cyrus /var/spool/{news,sieve}
    as_cyrus /usr/lib/cyrus/bin/makedirs --cleansquat >/dev/null 2>"$folder/log/makedirs"
    # A first login makes the mailbox; it says no QUIT, which would be the start of a minute without another.
    cat >>/etc/imapd.conf <<C
servername: pop-01
autocreate_quota: -1
C
    sed -i '/^autocreate_quota: 0/d' /etc/imapd.conf
    if [ "$variant" != default ]; then
        # Debian lets everybody log in once a minute only; that is for the variant default.
        sed -i '/^popminpoll:/d' /etc/imapd.conf
        [ "$variant" = expired ] || kind=good
        certificate "$kind" /etc/ssl/pop3/cert.pem /etc/ssl/pop3/key.pem
        chown -R cyrus /etc/ssl/pop3
        printf 'tls_server_cert: /etc/ssl/pop3/cert.pem\ntls_server_key: /etc/ssl/pop3/key.pem\n' >>/etc/imapd.conf
        # Debian's cyrus.conf has this line, commented out.
        tls_listener="pop3s cmd=\"pop3d -s -U 30\" listen=\"127.0.0.1:$tls\" prefork=0 maxchild=50"
        [ "$variant" != tls-required ] || sed -i 's/^allowplaintext: yes/allowplaintext: no/' /etc/imapd.conf
    fi
    services="pop3 cmd=\"pop3d -U 30\" listen=\"127.0.0.1:$plain\" prefork=0 maxchild=50
  lmtpunix cmd=\"lmtpd -a\" listen=\"/run/cyrus/socket/lmtp\" prefork=0 maxchild=20
  $tls_listener"
}

configure() { # configure SERVICES
    cat >/etc/cyrus.conf <<C
START {
  recover cmd="/usr/sbin/cyrus ctl_cyrusdb -r"
}
SERVICES {
  $1
}
EVENTS {
}
C
}

# Mailboxes are made and filled behind sockets that only this room sees; then the ports open and the log begins.
start() {
    local name password letter sockets=/run/cyrus/socket
    configure "lmtpunix cmd=\"lmtpd -a\" listen=\"$sockets/lmtp\" prefork=0 maxchild=20
  first cmd=\"pop3d -C /etc/imapd-first.conf\" listen=\"$sockets/pop3\" prefork=0 maxchild=1"
    sed 's/^allowplaintext: no/allowplaintext: yes/; /^popminpoll:/d' /etc/imapd.conf >/etc/imapd-first.conf
    /usr/lib/cyrus/bin/master &
    local master=$!
    for _ in $(seq 200); do [ -S $sockets/lmtp ] && [ -S $sockets/pop3 ] && break; sleep 0.05; done
    while read -r name password; do
        python3 - "$name" "$password" $sockets/pop3 <<'P'
import socket, sys
with socket.socket(socket.AF_UNIX) as s:
    s.settimeout(20)
    s.connect(sys.argv[3])
    wire = s.makefile("rwb", buffering=0)
    wire.readline()
    for line in ("USER " + sys.argv[1], "PASS " + sys.argv[2]):
        wire.write(line.encode() + b"\r\n")
        if not wire.readline().startswith(b"+OK"):
            sys.exit("cyrus.sh: no first login as " + sys.argv[1])
P
        for letter in $(letters "$name"); do
            as_cyrus /usr/lib/cyrus/bin/deliver "$name" <"$letter" || echo "cyrus.sh: $letter was not delivered" >&2
        done
    done <<<"$users"
    : >"$folder/log/syslog"
    : >"$folder/log/syslog-iso"
    configure "$services"
    kill -HUP $master
}

room "$@"
