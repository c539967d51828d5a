#!/usr/bin/env bash
# Without arguments: drafts a note from a sample visit, shows it, and opens the workbench on http://127.0.0.1:5080.
# With arguments: ./run.sh scribe visit.txt is salus scribe visit.txt.
# Needs Linux, git and the .NET 10 SDK. Data are kept in .salus beside this file, or in SALUS_HOME.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1
export SALUS_HOME=${SALUS_HOME:-$root/.salus}
salus=$root/src/Salus.Workbench/bin/Release/net10.0/salus

if ! dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; then
    echo "The .NET 10 SDK is missing: install it from https://dotnet.microsoft.com/download/dotnet/10.0 (Debian package dotnet-sdk-10.0)." >&2
    exit 1
fi

[ -x "$salus" ] || echo "Building Salus; the first time takes a minute or two." >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { dotnet restore "$root/src/Salus.Workbench" --locked-mode -v q && dotnet build "$root/src/Salus.Workbench" -c Release --no-restore --nologo -v q; } >"$log" 2>&1; then
    cat "$log" >&2
    echo "The build failed; the lines above say where." >&2
    exit 1
fi

if [ $# -gt 0 ]; then
    exec "$salus" "$@"
fi

submit() {
    local visit=$1 patient=${1%.*}.patient.json
    if [ -f "$patient" ]; then "$salus" scribe "$visit" --patient "$patient" --submit; else "$salus" scribe "$visit" --submit; fi
}

visits=$root/samples/visits
# The samples are waiting from the first run on.
if [ ! -e "$SALUS_HOME/.samples" ]; then
    submit "$visits/knee-injury.txt"
    echo
    echo "Four more sample visits go to the work list."
    for visit in "$visits"/diabetes-and-blood-pressure.vtt "$visits"/cough-with-asthma.json "$visits"/chest-pain-on-warfarin.srt "$visits"/sore-throat-child.txt; do
        submit "$visit" >/dev/null
    done
    : >"$SALUS_HOME/.samples"
fi
echo
exec "$salus" serve
