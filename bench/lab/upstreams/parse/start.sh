#!/usr/bin/env bash
# start.sh PORT: the server in the foreground on 127.0.0.1:PORT, with a fresh copy of its database (on the port 1000 above).
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
. "$HERE/../../lib/fresh.sh"
fresh parse
. "$HERE/serve.sh"
chmod 755 "$LAB_HOME/run" "$T"; chown postgres "$T"
cp -a "$LAB_HOME/parse/data" "$T/data"
start_database "$T" "$((${1:?port} + 1000))"
cd "$T"
serve_parse "$((${1:?port} + 1000))" "$1" > "$T/log" 2>&1
