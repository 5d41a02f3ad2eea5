#!/bin/bash
# Runs `restante check` with a login against every server and every variant here, and writes what it found to
# docs/manual/checked-servers.md: exactly the findings of --json. The reports stay in artifacts/checked-servers. Root. A
# report takes up to a minute, since servers make the guesser of a password wait, and Courier wants ten seconds between
# logins; the servers are examined side by side. Ten minutes in all.
#   check-all.sh [SERVER…]     with servers named, only the reports are made and the page stays as it is
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
reports="$root/artifacts/checked-servers"
restante=${RESTANTE:-$root/src/Cli/bin/Release/net10.0/restante}
[ -n "${RESTANTE:-}" ] || dotnet build "$root/src/Cli" -c Release --nologo -v quiet
"$here/fetch.sh"
if [ $# = 0 ]; then
    rm -rf "$reports"
    children=()
    trap 'kill "${children[@]}" 2>/dev/null; wait; exit 1' HUP INT TERM
    for server in courier cyrus dovecot mailutils popa3d solid; do
        RESTANTE=$restante "$0" "$server" &
        children+=($!)
    done
    for child in "${children[@]}"; do wait "$child"; done
    python3 "$here/checked_page.py" "$reports" >"$reports/page.md"
    mv "$reports/page.md" "$root/docs/manual/checked-servers.md"
    exit 0
fi

work=$(mktemp -d)
chmod 755 "$work"
running=""
stop() {
    [ -z "$running" ] || kill "$running" 2>/dev/null || true
    wait || true
    rm -rf "$work"
}
trap stop EXIT
trap 'exit 1' HUP INT TERM
echo secret >"$work/password"
chmod 600 "$work/password"

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Ordinary mail: nothing in it that a check would find worth a word.
mail() { # mail FOLDER
    local n
    mkdir -p "$1"
    for n in 1 2 3 4 5; do
        {
            printf 'Date: Sat, 21 Nov 2026 1%s:00:00 +0000\r\nFrom: Bob <bob@example.org>\r\nTo: Ann <ann@example.org>\r\n' "$n"
            printf 'Subject: letter %s\r\nMessage-ID: <%s@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n' "$n" "$n"
            printf 'Dear Ann,\r\n\r\nletter %s of five.\r\n\r\nBob\r\n' "$n"
        } >"$1/$n.eml"
    done
}

# examine NAME PORT TLS: exit 0 to 3 are answers, everything else is a failure of ours. 127.0.0.1 is all of localhost that
# the servers listen on.
examine() {
    local status=0
    timeout 300 "$restante" check "localhost:$2" --tls "$3" --resolve 127.0.0.1 --user ann --password-file "$work/password" \
        $([ ! -f "$folder/ca.pem" ] || echo --ca "$folder/ca.pem") --json \
        >"$reports/$1.json" 2>"$work/complaint" </dev/null || status=$?
    [ "$status" -le 3 ] && [ -s "$reports/$1.json" ] ||
        { echo "check-all.sh: $1: restante ended with $status: $(cat "$work/complaint")" >&2; exit 1; }
}

mkdir -p "$reports"
for server in "$@"; do
    rm -f "$reports/$server".*
    for variant in $("$here/$server.sh" variants); do
        folder="$work/$server.$variant"
        mail "$folder/mail"
        read -r plain tls < <(python3 -c '
import socket
s = [socket.socket() for _ in range(2)]
[x.bind(("127.0.0.1", 0)) for x in s]
print(*[x.getsockname()[1] for x in s])')
        "$here/$server.sh" run "$folder" "$plain" "$tls" "$variant" &
        running=$!
        for _ in $(seq 200); do listens "$plain" && break; sleep 0.1; done
        sleep 1
        echo "$server $variant" >&2
        examine "$server.$variant.plain" "$plain" auto
        ! listens "$tls" || examine "$server.$variant.tls" "$tls" implicit
        kill "$running"
        wait "$running" || true
        running=""
        rm -rf "$folder"
    done
done
