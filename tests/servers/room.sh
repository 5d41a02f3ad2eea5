# shellcheck shell=bash
# What the server scripts have in common. A server runs as its package wants it: as root, with its paths, users and PAM
# rules in /etc, with a syslog; and nothing of that may touch the machine. So it gets a room: a mount, process and host name
# namespace whose root is the machine's own file system with the package laid over it, in memory. What the server or its
# children write there is gone with it, and when the first process of the room ends, the kernel ends all others.
#
# A script sets `server`, `package` and `variants`, sources this file, defines prepare (configuration and mail) and start
# (returns when the server was started, in the background), and ends with: room "$@"
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
script=$(basename "$0")

room() {
    case "${1:-}" in
        run) [ $# = 4 ] || [ $# = 5 ] || usage; open_room "${@:2}" ;;
        variants) printf '%s\n' $variants ;;
        possible) check_possible ;;
        version) cat "$("$here/fetch.sh" --folder)/$server/.complete" ;;
        within) furnish "${@:2}" ;;
        inside) live "${@:2}" ;;
        *) usage ;;
    esac
}

usage() {
    echo "usage: $script run FOLDER PLAINPORT TLSPORT [VARIANT]   variants: $(echo $variants)" >&2
    echo "       $script variants | version | possible" >&2
    exit 64
}

# Exit 77 is "not possible here", as automake's tests say it.
impossible() { echo "$script: $*" >&2; exit 77; }

check_possible() {
    [ "$(id -u)" = 0 ] || impossible "needs root: a POP3 server changes to its users' accounts"
    "$here/fetch.sh" --have "$server" || impossible "tests/servers/fetch.sh has not fetched it"
    unshare --mount --pid --fork --uts mount -t tmpfs tmpfs /mnt 2>/dev/null || impossible "cannot mount here: a container without CAP_SYS_ADMIN?"
}

open_room() { # FOLDER PLAINPORT TLSPORT [VARIANT], outside
    local folder variant=${4:-default}
    grep -qw -- "$variant" <<<"$(echo $variants)" || { echo "$script: there is no variant $variant, but $(echo $variants)" >&2; exit 64; }
    check_possible
    mkdir -p "$1/mail" "$1/log" "$1/.root"
    folder=$(cd "$1" && pwd)
    # --pdeathsig and --kill-child: however this script ends, even by SIGKILL, the room ends with it.
    setpriv --pdeathsig KILL unshare --mount --uts --pid --fork --kill-child=KILL -- \
        "$here/$script" within "$folder" "$2" "$3" "$variant" &
    local holder=$! status=0 ending="" first
    trap 'ending=yes' TERM INT HUP
    wait "$holder" && status=0 || status=$?
    if [ -n "$ending" ]; then
        # The first process of the room is asked to end; when that does not help within four seconds, all are ended.
        first=$(pgrep -P "$holder" || true)
        [ -z "$first" ] || kill -TERM "$first" 2>/dev/null || true
        for _ in $(seq 80); do kill -0 "$holder" 2>/dev/null || break; sleep 0.05; done
        kill -KILL "$holder" 2>/dev/null || true
        wait "$holder" && status=0 || status=$?
    fi
    rmdir "$folder/.root" 2>/dev/null || true
    exit "$status"
}

furnish() { # FOLDER PLAINPORT TLSPORT VARIANT, in the namespaces, before the root is changed
    local root="$1/.root" device
    hostname pop-01
    mount -t tmpfs -o mode=755 tmpfs "$root"
    mkdir "$root/upper" "$root/work" "$root/root"
    cp -a "$("$here/fetch.sh" --folder)/$server/." "$root/upper/"
    mount -t overlay overlay -o "lowerdir=/,upperdir=$root/upper,workdir=$root/work" "$root/root" ||
        impossible "cannot lay a file system over the machine's own here"
    root="$root/root"
    mount -t proc proc "$root/proc"
    for device in dev tmp run mnt srv; do mount -t tmpfs -o mode=755 tmpfs "$root/$device"; done
    chmod 1777 "$root/tmp"
    for device in null zero full random urandom; do
        : >"$root/dev/$device"
        mount --bind "/dev/$device" "$root/dev/$device"
    done
    ln -s /proc/self/fd "$root/dev/fd"
    mkdir -m 1777 "$root/dev/shm" "$root/run/lock"
    mkdir "$root/mnt/servers" "$root/srv/pop3"
    mount --bind "$here" "$root/mnt/servers"
    mount --bind "$1" "$root/srv/pop3"
    exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C HOME=/root TZ="${TZ:-UTC}" \
        chroot "$root" "/mnt/servers/$script" inside "$2" "$3" "$4"
}

live() { # PLAINPORT TLSPORT VARIANT, in the room, as its first process
    plain=$1 tls=$2 variant=$3 folder=/srv/pop3
    cd /
    trap 'exit 0' TERM INT
    exec </dev/null
    python3 /mnt/servers/syslog_catcher.py "$folder/log/syslog" "$folder/log/syslog-iso" &
    while [ ! -S /dev/log ]; do sleep 0.02; done
    users=$(cat "$folder/users" 2>/dev/null || echo "ann secret")
    prepare
    start
    # Everything below runs until SIGTERM; wait returns at once then.
    while :; do sleep 1d & wait $! || true; done
}

