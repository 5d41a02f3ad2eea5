#!/bin/bash
# Courier's POP3 server (couriertcpd, authdaemond with PAM, Maildir in the home) as Debian configures it.
server=courier
package=courier-pop
variants="default trusted expired wrong-name no-tls tls-required"
. "$(dirname "$0")/room.sh"

prepare() {
    account courier 4900 /var/lib/courier
    mkdir -p /run/courier/authdaemon /var/lib/courier
    chown -R courier:courier /run/courier /var/lib/courier
    chmod 755 /run/courier /run/courier/authdaemon
    accounts
    local name
    while read -r name _; do to_maildir "$name" "/home/$name/Maildir"; done <<<"$users"

    setting /etc/courier/pop3d PORT "127.0.0.1.$plain"
    setting /etc/courier/pop3d-ssl SSLPORT "127.0.0.1.$tls"
    # Four sessions from one address are too few for a test that is in a hurry.
    setting /etc/courier/pop3d MAXPERIP 40
    case "$variant" in
        # What the package makes: a certificate of its own for localhost.
        default) self_signed "/O=Courier Mail Server/OU=Automatically-generated POP3 SSL key/CN=localhost" /etc/courier/pop3d.pem ;;
        expired | wrong-name) certificate "$variant" /etc/courier/pop3d.pem ;;
        no-tls) setting /etc/courier/pop3d-ssl POP3_STARTTLS NO ;;
        *) certificate good /etc/courier/pop3d.pem ;;
    esac
    [ "$variant" != tls-required ] || setting /etc/courier/pop3d-ssl POP3_TLS_REQUIRED 1
    [ ! -f /etc/courier/pop3d.pem ] || { chown courier /etc/courier/pop3d.pem; chmod 600 /etc/courier/pop3d.pem; }
}

start() {
    authdaemond start
    # The plain port last: whoever waits for that one finds both.
    [ "$variant" = no-tls ] || pop3d-ssl start
    pop3d start
}

room "$@"
