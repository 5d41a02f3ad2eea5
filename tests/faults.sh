#!/usr/bin/env bash
# Runs the tests of crashes, faults and load at length and writes what they counted into docs/protocol/faults.md.
# RESTANTE_KILLS, RESTANTE_FAULT_SECONDS and RESTANTE_SOAK_MINUTES say how long; the page is written only when all passed.
#
#   tests/faults.sh [CONFIGURATION]     runs all and writes the page
#   tests/faults.sh page TABLE          only writes the page, from what runs left in the file RESTANTE_FAULT_TABLE named
set -euo pipefail
cd "$(dirname "$0")/.."

# Several runs of one fault are one row: the numbers are added, what was seen stands side by side.
write_page() {
    page=docs/protocol/faults.md
    {
        sed '/^| fault /,$d' "$page"
        echo "| fault | times injected | lost | wrongly acknowledged | what was seen |"
        echo "|---|---|---|---|---|"
        awk -F ' *[|] *' '{
            injected[$2] += $3; lost[$2] += $4; wrong[$2] += $5
            if (index(seen[$2], $6) == 0) seen[$2] = seen[$2] (seen[$2] == "" ? "" : " / ") $6
        }
        END { for (f in seen) printf "| %s | %d | %d | %d | %s |\n", f, injected[f], lost[f], wrong[f], seen[f] }' "$1" | LC_ALL=C sort
    } >"$page.new"
    mv "$page.new" "$page"
}

if [ "${1:-}" = page ]; then
    write_page "$2"
    exit
fi

RESTANTE_FAULT_TABLE=$(mktemp)
export RESTANTE_FAULT_TABLE
trap 'rm -f "$RESTANTE_FAULT_TABLE"' EXIT
export RESTANTE_KILLS=${RESTANTE_KILLS:-500} RESTANTE_FAULT_SECONDS=${RESTANTE_FAULT_SECONDS:-60} RESTANTE_SOAK_MINUTES=${RESTANTE_SOAK_MINUTES:-5}

dotnet test tests/EndToEnd --no-build -c "${1:-Release}" --nologo \
    --filter "FullyQualifiedName~EndToEnd.Crashes|FullyQualifiedName~EndToEnd.Faults|FullyQualifiedName~EndToEnd.Soak"
write_page "$RESTANTE_FAULT_TABLE"