account() { # account NAME NUMBER HOME [PASSWORD] [GROUP]: a user and a group of that number, for this room
    local hash='*'
    grep -q "^$1:" /etc/passwd && sed -i "/^$1:/d" /etc/passwd /etc/shadow
    grep -q "^$1:" /etc/group || echo "$1:x:$2:" >>/etc/group
    [ -z "${4:-}" ] || hash=$(openssl passwd -6 "$4")
    echo "$1:x:$2:$(getent group "${5:-$1}" | cut -d: -f3)::$3:/bin/sh" >>/etc/passwd
    echo "$1:$hash:20000:0:99999:7:::" >>/etc/shadow
}

accounts() { # everybody in $users, with a home
    local name password number=4000
    while read -r name password; do
        number=$((number + 1))
        account "$name" $number "/home/$name" "$password"
        mkdir -p "/home/$name"
        chown "$name:$name" "/home/$name"
    done <<<"$users"
}

letters() { # letters NAME: the files to deliver to NAME, in order; ann's may lie beside the folders
    find "$folder/mail/$1" -maxdepth 1 -name '*.eml' 2>/dev/null | sort
    [ "$1" != ann ] || find "$folder/mail" -maxdepth 1 -name '*.eml' | sort
}

to_maildir() { # to_maildir NAME FOLDER
    local letter number=0
    mkdir -p "$2"/{cur,new,tmp}
    for letter in $(letters "$1"); do
        number=$((number + 1))
        tr -d '\r' <"$letter" >"$2/new/17000000$(printf %02d $number).M$number.pop-01"
    done
    chown -R "$1:$1" "$2"
    chmod -R go= "$2"
}

to_mbox() { # to_mbox NAME FILE: mboxo, a line that starts with From is quoted
    local letter
    : >"$2"
    for letter in $(letters "$1"); do
        {
            echo "From ann@example.org Tue Nov 14 22:13:20 2023"
            tr -d '\r' <"$letter" | sed 's/^From />From /'
            echo
        } >>"$2"
    done
    chown "$1:$(getent group mail | cut -d: -f3)" "$2"
    chmod 660 "$2"
}

# certificate KIND FILE [KEYFILE]: for localhost from an authority of its own, which is left in FOLDER/ca.pem;
# KIND is good, expired or wrong-name. FOLDER/cert.pem with FOLDER/key.pem is taken instead, when it is there.
certificate() {
    local work names="DNS:localhost,IP:127.0.0.1" dates=""
    work=$(mktemp -d)
    if [ -f "$folder/cert.pem" ] && [ "$1" = good ]; then
        cp "$folder/cert.pem" "$work/cert.pem"
        cp "$folder/key.pem" "$work/key.pem"
    else
        [ "$1" != wrong-name ] || names="DNS:mail.example.net"
        # Only `openssl ca` sets dates that are over.
        [ "$1" != expired ] || dates="-startdate 20230101000000Z -enddate 20240101000000Z"
        openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=Authority of a test" \
            -keyout "$work/ca.key" -out "$folder/ca.pem" 2>/dev/null
        openssl req -new -newkey rsa:2048 -nodes -subj "/CN=${names##*DNS:}" -keyout "$work/key.pem" -out "$work/request" 2>/dev/null
        printf '[ca]\ndefault_ca=it\n[it]\ndatabase=%s/index\nnew_certs_dir=%s\nrand_serial=yes\ndefault_md=sha256\npolicy=any\nx509_extensions=server\n[any]\ncommonName=supplied\n[server]\nsubjectAltName=%s\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\nauthorityKeyIdentifier=keyid\n' \
            "$work" "$work" "$names" >"$work/conf"
        : >"$work/index"
        # shellcheck disable=SC2086
        openssl ca -batch -config "$work/conf" -cert "$folder/ca.pem" -keyfile "$work/ca.key" -notext \
            -in "$work/request" -out "$work/cert.pem" ${dates:--days 30} 2>"$work/errors" || { cat "$work/errors" >&2; exit 1; }
        chmod 644 "$folder/ca.pem"
    fi
    mkdir -p "$(dirname "$2")"
    if [ -n "${3:-}" ]; then
        cp "$work/cert.pem" "$2"
        mkdir -p "$(dirname "$3")"
        cp "$work/key.pem" "$3"
    else
        cat "$work/key.pem" "$work/cert.pem" >"$2"
    fi
    rm -rf "$work"
}

self_signed() { # self_signed SUBJECT FILE [KEYFILE]: as packages make one when they are installed
    openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj "$1" -addext "subjectAltName=DNS:${1##*CN=}" \
        -keyout "${3:-/tmp/key}" -out "$2" 2>/dev/null
    [ -n "${3:-}" ] || { cat /tmp/key >>"$2"; rm /tmp/key; }
}

setting() { # setting FILE NAME VALUE: a shell-like NAME=VALUE
    sed -i "/^$2=/d" "$1"
    echo "$2=$3" >>"$1"
}
