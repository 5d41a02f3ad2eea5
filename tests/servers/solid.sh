#!/bin/bash
# solid-pop3d with Debian's configuration: PAM, mbox in /var/mail, no TLS. It listens on port 110 of all addresses: in a
# network of its own.
server=solid
package=solid-pop3d
variants="default"
. "$(dirname "$0")/room.sh"

prepare() {
    account spop3d 4900 /var/lib/solid-pop3d "" mail
    accounts
    local name
    while read -r name _; do to_mbox "$name" "/var/mail/$name"; done <<<"$users"
}

# The group mail, as in the line that the package writes for inetd: locks are files in /var/mail.
start() { setpriv --regid mail --clear-groups python3 /mnt/servers/apart.py "$plain" /usr/sbin/solid-pop3d & }

room "$@"
