#!/usr/bin/env bash
# start.sh PORT: Strapi in the foreground on 127.0.0.1:PORT, with a fresh copy of the database, and a secret of its own.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
. "$HERE/../../lib/fresh.sh"
. "$HERE/env.sh"
fresh strapi; cp "$LAB_HOME/strapi/template.db" "$T/data.db"; cd "$LAB_HOME/strapi"
exec env DATABASE="$T/data.db" JWT_SECRET="$T" PORT="${1:?port}" node server.cjs > "$T/log" 2>&1
