#!/bin/sh
# Starts Sylpheed on a screen of its own, waits until it has received, and asks it to leave. Its mail and settings lie in $HOME.
rm -f display

# One that runs already is told by a socket there, whatever its screen and home.
mkdir -p tmp
TMPDIR=$PWD/tmp
export TMPDIR
Xvfb -displayfd 3 -nolisten tcp -screen 0 800x600x24 3>display 2>xvfb.log &
screen=$!
trap 'kill "$screen" 2>/dev/null' EXIT
wait_for() { # wait_for TENTHS COMMAND…
    left=$1
    shift
    until "$@"; do
        left=$((left - 1))
        [ "$left" -gt 0 ] || return 1
        sleep 0.1
    done
}
wait_for 300 test -s display || { cat xvfb.log >&2; exit 1; }
DISPLAY=:$(cat display)
export DISPLAY

# Now and then its windows fail to come up at all: then it has not spoken to the server yet, and may begin again.
for try in 1 2 3; do
    sylpheed --debug --receive-all >sylpheed.log 2>&1 &
    program=$!
    wait_for 450 sh -c "grep -q '^inc_finished' sylpheed.log || ! kill -0 $program 2>/dev/null"
    sylpheed --exit
    wait "$program"
    grep -qa 'POP3' sylpheed.log && break
done

grep -aE 'POP3|SSL|rror|inc_finished' sylpheed.log >&2
grep -q '^inc_finished' sylpheed.log && ! grep -q 'Connection failed' sylpheed.log
