#!/bin/bash
# The POP3 servers of this machine's Debian, unpacked and not installed: their packages exclude one another, so each gets a
# folder of its own, with the libraries it needs. Needs no root: apt-get downloads for anybody. Silent when all is there.
#   fetch.sh [FOLDER]          the default is FOLDER of `fetch.sh --folder`
#   fetch.sh --have SERVER     says by its exit code whether that server is there
#   fetch.sh --folder          prints where they are
# RESTANTE_SERVERS names another folder. At most RESTANTE_SERVERS_TIMEOUT seconds (240) in all.
set -euo pipefail

# server, the packages that are asked for; what they need comes with them. sasl2-bin writes Cyrus's passwords.
servers='courier courier-pop
cyrus cyrus-pop3d sasl2-bin
dovecot dovecot-pop3d
mailutils mailutils-pop3d
popa3d popa3d
solid solid-pop3d'

# What every machine has that runs these tests: no need to bring it along, and a risk to lay another libc over it.
everywhere='apt perl python3 openssl util-linux passwd libpam-runtime libpam-modules curl'
# What packages ask for and a server that is only looked at does without: a mail transport agent, cron, service scripts.
needless='exim4-.*|cron.*|usrmerge|sysvinit-utils|init-system-helpers|lsb-base|update-inetd|e2fsprogs|logsave|libext2fs2|libss2|gamin'
needless="$needless|lib(file-find-rule|number-compare|text-glob)-perl|sensible-utils|ucf|tzdata|gawk|libmpfr6|libsigsegv2|debconf.*|adduser"

release=$(. /etc/os-release 2>/dev/null && echo "${ID:-unknown}-${VERSION_ID:-rolling}")
folder=${RESTANTE_SERVERS:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/restante-servers/$release-$(uname -m)}

there() { [ -f "$folder/$1/.complete" ]; }

case "${1:-}" in
    --folder) echo "$folder"; exit 0 ;;
    --have) there "$2"; exit ;;
    -*) sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 64 ;;
    ?*) folder=$1 ;;
esac

missing=$(while read -r server _; do there "$server" || echo "$server"; done <<<"$servers")
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
    echo "fetch.sh: the POP3 servers come as Debian packages, and there is no apt-get here" >&2
    exit 1
fi

mkdir -p "$folder"
exec 9>"$folder/.lock"
flock -w 300 9
work=$(mktemp -d "$folder/.work.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
deadline=$((SECONDS + ${RESTANTE_SERVERS_TIMEOUT:-240}))
cd "$work"

apt() { # within the time that is left; the lists may be ours
    local left=$((deadline - SECONDS))
    ((left > 0)) || return 1
    timeout --kill-after=5s "${left}s" apt-get -q -o Acquire::http::Timeout=20 -o Acquire::Retries=2 -o Debug::NoLocking=1 \
        ${lists:+-o Dir::State::lists="$lists" -o Dir::Cache="$work/cache"} "$@" </dev/null
}

needs() { # everything that PACKAGE… needs on a machine that has nothing
    apt -s -o Dir::State::status=/dev/null --no-install-recommends install "$@" 2>"$work/errors" | awk '$1 == "Inst" { print $2 }' | sort -u
}

bring() { # bring SERVER PACKAGE…
    local server=$1 wanted
    shift
    rm -rf "$work/debs" "$work/$server"
    mkdir -p "$work/debs"
    needs "$@" >"$work/wanted"
    wanted=$(comm -23 "$work/wanted" "$work/base" | grep -vxE "$needless" || true)
    [ -n "$wanted" ] || return 1
    # shellcheck disable=SC2086 # the list is meant to be split
    (cd "$work/debs" && apt download $wanted >"$work/errors" 2>&1) || return 1
    # The merged /usr as links first: a real /lib from a package would hide the machine's own link of that name.
    mkdir -p "$work/$server/usr"/{bin,sbin,lib,lib64}
    ln -s usr/bin usr/sbin usr/lib usr/lib64 "$work/$server/"
    for deb in "$work/debs"/*.deb; do
        dpkg-deb --fsys-tarfile "$deb" |
            tar -x --keep-directory-symlink --no-same-owner -C "$work/$server" || return 1
    done
    rm -f "$work/$server"/{bin,sbin,lib,lib64}
    rm -rf "$work/$server/usr/share/"{doc,man,locale,info,lintian,bug}
    dpkg-deb -f "$(find "$work/debs" -name "$1_*.deb")" Version >"$work/$server/.complete"
    rm -rf "${folder:?}/$server"
    mv "$work/$server" "$folder/$server"
}

bring_all() {
    needs $everywhere >"$work/base" && [ -s "$work/base" ] || return 1
    local status=0
    while read -r server packages; do
        # shellcheck disable=SC2086
        there "$server" || bring "$server" $packages || status=1
    done <<<"$servers"
    return $status
}

lists=""
if ! bring_all; then
    # No lists here, or older than what the mirrors still have: lists of our own, which need no root.
    lists="$work/lists"
    mkdir -p "$lists/partial" "$work/cache/archives/partial"
    apt update >"$work/errors" 2>&1 || true
    if ! bring_all; then
        echo "fetch.sh: could not have:$(while read -r server _; do there "$server" || printf ' %s' "$server"; done <<<"$servers")" >&2
        tail -n 3 "$work/errors" >&2
        exit 1
    fi
fi
