#!/usr/bin/env bash
# start.sh PORT: aptly's API in the foreground on 127.0.0.1:PORT, with an empty root folder of its own.
set -euo pipefail
. "$(dirname "$0")/../../lib/fresh.sh"
fresh aptly; cd "$T"
cat > aptly.conf <<CFG
{ "rootDir": "$T/root", "gpgDisableSign": true, "gpgDisableVerify": true, "architectures": [] }
CFG
exec aptly -config=aptly.conf api serve -no-lock -listen="127.0.0.1:${1:?port}" > log 2>&1
