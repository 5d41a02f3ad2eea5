#!/bin/sh
# Starts Sylpheed, waits until it has received, and asks it to leave. Its mail and settings lie in $HOME.
sylpheed --debug --receive-all >sylpheed.log 2>&1 &
program=$!
tries=0
until grep -q '^inc_finished' sylpheed.log; do
    tries=$((tries + 1))
    [ "$tries" -lt 450 ] && kill -0 "$program" 2>/dev/null || break
    sleep 0.1
done
sylpheed --exit
wait "$program"
grep -aE 'POP3|SSL|rror|inc_finished' sylpheed.log >&2
grep -q '^inc_finished' sylpheed.log && ! grep -q 'Connection failed\|rror occurred' sylpheed.log
