#!/bin/bash
# GNU Mailutils' pop3d: Debian brings no configuration; PAM, mbox in /var/mail.
server=mailutils
package=mailutils-pop3d
variants="default trusted expired tls-required"
. "$(dirname "$0")/room.sh"

prepare() {
    accounts
    local name kind=$variant
    while read -r name _; do to_mbox "$name" "/var/mail/$name"; done <<<"$users"
    printf 'server 127.0.0.1:%s {\n};\n' "$plain" >/etc/mailutils.conf
    [ "$variant" != default ] || return 0
    [ "$variant" = expired ] || kind=good
    certificate "$kind" /etc/mailutils/cert.pem /etc/mailutils/key.pem
    chmod 600 /etc/mailutils/key.pem
    cat >/etc/mailutils.conf <<C
tls {
  ssl-certificate-file /etc/mailutils/cert.pem;
  ssl-key-file /etc/mailutils/key.pem;
};
server 127.0.0.1:$plain {
  tls-mode $([ "$variant" = tls-required ] && echo required || echo ondemand);
};
server 127.0.0.1:$tls {
  tls-mode connection;
};
C
}

start() { pop3d --daemon --foreground & }

room "$@"
