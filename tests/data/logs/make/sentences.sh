#!/bin/bash
# Makes the samples of popa3d, solid-pop3d and Cyrus by running them: tests/servers has how they are fetched and started.
# Root, on Debian. What was said is in small_scenes.py; golden.sh then writes what is expected of new samples.
#   sentences.sh [SERVER…]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
servers=$here/../../../servers
declare -A folder=([popa3d]=popa3d [solid]=solid-pop3d [cyrus]=cyrus) tls=([popa3d]=no [solid]=no [cyrus]=tls)
declare -A variant=([popa3d]=default [solid]=default [cyrus]=trusted)

for server in "${@:-popa3d solid cyrus}"; do
    for server in $server; do
        work=$(mktemp -d)
        read -r plain secure < <(python3 -c 'import socket
s = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*[x.getsockname()[1] for x in s])')
        for user in ann bob carl dora emil fay gus; do
            echo "$user pencil" >>"$work/users"
            mkdir -p "$work/mail/$user"
            for number in 1 2 3; do
                printf 'From: bob@example.org\r\nSubject: letter %s\r\n\r\nbody\r\n' "$number" >"$work/mail/$user/$number.eml"
            done
        done
        "$servers/$server.sh" run "$work" "$plain" "$secure" "${variant[$server]}" >"$work/out" 2>&1 &
        room=$!
        for _ in $(seq 60); do
            sleep 0.5
            python3 -c "import socket; s = socket.create_connection(('127.0.0.1', $plain), 2); s.settimeout(3); s.recv(10)" 2>/dev/null && break
        done
        sleep 1
        : >"$work/log/syslog"
        (cd "$here" && timeout 120 python3 small_scenes.py "$plain" "$secure" "${tls[$server]}")
        sleep 2
        kill -TERM "$room"
        wait "$room" || true
        mkdir -p "$here/../${folder[$server]}"
        grep -aE 'popa?3' "$work/log/syslog" >"$here/../${folder[$server]}/syslog.log"
        wc -l "$here/../${folder[$server]}/syslog.log"
        rm -rf "$work"
    done
done
