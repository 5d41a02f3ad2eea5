#!/bin/bash
# Real log lines of Debian's courier-pop (apt-get install --no-install-recommends courier-pop, with a policy-rc.d that
# starts nothing): its couriertcpd and pop3d on a free port below a temp folder, with authdaemon.py for its users. What it
# says on standard error is what courierlogger hands to syslog; the head is put before it here. Root. Ends what it started.
#   courier.sh OUT
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(mkdir -p "$1" && cd "$1" && pwd)
. "$here/../../../servers/started.sh"

for user in ann bob carl dora emil fay; do
    mkdir -p "$work/mail/$user/Maildir/"{cur,new,tmp}
    for n in 1 2 3; do
        {
            printf 'From: ann@example.org\nTo: %s@example.org\nSubject: message %s\n\n' "$user" "$n"
            head -c $((n * n * n * 100000 / 8)) /dev/zero | tr '\0' 'x' | fold -w 70
        } >"$work/mail/$user/Maildir/cur/1700000000.M$n.pop-01:2,S"
    done
done
chown -R 65534:65534 "$work/mail"
python3 "$here/authdaemon.py" /run/courier/authdaemon/socket "$work/mail" &
started+=($!)
port=$(free_ports 1)
(
    cd "$work"
    exec env -i PATH=/usr/bin:/bin MAILDIRPATH=Maildir POP3AUTH="PLAIN LOGIN" \
        /usr/sbin/couriertcpd -address=127.0.0.1 -maxprocs=40 -maxperip=40 -nodnslookup -noidentlookup "$port" \
        /usr/lib/courier/courier/courierpop3login /usr/lib/courier/courier/courierpop3d Maildir
) 2> >(while IFS= read -r line; do echo "$(LC_ALL=C date '+%b %e %H:%M:%S') pop-01 pop3d: $line"; done >"$work/log") &
started+=($!)
await_port "$port"
timeout 200 python3 "$here/pop3_scenes.py" plain "$port" "$port" || true
sleep 6
# courierlogger turns INFO:, DEBUG: and ERR: into syslog's levels; in the newer versions they stay in the line.
cat "$work/log" >"$out/real.log"
