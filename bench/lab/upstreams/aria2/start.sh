#!/usr/bin/env bash
# start.sh PORT: aria2's RPC interface in the foreground on 127.0.0.1:PORT; downloads are added paused and never begin.
set -euo pipefail
. "$(dirname "$0")/../../lib/fresh.sh"
fresh aria2; mkdir -p "$LAB_HOME/aria2/downloads"; cd "$T"
exec aria2c --no-conf --enable-rpc --rpc-listen-port="${1:?port}" --rpc-secret=lab-secret --dir="$LAB_HOME/aria2/downloads" \
  --enable-dht=false --enable-dht6=false --bt-enable-lpd=false --quiet > log 2>&1
