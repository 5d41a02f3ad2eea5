#!/bin/bash
# popa3d (Openwall): stand-alone, PAM, mbox in /var/mail, no TLS.
server=popa3d
package=popa3d
variants="default"
. "$(dirname "$0")/room.sh"

prepare() {
    account popa3d 4900 /var/lib/popa3d
    mkdir -p /var/lib/popa3d
    accounts
    local name
    while read -r name _; do to_mbox "$name" "/var/mail/$name"; done <<<"$users"
}

# It always listens on port 110 of all addresses: in a network of its own.
start() { python3 /mnt/servers/apart.py "$plain" /usr/sbin/popa3d -D & }

room "$@"
