#!/usr/bin/env bash
# start.sh PORT: etcd with its JSON gateway in the foreground on 127.0.0.1:PORT, empty.
set -euo pipefail
. "$(dirname "$0")/../../lib/fresh.sh"
fresh etcd; cd "$T"
PORT=${1:?port}; PEER=$((PORT + 20000))
exec etcd --name lab --data-dir "$T/data" --listen-client-urls "http://127.0.0.1:$PORT" --advertise-client-urls "http://127.0.0.1:$PORT" \
  --listen-peer-urls "http://127.0.0.1:$PEER" --initial-advertise-peer-urls "http://127.0.0.1:$PEER" --initial-cluster "lab=http://127.0.0.1:$PEER" > log 2>&1
