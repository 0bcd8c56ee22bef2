#!/usr/bin/env bash
# start.sh PORT: json-server in the foreground on 127.0.0.1:PORT, on a fresh copy of db.json.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
. "$HERE/../../lib/fresh.sh"
fresh jsonserver; cp "$HERE/db.json" "$T/db.json"; cd "$T"
exec node "$LAB_HOME/jsonserver/node_modules/json-server/lib/cli/bin.js" db.json --quiet --host 127.0.0.1 --port "${1:?port}" > log 2>&1
