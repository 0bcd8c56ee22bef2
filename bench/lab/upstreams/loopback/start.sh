#!/usr/bin/env bash
# start.sh PORT: a LoopBack application in the foreground on 127.0.0.1:PORT, its data in memory.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
. "$HERE/../../lib/fresh.sh"
fresh loopback; cd "$T"
exec env PLACE="$LAB_HOME/loopback/node_modules/loopback" PORT="${1:?port}" node --no-deprecation "$HERE/server.cjs" > log 2>&1
