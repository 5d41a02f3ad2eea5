#!/bin/sh
# What the tests need beside .NET. Silent when all is there; installs the missing as root on Debian;
# says what is missing elsewhere. Starts no service.
set -u

missing=""
need() { # need PACKAGE TEST…
    package=$1
    shift
    "$@" >/dev/null 2>&1 || missing="$missing $package"
}
program() { PATH="$PATH:/usr/sbin:/sbin" command -v "$1"; }

survey() {
    missing=""
    need ca-certificates test -d /etc/ssl/certs
    need curl            program curl
    need openssl         program openssl
    need fetchmail       program fetchmail
    need mpop            program mpop
    need getmail6        program getmail
    need mutt            program mutt
    need neomutt         program neomutt
    need s-nail          program s-nail
    need fdm             program fdm
    need sylpheed        program sylpheed
    need xvfb            program Xvfb
    need ruby            ruby -rnet/pop -e 1
    need stunnel4        program stunnel
    need gnutls-bin      program gnutls-cli
    need postal          program rabid
    need expect          program expect
    need python3         program python3
    need perl            program perl
    need libnet-ssleay-perl   perl -MNet::SSLeay -e 1
    need libio-socket-ssl-perl perl -MIO::Socket::SSL -e 1
    need libmail-pop3client-perl perl -MMail::POP3Client -e 1
    need libdigest-hmac-perl  perl -MDigest::HMAC_MD5 -e 1
    need dovecot-core    program dovecot
    need dovecot-pop3d   test -x /usr/lib/dovecot/pop3
    need haproxy         program haproxy
    need sslscan         program sslscan
    need nmap            program nmap
    need systemd         program systemd-socket-activate
    need fail2ban        program fail2ban-regex
    need hydra           program hydra
    need slapd           program slapd
    need ldap-utils      program ldapmodify
    need procps          program ps
    need mount           program mount
    need e2fsprogs       program mkfs.ext2
    need passwd          program useradd
    need gcc             program gcc
    need libc6-dev       test -e /usr/include/dlfcn.h
}

# Other people's POP3 servers exclude one another as packages, so they are unpacked beside the system; only root can start
# them. Without them their tests are skipped and say so.
servers() {
    [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1 || "$(dirname "$0")/servers/fetch.sh" || true
}

survey
if [ -z "$missing" ]; then
    servers
    exit 0
fi

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "restante tests: missing here:$missing" >&2
    echo "On Debian or Ubuntu: sudo apt-get install --no-install-recommends$missing" >&2
    echo "Elsewhere: the packages of the same programs (getmail6 may be called getmail, dovecot-pop3d dovecot)." >&2
    exit 1
fi

# A policy of our own keeps package scripts from starting services (a Dovecot on port 110, a fetchmail daemon).
policy=/usr/sbin/policy-rc.d
ours=""
remove_policy() { [ -z "$ours" ] || rm -f "$policy"; }
trap remove_policy EXIT
trap 'exit 1' HUP INT TERM
if [ ! -e "$policy" ]; then
    ours=yes
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
fi

export DEBIAN_FRONTEND=noninteractive
echo "restante tests: installing$missing" >&2
log=$(mktemp)
# shellcheck disable=SC2086 # the list is meant to be split
if ! { apt-get update && apt-get install -y --no-install-recommends $missing; } </dev/null >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    exit 1
fi
rm -f "$log"

survey
if [ -n "$missing" ]; then
    echo "restante tests: still missing after installing:$missing" >&2
    exit 1
fi
servers
