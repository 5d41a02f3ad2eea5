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
. "$here/started.sh"
build_restante "$root"
"$here/fetch.sh"
if [ $# = 0 ]; then
    rm -rf "$reports"
    side_by_side courier cyrus dovecot mailutils popa3d solid
    python3 "$here/checked_page.py" "$reports" >"$reports/page.md"
    mv "$reports/page.md" "$root/docs/manual/checked-servers.md"
    exit 0
fi

echo secret >"$work/password"
chmod 600 "$work/password"

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
        read -r plain tls < <(free_ports 2)
        "$here/$server.sh" run "$folder" "$plain" "$tls" "$variant" &
        started+=($!)
        await_port "$plain"
        sleep 1
        echo "$server $variant" >&2
        examine "$server.$variant.plain" "$plain" auto
        ! listens "$tls" || examine "$server.$variant.tls" "$tls" implicit
        end_started
        rm -rf "$folder"
    done
done
