#!/usr/bin/env bash
# start.sh PORT: the example of jsonapi-server (JSON:API) in the foreground on 127.0.0.1:PORT, in memory.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
. "$HERE/../../lib/fresh.sh"
fresh jsonapi; cd "$T"
exec env PORT="${1:?port}" PLACE="$LAB_HOME/jsonapi/node_modules/jsonapi-server" node "$HERE/server.cjs" > log 2>&1
