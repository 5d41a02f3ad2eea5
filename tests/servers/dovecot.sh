#!/bin/bash
# Dovecot as Debian configures it: PAM, mbox in /var/mail, a self-signed certificate for the machine's name.
server=dovecot
package=dovecot-pop3d
variants="default trusted expired wrong-name no-tls tls-required"
. "$(dirname "$0")/room.sh"

prepare() {
    account dovecot 4900 /usr/lib/dovecot
    account dovenull 4901 /nonexistent
    accounts
    local name kind=$variant ssl=yes
    while read -r name _; do to_mbox "$name" "/var/mail/$name"; done <<<"$users"

    # A Dovecot of the machine's own may have left its settings in /etc.
    rm -rf /etc/dovecot
    mkdir -p /etc/dovecot
    cp -r /usr/share/dovecot/{dovecot.conf,conf.d,*.conf.ext} /etc/dovecot/
    mkdir -m 700 /etc/dovecot/private
    case "$variant" in
        default | no-tls) self_signed "/CN=pop-01" /etc/dovecot/private/dovecot.pem /etc/dovecot/private/dovecot.key ;;
        expired | wrong-name) certificate "$variant" /etc/dovecot/private/dovecot.pem /etc/dovecot/private/dovecot.key ;;
        *) certificate good /etc/dovecot/private/dovecot.pem /etc/dovecot/private/dovecot.key ;;
    esac
    [ "$variant" != no-tls ] || ssl=no
    # ssl=required counts for connections from the machine itself, too; without it loopback is taken for safe.
    [ "$variant" != tls-required ] || ssl=required
    # On TLS=no the port of TLS stays shut; wrong passwords are not slowed, tests are in a hurry.
    cat >/etc/dovecot/conf.d/99-room.conf <<C
protocols = pop3
listen = 127.0.0.1
ssl = $ssl
service pop3-login {
  inet_listener pop3 {
    port = $plain
  }
  inet_listener pop3s {
    port = $([ $ssl = no ] && echo 0 || echo "$tls")
    ssl = yes
  }
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
C
}

start() { dovecot -F & }

room "$@"
