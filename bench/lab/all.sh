#!/usr/bin/env bash
# Judges the twin of every server that was captured (bench/lab/capture.ts), a line each: all.sh [options of judge.ts].
set -uo pipefail
cd "$(dirname "$0")/../.."
for place in "${DOPPEL_LAB:-${TMPDIR:-/tmp}/doppel-lab}"/*/; do
  [ -d "$place/test" ] && node_modules/.bin/node --disable-warning=ExperimentalWarning bench/lab/judge.ts "$(basename "$place")" "$@"
done
