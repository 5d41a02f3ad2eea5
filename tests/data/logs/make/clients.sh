#!/bin/bash
# What real clients print of their sessions: starts the built restante on free ports below a temp folder, runs the clients
# against it, and copies what they said. Ends the processes it started.
# Debian: curl fetchmail mpop mutt openssl inetutils-telnet expect python3.
#   clients.sh OUT [RESTANTE]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(mkdir -p "$1" && cd "$1" && pwd)
restante=$(realpath "${2:-$here/../../../../src/Cli/bin/Release/net10.0/restante}")
. "$here/../../../servers/started.sh"
export HOME="$work/home" TZ=UTC LC_ALL=C.UTF-8
mkdir -p "$HOME"

# Three messages a user; one says what a careless reader of transcripts would take for a reply or a command.
mail() {
    rm -rf "$work/mail"
    for user in ann bob carl; do
        mkdir -p "$work/mail/$user/Maildir/"{cur,new,tmp}
        for n in 1 2 3; do
            {
                printf 'From: ann@example.org\nTo: %s@example.org\nSubject: message %s\n\n' "$user" "$n"
                [ $n != 2 ] || printf '+OK this is no reply\n-ERR nor is this\n. a dot\n> quoted\n< +OK quoted\nQUIT\n'
                printf 'Text number %s.\n' "$n"
            } >"$work/mail/$user/Maildir/cur/1700000000.M$n.pop-01:2,S"
        done
    done
}

serve() {
    read -r plain tls < <(free_ports 2)
    cat >"$work/restante.json" <<C
{
  "hostname": "pop-01", "data": "$work/data",
  "listen": [ { "protocol": "pop3", "address": "127.0.0.1:$plain" }, { "protocol": "pop3s", "address": "127.0.0.1:$tls" } ],
  "auth": { "cleartext": "always" },
  "users": { "file": "$work/users" },
  "mail": { "maildir": "$work/mail/{user}/Maildir" }
}
C
    for user in ann bob carl; do echo "$user:{PLAIN}pencil"; done >"$work/users"
    chmod 600 "$work/users"
    "$restante" serve --config "$work/restante.json" >"$work/server.log" 2>&1 &
    started+=($!)
    await_port "$plain" || { cat "$work/server.log" >&2; return 1; }
}

# Ports differ from run to run; the samples have the usual ones. Nor does anybody need to know where they were made.
keep() { sed -e "s|$work|/home/ann|g" -e "s/\b$plain\b/110/g" -e "s/\b$tls\b/995/g" >"$out/$1"; }

client_curl() {
    {
        curl -v -sS --max-time 5 --user ann:pencil "pop3://127.0.0.1:$plain/"
        curl -v -sS --max-time 5 --user ann:pencil "pop3://127.0.0.1:$plain/2"
        curl -v -sS --max-time 5 --login-options AUTH=PLAIN --user ann:pencil -I -X 'DELE 3' "pop3://127.0.0.1:$plain/"
        curl -v -sS --max-time 5 -k --user ann:wrong "pop3s://127.0.0.1:$tls/1" || true
        curl -v -sS --max-time 5 -k --ssl-reqd --login-options AUTH=LOGIN --user bob:pencil "pop3://127.0.0.1:$plain/1"
        curl -v -sS --max-time 5 --user bob:pencil -X UIDL "pop3://127.0.0.1:$plain/"
    } 2>&1 | keep curl.log
}

client_fetchmail() {
    local rc="$work/fetchmailrc"
    {
        for user in ann bob; do
            echo "poll 127.0.0.1 protocol pop3 service $plain uidl auth password username $user password pencil $1 mda \"cat >/dev/null\" sslproto ''"
        done
    } >"$rc"
    chmod 600 "$rc"
    timeout 20 fetchmail "$2" -f "$rc" --idfile "$work/fetchids" 2>&1 || true
}

