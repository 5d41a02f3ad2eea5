#!/bin/bash
# Real records of ours: starts the built restante on free ports below a temp folder, plays pop3_scenes.py once a format,
# and copies what it printed. Ends the processes it started.
#   restante.sh OUT [RESTANTE]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(mkdir -p "$1" && cd "$1" && pwd)
restante=$(realpath "${2:-$here/../../../../src/Cli/bin/Release/net10.0/restante}")
. "$here/../../../servers/started.sh"

# run NAME FORMAT TRANSCRIPT
run() {
    rm -rf "$work/data"
    mkdir -p "$work/data"
    local plain tls proxied proxied_tls
    read -r plain tls proxied proxied_tls < <(free_ports 4)
    cat >"$work/restante.json" <<C
{
  "hostname": "pop-01", "data": "$work/data",
  "listen": [
    { "protocol": "pop3", "address": "127.0.0.1:$plain" }, { "protocol": "pop3s", "address": "127.0.0.1:$tls" },
    { "protocol": "pop3", "address": "127.0.0.1:$proxied", "proxyFrom": ["127.0.0.0/8"] },
    { "protocol": "pop3s", "address": "127.0.0.1:$proxied_tls", "proxyFrom": ["127.0.0.0/8"] }
  ],
  "auth": { "cleartext": "always" },
  "users": { "file": "$work/users" },
  "mail": { "maildir": "$work/data/mail/{user}/Maildir" },
  "log": { "format": "$2", "transcript": $3 }
}
C
    : >"$work/users"
    for user in ann bob carl dora emil fay; do
        echo "$user:{PLAIN}pencil" >>"$work/users"
        mkdir -p "$work/data/mail/$user/Maildir/"{cur,new,tmp}
        for n in 1 2 3; do
            {
                printf 'From: ann@example.org\nTo: %s@example.org\nSubject: message %s\n\n' "$user" "$n"
                head -c $((n * n * n * 100000 / 8)) /dev/zero | tr '\0' 'x' | fold -w 70
            } >"$work/data/mail/$user/Maildir/cur/1700000000.M$n.pop-01:2,S"
        done
    done
    chmod 600 "$work/users"
    "$restante" serve --config "$work/restante.json" >"$work/$1" 2>"$work/stderr" &
    started+=($!)
    await_port "$plain"
    python3 "$here/pop3_scenes.py" all "$proxied" "$proxied_tls"
    sleep 0.5
    end_started
    # What stands on standard output before the server listens is for people.
    grep -aE '^(\{"time"|[0-9]{4}-)' "$work/$1" | sed "s|$work|/var/lib/restante|g" >"$out/$1"
}

run text.log text '[]'
run transcript.log text '["ann", "bob", "emil", "203.0.113.9"]'
run json.log json '["ann", "emil"]'
