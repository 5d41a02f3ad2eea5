#!/bin/bash
# solid-pop3d with Debian's configuration: PAM, mbox in /var/mail, no TLS. It listens on port 110 of all addresses: in a
# network of its own.
server=solid
package=solid-pop3d
variants="default statistics"
. "$(dirname "$0")/room.sh"

prepare() {
    account spop3d 4900 /var/lib/solid-pop3d "" mail
    accounts
    local name
    while read -r name _; do to_mbox "$name" "/var/mail/$name"; done <<<"$users"
    [ "$variant" != statistics ] || sed -i "s/LogStatistics.*no/LogStatistics yes/" /etc/spop3d.conf
    # It makes lock files in /var/mail as the user, who may not on Debian: the old way of mail spools.
    chmod 1777 /var/mail
}

start() { python3 /mnt/servers/apart.py "$plain" /usr/sbin/solid-pop3d & }

room "$@"
