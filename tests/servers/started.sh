# shellcheck shell=bash
# What scripts that start servers have in common: a folder of their own, `work`, and an end that leaves neither it nor a
# process behind. Sourced; who starts something puts its id into `started`.
work=$(mktemp -d)
chmod 755 "$work"
started=()
trap 'end_started; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

end_started() {
    local pid
    for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait || true
    started=()
}

free_ports() { # free_ports COUNT: on loopback, on one line
    python3 -c '
import socket, sys
s = [socket.socket() for _ in range(int(sys.argv[1]))]
[x.bind(("127.0.0.1", 0)) for x in s]
print(*[x.getsockname()[1] for x in s])' "$1"
}

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; } # listens PORT

await_port() { # await_port PORT: half a minute at the most
    local _
    for _ in $(seq 300); do
        ! listens "$1" || return 0
        sleep 0.1
    done
    echo "$(basename "$0"): nothing listens on port $1" >&2
    return 1
}

build_restante() { # build_restante ROOT: sets `restante`, to $RESTANTE where that is given
    restante=${RESTANTE:-$1/src/Cli/bin/Release/net10.0/restante}
    [ -n "${RESTANTE:-}" ] || dotnet build "$1/src/Cli" -c Release --nologo -v quiet
}

side_by_side() { # side_by_side SERVER…: this script once for each of them, at the same time
    local server pid
    for server in "$@"; do
        RESTANTE=$restante "$0" "$server" &
        started+=($!)
    done
    for pid in "${started[@]}"; do wait "$pid"; done
    started=()
}
