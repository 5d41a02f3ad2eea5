#!/bin/bash
# Runs `restante conform` against Restante itself and the servers here, and writes docs/protocol/conformance.md: the table,
# clause by clause, and every failure. The reports stay in artifacts/conformance. Root. The servers are tried side by side;
# a quarter of an hour in all, since some make who gives a wrong password wait.
#   conform-all.sh [SERVER…]     with servers named, only their reports are made anew
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
reports="$root/artifacts/conformance"
. "$here/started.sh"
build_restante "$root"
all="restante dovecot courier cyrus mailutils popa3d"
if [ $# != 1 ]; then
    "$here/fetch.sh"
    mkdir -p "$reports"
    side_by_side ${*:-$all}
    python3 "$here/conform_page.py" "$reports" $all >"$reports/page.md"
    mv "$reports/page.md" "$root/docs/protocol/conformance.md"
    exit 0
fi

server=$1
mkdir -p "$reports"
rm -f "$reports/$server".*
echo secret >"$work/password"
chmod 600 "$work/password"

read -r plain tls < <(free_ports 2)

folder="$work/$server"
mkdir -p "$folder/mail"
if [ "$server" = restante ]; then
    mkdir -p "$folder/mail/ann/Maildir/"{tmp,new,cur} "$folder/data"
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
        -keyout "$folder/key.pem" -out "$folder/ca.pem" 2>/dev/null
    (umask 077; echo 'ann:{PLAIN}secret' >"$folder/users")
    cat >"$folder/restante.json" <<J
{ "hostname": "pop-01", "data": "$folder/data",
  "listen": [{ "protocol": "pop3", "address": "127.0.0.1:$plain" }, { "protocol": "pop3s", "address": "127.0.0.1:$tls" }],
  "tls": { "certificate": "$folder/ca.pem", "key": "$folder/key.pem" },
  "auth": { "apop": true, "mechanisms": ["SCRAM-SHA-256", "SCRAM-SHA-1", "CRAM-MD5", "PLAIN", "LOGIN"] },
  "mail": { "maildir": "$folder/mail/{user}/Maildir", "utf8Headers": "refuse" }, "users": { "file": "$folder/users" } }
J
    "$restante" serve --config "$folder/restante.json" >"$folder/log" 2>&1 &
    started+=($!)
    "$restante" --version >"$reports/$server.version"
    seed="maildir:$folder/mail/ann/Maildir"
else
    variant=trusted
    [ "$server" != popa3d ] || variant=default
    "$here/$server.sh" run "$folder" "$plain" "$tls" "$variant" &
    started+=($!)
    "$here/$server.sh" version >"$reports/$server.version"
fi
await_port "$plain"
sleep 1

# The room's first process; its root is where the mail lies.
if [ "$server" != restante ]; then
    room=$(pgrep -P "$(pgrep -P "${started[0]}" | head -1)" | head -1)
    inside="/proc/$room/root"
fi
case "$server" in
    courier) seed="maildir:$inside/home/ann/Maildir" ;;
    cyrus) seed="command:nsenter --target $room --mount --root --wd=/ -- setpriv --reuid cyrus --regid mail --clear-groups -- /usr/lib/cyrus/bin/deliver ann" ;;
    dovecot | mailutils | popa3d)
        cat >"$work/deliver" <<S
#!/bin/sh
{ echo "From ann@example.org Tue Nov 14 22:13:20 2023"; cat; echo; } >>$inside/var/mail/ann
chown --reference=$inside/home/ann $inside/var/mail/ann
S
        chmod 755 "$work/deliver"
        seed="command:$work/deliver" ;;
esac

# try NAME PORT OPTION…: 1 is an answer, too
try() {
    local name=$1 port=$2 status=0
    shift 2
    "$restante" conform "localhost:$port" --user ann --password-file "$work/password" --seed "$seed" \
        $([ ! -f "$folder/ca.pem" ] || echo --ca "$folder/ca.pem") --timeout 20 --json "$@" \
        >"$reports/$name.json" 2>"$work/complaint" </dev/null || status=$?
    [ "$status" -le 1 ] || [ -s "$reports/$name.json" ] ||
        { echo "conform-all.sh: $name: restante ended with $status: $(cat "$work/complaint")" >&2; exit 1; }
    echo "$name: $(python3 -c '
import json, sys
r = json.load(open(sys.argv[1]))
print(*(f"{r[k]} {k}" for k in ("passed", "failed", "notApplicable", "notTried")))' "$reports/$name.json")" >&2
}

try "$server.plain" "$plain" --tls none ${CONFORM_OPTIONS:-}
! listens "$tls" || try "$server.tls" "$tls" --tls implicit --case 'implicit-*'
