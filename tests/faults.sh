#!/usr/bin/env bash
# Runs the tests of crashes, faults and load at length and writes what they counted into docs/protocol/faults.md.
# RESTANTE_KILLS, RESTANTE_FAULT_SECONDS and RESTANTE_SOAK_MINUTES say how long; the page is written only when all passed.
set -euo pipefail
cd "$(dirname "$0")/.."

RESTANTE_FAULT_TABLE=$(mktemp)
export RESTANTE_FAULT_TABLE
trap 'rm -f "$RESTANTE_FAULT_TABLE"' EXIT
export RESTANTE_KILLS=${RESTANTE_KILLS:-500} RESTANTE_FAULT_SECONDS=${RESTANTE_FAULT_SECONDS:-60} RESTANTE_SOAK_MINUTES=${RESTANTE_SOAK_MINUTES:-5}

dotnet test tests/EndToEnd --no-build -c "${1:-Release}" --nologo \
    --filter "FullyQualifiedName~EndToEnd.Crashes|FullyQualifiedName~EndToEnd.Faults|FullyQualifiedName~EndToEnd.Soak"

page=docs/protocol/faults.md
{
    sed '/^| fault /,$d' "$page"
    echo "| fault | times injected | lost | wrongly acknowledged | what was seen |"
    echo "|---|---|---|---|---|"
    sort "$RESTANTE_FAULT_TABLE"
} >"$page.new"
mv "$page.new" "$page"
