#!/usr/bin/env bash
# Everything CI runs: installs what the tests need and is missing, restores, builds, runs every test.
# The last line reads "N passed, N failed, N skipped". Exit code 0 only when tests ran and none failed.
set -uo pipefail
cd "$(dirname "$0")" || exit 1
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=1
export MSBUILDDISABLENODEREUSE=1 NO_COLOR=1
# Compilers and tests live for minutes: what the runtime would measure of them to run faster later costs more than it brings.
export DOTNET_TieredPGO=0

passed=0 failed=0 skipped=0

finish() {
    echo
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ] && [ $((passed + failed)) -gt 0 ]
    exit
}

broken() {
    echo "$1" >&2
    failed=$((failed + 1))
    finish
}

if ! dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; then
    broken "The .NET 10 SDK is missing: install it from https://dotnet.microsoft.com/download/dotnet/10.0 (Debian package dotnet-sdk-10.0)."
fi

# What the tests need beyond .NET. Tests of a part that stays missing skip themselves and are counted as skipped.
missing=()
have_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome || [ -x "${SALUS_CHROMIUM:-}" ]; }
have_postgres() { command -v initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' || [ -n "${SALUS_TEST_POSTGRES:-}" ]; }
have_sqlite() { ldconfig -p 2>/dev/null | grep -q 'libsqlite3\.so\.0' || compgen -G '/usr/lib/*/libsqlite3.so.0' || compgen -G '/usr/lib*/libsqlite3.so.0'; }
have_chromium >/dev/null || missing+=(chromium)
have_postgres >/dev/null || missing+=(postgresql)
have_sqlite >/dev/null || missing+=(libsqlite3-0)
if [ ${#missing[@]} -gt 0 ]; then
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        echo "Installing ${missing[*]} for the tests"
        export DEBIAN_FRONTEND=noninteractive
        timeout 60 apt-get update -qq >/dev/null 2>&1
        # One by one: a package that this release does not have must not keep the others away.
        for package in "${missing[@]}"; do
            timeout 180 apt-get install -y -qq --no-install-recommends "$package" </dev/null >/dev/null 2>&1 || echo "apt-get could not install $package"
        done
    fi
    have_chromium >/dev/null || echo "No Chromium: the browser journeys are skipped. Install the package chromium to run them."
    have_postgres >/dev/null || echo "No PostgreSQL: the tests over it are skipped. Install the package postgresql to run them."
    have_sqlite >/dev/null || echo "No libsqlite3.so.0: the tests over SQLite cannot run. Install the package libsqlite3-0."
fi
# Foreign implementations that the tests talk to: not part of the product.
if command -v npm >/dev/null && [ ! tests/peers/node_modules -nt tests/peers/package-lock.json ]; then
    (cd tests/peers && timeout 180 npm ci </dev/null >/dev/null 2>&1 && touch node_modules) || echo "npm could not install the foreign peers: the tests that talk to them are skipped."
fi
[ -d "${SALUS_DATA:-../shared/data}" ] || echo "No public evaluation data (SALUS_DATA): the conformance suites that need them are skipped."

echo "Restoring"
dotnet restore Salus.slnx --locked-mode --nologo -v q || broken "The restore failed; the lines above say which package."
echo "Building"
# One compiler for all projects instead of a cold one for each; it is sent home again, so that nothing outlives this script.
dotnet build Salus.slnx -c Release --no-restore --nologo -v q -p:UseSharedCompilation=true
built=$?
dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1
[ "$built" -eq 0 ] || broken "The build failed; the lines above say where."

count() { sed -n "s/^ *$1: *\([0-9][0-9]*\).*/\1/p" "$2" | tail -1; }

# The whole run stays below twelve minutes: a suite that hangs is stopped and counted as failed.
run() {
    timeout --kill-after=5 $((SECONDS < 690 ? 690 - SECONDS : 5)) "tests/$1/bin/Release/net10.0/$1" --no-progress --no-ansi </dev/null >"$2" 2>&1
}

report() {
    local suite=$1 log=$2 code=$3
    echo
    echo "$suite"
    cat "$log"
    if grep -q '^Test run summary' "$log"; then
        passed=$((passed + $(count succeeded "$log")))
        skipped=$((skipped + $(count skipped "$log")))
        failures=$(count failed "$log")
        # Exit code 8 says that a project has no tests yet; any other complaint counts, even with no failed test.
        if [ "$failures" -eq 0 ] && [ "$code" -ne 0 ] && [ "$code" -ne 8 ]; then
            echo "$suite ended with exit code $code."
            failures=1
        fi
        failed=$((failed + failures))
    else
        echo "$suite ended with exit code $code before it could report."
        failed=$((failed + 1))
    fi
}

logs=$(mktemp -d)
run Salus.Tests "$logs/unit"
report Salus.Tests "$logs/unit" $?
# A browser waits more than it works: the foreign peers work meanwhile.
run Salus.Conformance "$logs/conformance" &
peers=$!
run Salus.Browser.Tests "$logs/browser"
browser=$?
wait "$peers"
report Salus.Conformance "$logs/conformance" $?
report Salus.Browser.Tests "$logs/browser" "$browser"
rm -rf "$logs"
finish
