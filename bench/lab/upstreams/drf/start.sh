#!/usr/bin/env bash
# start.sh PORT: a Django application in the foreground on 127.0.0.1:PORT, with a database of its own.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
. "$HERE/../../lib/fresh.sh"
fresh drf; cd "$T"
exec env PYTHONDONTWRITEBYTECODE=1 DATABASE="$T/data.sqlite" /usr/bin/python3 "$HERE/server.py" "${1:?port}" > log 2>&1
