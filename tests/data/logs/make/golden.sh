#!/bin/bash
# Writes what is expected of each sample that has no expectation yet: SAMPLE.log → SAMPLE.json. What it writes is what the
# program says today: read it line by line against the sample before it is committed.
#   golden.sh [RESTANTE]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
restante=$(realpath "${1:-$here/../../../../src/Cli/bin/Release/net10.0/restante}")
cd "$here/.."
for sample in */*.log; do
    [ ! -e "${sample%.log}.json" ] || continue
    # Samples without years are dated by their file, in the tests by this day.
    touch -d 2026-12-01T00:00:00Z "$sample"
    (cd "$(dirname "$sample")" && TZ=UTC "$restante" logs "$(basename "$sample")" --json >"$(basename "${sample%.log}").json") || true
    echo "$sample: $(wc -l <"${sample%.log}.json") sessions"
done
