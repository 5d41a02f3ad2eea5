#!/bin/bash
# Real log lines of Debian's Dovecot: starts it on free ports below a temp folder, plays pop3_scenes.py, and copies its logs
# to the folder that is named. Root, since Dovecot needs it. Ends the processes it started.
#   dovecot.sh OUT [--long]     --long waits for the time-outs, too: eleven minutes
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(mkdir -p "$1" && cd "$1" && pwd)
long=${2:-}
. "$here/../../../servers/started.sh"

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=pop.example.org \
    -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null

mail() { # mail USER COUNT
    mkdir -p "$work/mail/$1/Maildir/"{cur,new,tmp}
    for n in $(seq "$2"); do
        {
            printf 'From: ann@example.org\nTo: %s@example.org\nSubject: message %s\n\n' "$1" "$n"
            head -c $((n * n * n * 100000 / 8)) /dev/zero | tr '\0' 'x' | fold -w 70
        } >"$work/mail/$1/Maildir/cur/1700000000.M$n.pop-01:2,S"
    done
    chown -R nobody "$work/mail"
}

# run NAME PREFIX LOGOUT-FORMAT LOG EXTRA: a Dovecot of its own kind
run() {
    local base="$work/$1"
    mkdir -p "$base"
    rm -rf "$work/mail"
    for user in ann bob carl dora emil fay; do mail $user 3; done
    for user in ann bob carl dora emil fay; do echo "$user:{PLAIN}pencil::::::"; done >"$work/users"
    local port tls proxied proxied_tls
    read -r port tls proxied proxied_tls < <(free_ports 4)
    cat >"$base/dovecot.conf" <<C
base_dir = $base/run
instance_name = samples-$port
log_path = $4
protocols = pop3
listen = 127.0.0.1
ssl = yes
ssl_cert = <$work/cert.pem
ssl_key = <$work/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:$work/mail/%u/Maildir
pop3_lock_session = yes
first_valid_uid = 1
haproxy_trusted_networks = 127.0.0.0/8
$2
$3
$5
passdb {
  driver = passwd-file
  args = $work/users
}
userdb {
  driver = static
  args = uid=65534 gid=65534 home=$work/mail/%u
}
# Guesses are not slowed: samples are wanted today.
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service pop3-login {
  inet_listener pop3 {
    port = $port
  }
  inet_listener pop3s {
    port = $tls
    ssl = yes
  }
  inet_listener pop3_haproxy {
    port = $proxied
    haproxy = yes
  }
  inet_listener pop3s_haproxy {
    port = $proxied_tls
    ssl = yes
    haproxy = yes
  }
}
C
    dovecot -F -c "$base/dovecot.conf" 2>"$base/stderr" &
    started+=($!)
    local dovecot=$!
    await_port "$port"
    if [ "$long" = --long ] && [ "$1" = own ]; then
        python3 "$here/pop3_scenes.py" idle "$proxied" "$proxied_tls" &
        local idle=$!
        python3 "$here/pop3_scenes.py" silent "$proxied" "$proxied_tls" || true
        wait $idle || true
    fi
    python3 "$here/pop3_scenes.py" all "$proxied" "$proxied_tls"
    # The server stops while somebody is in.
    coproc HELD { python3 "$here/pop3_scenes.py" held "$proxied" "$proxied_tls"; }
    local held=$HELD_PID
    read -r _ <&"${HELD[0]}"
    kill "$dovecot"
    wait "$dovecot" || true
    wait "$held" || true
    sleep 0.5
}

run own "" "" "$work/own.log" ""
cat "$work/own.log" >"$out/own-file.log"
run older 'mail_log_prefix = "%s(%u): "' 'pop3_logout_format = top=%t/%p, retr=%r/%b, del=%d/%m, size=%s, uidl_hash=%u, bytes=%i/%o' \
    "$work/older.log" $'auth_verbose = yes\nlogin_log_format_elements = user=<%u> method=%m rip=%r lip=%l mpid=%e %k session=<%{session}>'
cat "$work/older.log" >"$out/older-prefix.log"
python3 "$here/syslog_catcher.py" "$work/classic" "$work/iso" &
started+=($!)
sleep 0.5
run syslog "" "" syslog ""
# Other programs of the machine may have talked, too: a few of their lines are welcome. instance_name gave syslog the name
# samples-PORT; the ISO file gets the usual one.
awk '/ samples-/ || n++ < 20' "$work/classic" >"$out/syslog.log"
awk '/ samples-/ || n++ < 20' "$work/iso" | sed -E 's/ samples-[0-9]+:/ dovecot:/' >"$out/syslog-iso.log"
