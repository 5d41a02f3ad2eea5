#!/bin/bash
# How fast `restante logs` reads a Dovecot log, on one core, beside grep and zcat; and how much memory it takes.
#   logs.sh [SESSIONS] [OTHERS]    sessions in the log (a million), lines of IMAP and LMTP to each (12; 0 is POP3 alone)
# A million sessions with 12 lines beside each are 2.7 GB; 200,000 are enough for a first look, but a second of theirs goes
# to the compiler. RESTANTE_BENCH_TMP names another folder than /tmp, RESTANTE another executable, a published one for one.
# docs/manual/logs.md has what it said last.
set -euo pipefail
sessions=${1:-1000000} others=${2:-12}
root=$(cd "$(dirname "$0")/../.." && pwd)
restante=${RESTANTE:-$root/src/Cli/bin/Release/net10.0/restante}
work=$(mktemp -d "${RESTANTE_BENCH_TMP:-/tmp}/restante-bench-XXXXXX")
trap 'rm -rf "$work"' EXIT

awk -v sessions="$sessions" -v others="$others" 'BEGIN {
    srand(1); split("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", month)
    for (n = 0; n < sessions; n++) {
        t = n / 10; day = int(t / 86400) % 28 + 1
        stamp = sprintf("%s %2d %02d:%02d:%02d pop-01 dovecot: ", month[int(t / 2419200) % 12 + 1], day, int(t / 3600) % 24, int(t / 60) % 60, t % 60)
        who = int(rand() * 20000); user = "user" who "@example.org"
        address = rand() < 0.9 ? "198.51." who % 250 "." int(who / 250) : "203.0." int(rand() * 256) "." int(rand() * 256)
        id = sprintf("%08x%08x", n, int(rand() * 2147483647))
        printf "%spop3-login: Login: user=<%s>, method=PLAIN, rip=%s, lip=192.0.2.110, mpid=%d, TLS, session=<%s>\n", stamp, user, address, n % 65536, id
        for (o = 0; o < others; o++)
            printf "%simap(%s)<%d><%s>: Disconnected: Logged out in=%d out=%d deleted=0 expunged=0 trashed=0 hdr_count=0 hdr_bytes=0 body_count=0\n", stamp, user, n % 65536, id, n % 9999, n % 99999
        printf "%spop3(%s)<%d><%s>: Disconnected: Logged out top=0/0, retr=%d/%d, del=%d/%d, size=%d\n", stamp, user, n % 65536, id, n % 7, n % 7 * 40960, n % 7, n % 9 + 7, n % 9 * 80000
    }
}' >"$work/dovecot.log"
gzip -1 -k "$work/dovecot.log"
megabytes=$(($(stat -c %s "$work/dovecot.log") / 1000000))
core=(); if command -v taskset >/dev/null; then core=(taskset -c 0); fi
echo "$megabytes MB, $(wc -l <"$work/dovecot.log") lines, $sessions sessions, one core, load $(cut -d' ' -f1 /proc/loadavg)"

# Into a file: grep stops at its first match when it sees that /dev/null is its output.
measure() { # measure NAME COMMAND…
    local name=$1 start end
    shift
    start=$(date +%s%N)
    "${core[@]}" /usr/bin/env bash -c '"$@" >"$0" 2>/dev/null & pid=$!
        peak=0
        while kill -0 $pid 2>/dev/null; do
            now=$(awk "/VmHWM/ { print \$2 }" /proc/$pid/status 2>/dev/null || true)
            [ -z "$now" ] || peak=$now
            sleep 0.05
        done
        wait $pid; echo "${peak}" >'"$work/peak" "$work/out" "$@"
    end=$(date +%s%N)
    awk -v name="$name" -v ms=$(((end - start) / 1000000)) -v mb="$megabytes" -v kb="$(cat "$work/peak")" \
        'BEGIN { printf "%-34s %7.0f MB/s %8.1f s %6.0f MB peak\n", name, mb * 1000 / ms, ms / 1000, kb / 1024 }'
}

cat "$work/dovecot.log" >/dev/null
measure "grep -c pop3" grep -c pop3 "$work/dovecot.log"
measure "zcat" zcat "$work/dovecot.log.gz"
measure "restante logs --json" "$restante" logs --json "$work/dovecot.log"
measure "restante logs" "$restante" logs "$work/dovecot.log"
measure "restante logs --json (gzip)" "$restante" logs --json "$work/dovecot.log.gz"
