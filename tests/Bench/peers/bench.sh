#!/bin/bash
# Restante beside a tuned Dovecot and nginx: the same mail, in turns, on loopback; the table at the end.
#   bench.sh [quick] [WORKLOAD…]       quick: one short round of each, without those that hold thousands of sessions
#   bench.sh growth [quick] [TABLE…]   how the cost of Restante grows, without the others; quick: small sizes only
#   bench.sh settings                  what the settings of the .NET runtime do to it
# As root on Debian (Dovecot wants root). Installs dovecot-pop3d and nginx-light where they are missing; starts no service.
# RESTANTE names an executable to measure; without it this tree's is published. RESTANTE_BENCH_DIR keeps the mail (1.5 GB) for
# the next time. With RESTANTE_BENCH_PAGE tables and machine go into docs/design/performance.md (growth.md; decisions/runtime-settings.md).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)

what=compare
case ${1:-} in growth|settings) what=$1; shift ;; esac

[ "$what" = growth ] || [ "$(id -u)" = 0 ] || { echo "bench: Dovecot is started as root" >&2; exit 1; }
if [ "$what" = compare ] && ! PATH=$PATH:/usr/sbin command -v nginx >/dev/null || [ "$what" = compare -a ! -x /usr/lib/dovecot/pop3 ]; then
    "$root/tests/install-tools.sh"
    ours=""
    [ -e /usr/sbin/policy-rc.d ] || { printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d; chmod 755 /usr/sbin/policy-rc.d; ours=yes; }
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends nginx-light >/dev/null || { echo "bench: no nginx to be had; without it" >&2; }
    [ -z "$ours" ] || rm -f /usr/sbin/policy-rc.d
fi

work=${RESTANTE_BENCH_DIR:-}
if [ -z "$work" ]; then
    work=$(mktemp -d "${TMPDIR:-/tmp}/restante-bench-XXXXXX")
    trap 'rm -rf "$work"' EXIT
fi
mkdir -p "$work"
if [ -z "${RESTANTE:-}" ]; then
    dotnet publish "$root/src/Cli" -c Release -o "$work/program" --nologo -v quiet
    export RESTANTE=$work/program/restante
fi

# Ten thousand sessions and their ends, where the system lets us.
ulimit -n "$(ulimit -Hn)"

if [ "$what" = growth ]; then
    arguments=()
    if [ "${1:-}" = quick ]; then
        shift
        arguments=(--quick)
    fi
    # Two kinds of mail in one folder would be one too many: the users are others.
    work=$work/growth
    "$here/growth.py" prepare "$work" "${arguments[@]}" "$@"
    [ -n "${RESTANTE_BENCH_KEEP:-}" ] || rm -f "$work/growth.jsonl"
    "$here/growth.py" run "$work" "${arguments[@]}" "$@"
    echo
    "$here/growth.py" table "$work"
    [ -z "${RESTANTE_BENCH_PAGE:-}" ] || "$here/growth.py" page "$work"
    exit
elif [ "$what" = settings ]; then
    "$here/compare.py" prepare "$work"
    [ -n "${RESTANTE_BENCH_KEEP:-}" ] || rm -f "$work/settings.jsonl"
    "$here/settings.py" run "$work"
    echo
    "$here/settings.py" table "$work"
    [ -z "${RESTANTE_BENCH_PAGE:-}" ] || "$here/settings.py" page "$work"
    exit
fi

arguments=(--rounds 3 --seconds 3)
if [ "${1:-}" = quick ]; then
    shift
    arguments=(--rounds 1 --seconds 1.5)
    [ $# -gt 0 ] || set -- sessions sessions-retr retr retr-8 large large-tls sessions-tls huge start
fi
"$here/compare.py" prepare "$work"
[ -n "${RESTANTE_BENCH_KEEP:-}" ] || rm -f "$work/results.jsonl"
"$here/compare.py" run "$work" "${arguments[@]}" "$@"
echo
"$here/compare.py" table "$work"
[ -z "${RESTANTE_BENCH_PAGE:-}" ] || "$here/compare.py" page "$work"
