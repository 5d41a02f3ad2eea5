#!/bin/bash
# Real log lines of Debian's other POP3 servers: starts each in its room (tests/servers), plays packaged_scenes.py, and
# copies what it told syslog, as rsyslog's two usual forms write it. Root; tests/servers/fetch.sh must have been run.
# Dovecot's come from dovecot.sh: its package lets nobody in without TLS who comes from another address than its own, as the
# clients here do; name it to see that in the log.
#   packaged.sh OUT [--long] [SERVER[:VARIANT]…]     --long waits for the time-outs, too: eleven minutes
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
servers=$(cd "$here/../../../servers" && pwd)
out=$(mkdir -p "$1" && cd "$1" && pwd)
shift
long=""
if [ "${1:-}" = --long ]; then long=long; shift; fi
[ $# -gt 0 ] || set -- courier:trusted cyrus:trusted mailutils:trusted popa3d:default solid:statistics
. "$servers/started.sh"

for choice in "$@"; do
    server=${choice%%:*} variant=${choice#*:}
    [ "$variant" != "$choice" ] || variant=default
    folder="$work/$server-$variant"
    mkdir -p "$folder"
    for user in ann bob carl dora emil fay; do
        echo "$user pencil" >>"$folder/users"
        mkdir -p "$folder/mail/$user"
        for n in 1 2 3; do
            {
                printf 'From: ann@example.org\r\nTo: %s@example.org\r\nSubject: message %s\r\nMessage-ID: <%s@example.org>\r\n\r\n' "$user" "$n" "$n"
                head -c $((n * n * n * 100000 / 8)) /dev/zero | tr '\0' 'x' | fold -w 70 | sed 's/$/\r/'
                printf '\r\n'
            } >"$folder/mail/$user/$n.eml"
        done
    done
    read -r port tls < <(free_ports 2)
    "$servers/$server.sh" run "$folder" "$port" "$tls" "$variant" &
    started+=($!)
    await_port "$port"
    echo "== $server $variant"
    python3 "$here/packaged_scenes.py" "$port" "$tls" $long || echo "$server: the scenes broke off" >&2
    sleep 1
    end_started
    mkdir -p "$out/$server"
    # Set-up is no part of the sample, and what goes to auth.log is no part of mail.log.
    grep -vE 'saslpasswd2|[ ]su(\[[0-9]+\])?:' "$folder/log/syslog" >"$out/$server/$variant${long:+-long}.log"
    grep -vE 'saslpasswd2|[ ]su(\[[0-9]+\])?:' "$folder/log/syslog-iso" >"$out/$server/$variant${long:+-long}-iso.log"
done
