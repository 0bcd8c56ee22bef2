#!/usr/bin/env bash
# start.sh PORT: the server in the foreground on 127.0.0.1:PORT, with a fresh copy of its database.
set -euo pipefail
. "$(dirname "$0")/../../lib/fresh.sh"
fresh unleash
. "$LAB_HOME/unleash/serve.sh"
NODE24=$(cd "$(dirname "$0")/../../../.." && pwd)/node_modules/.bin/node
chmod 755 "$LAB_HOME/run" "$T"; chown postgres "$T"
cp -a "$LAB_HOME/unleash/data" "$T/data"
start_database "$T"
serve_unleash "$T" "${1:?port}" > "$T/log" 2>&1