clients_fetchmail() {
    {
        client_fetchmail keep -v
        client_fetchmail 'nokeep fetchall' -v
        mail
        client_fetchmail 'nokeep fetchall' -vv
        echo "poll 127.0.0.1 protocol pop3 service $plain auth password username ann password wrong mda 'cat >/dev/null' sslproto ''" >"$work/fetchmailrc"
        timeout 20 fetchmail -v -f "$work/fetchmailrc" 2>&1 || true
        echo "poll 127.0.0.1 protocol pop3 service $tls username carl password pencil ssl no sslcertck fetchall mda 'cat >/dev/null'" >"$work/fetchmailrc"
        timeout 20 fetchmail -v -f "$work/fetchmailrc" 2>&1 || true
    } | keep console.log
}

client_mpop() {
    local ask="timeout 20 mpop --debug --host=127.0.0.1 --user=ann --uidls-file=$work/uidls --delivery=mbox,$work/mbox"
    {
        $ask --port="$plain" --auth=user --passwordeval='echo pencil' --keep=on
        $ask --port="$plain" --auth=plain --passwordeval='echo pencil' --keep=off --only-new=off
        $ask --port="$plain" --tls=on --tls-certcheck=off --auth=user --passwordeval='echo wrong' || true
        $ask --port="$tls" --tls=on --tls-starttls=off --tls-certcheck=off --auth=scram-sha-256 --passwordeval='echo pencil'
    } 2>&1 | keep mpop.log
}

client_mutt() {
    mkdir -p "$HOME/mail"
    : >"$HOME/mail/inbox"
    cat >"$work/muttrc" <<C
set pop_host="pop://ann:pencil@127.0.0.1:$plain" pop_delete=no pop_authenticators="user"
set spoolfile=$HOME/mail/inbox folder=$HOME/mail ssl_starttls=no ssl_force_tls=no
C
    TERM=xterm expect -c "spawn mutt -d 2 -F $work/muttrc; sleep 2; send G; sleep 2; send x; sleep 1" >/dev/null 2>&1 || true
    keep mutt.log <"$HOME/.muttdebug0"
}

client_poplib() {
    python3 - "$plain" <<'P' 2>&1 | keep poplib.log
import poplib
import sys
port = int(sys.argv[1])
p = poplib.POP3("127.0.0.1", port)
p.set_debuglevel(2)
p.capa(); p.user("ann"); p.pass_("pencil"); p.stat(); p.list(); p.uidl(); p.retr(2); p.dele(2); p.quit()
p = poplib.POP3("127.0.0.1", port)
p.set_debuglevel(2)
p.user("ann")
try:
    p.pass_("wrong")
except poplib.error_proto:
    p.quit()
P
}

# Somebody types at s_client and at telnet: the commands are not in what they print, unless a terminal echoed them.
typed() {
    local end=$1
    shift
    for line in "$@"; do
        sleep 0.4
        printf "%s$end" "$line"
    done
    sleep 0.4
}

client_s_client() {
    typed '\r\n' CAPA 'USER bob' 'PASS pencil' STAT LIST UIDL 'LIST 2' 'DELE 1' QUIT |
        openssl s_client -quiet -connect "127.0.0.1:$tls" 2>&1 | keep s_client-quiet.log
    typed '\r\n' 'USER bob' 'PASS pencil' STAT 'TOP 1 0' 'DELE 1' NOOP QUIT |
        openssl s_client -connect "127.0.0.1:$tls" 2>&1 | keep s_client.log
}

client_telnet() {
    typed '\n' CAPA 'USER carl' 'PASS pencil' STAT LIST UIDL 'RETR 2' 'DELE 1' QUIT |
        telnet 127.0.0.1 "$plain" 2>&1 | keep telnet.log || true
    # The same with the terminal's echo.
    expect >"$work/echoed" <<E || true
log_user 1
spawn telnet 127.0.0.1 $plain
expect ready
foreach line {CAPA "USER carl" "PASS pencil" STAT "RETR 2" "DELE 2" QUIT} { sleep 0.4; send "\$line\r"; sleep 0.4; expect -re .+ }
expect eof
E
    tr -d '\r' <"$work/echoed" | keep telnet-echoed.log
}

mail
serve
for client in ${CLIENTS:-client_curl clients_fetchmail client_mpop client_mutt client_poplib client_s_client client_telnet}; do
    mail
    $client || echo "$client failed" >&2
done
