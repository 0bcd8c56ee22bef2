#!/usr/bin/env bash
# Installs the server, and a database folder with its tables, which each start copies.
set -euo pipefail
. "$(dirname "$0")/../../lib/install.sh"
here=$(cd "$(dirname "$0")" && pwd)
install_debian postgresql
install_npm parse parse-server@7.5.4
place=$LAB_HOME/parse
[ -d "$place/data" ] && exit 0
chmod 755 "$LAB_HOME" "$place"
. "$here/serve.sh"
rm -rf "$place/made"; mkdir -p "$place/made/data"; chown postgres "$place/made" "$place/made/data"
setpriv --reuid=postgres --regid=postgres --clear-groups "$postgres/initdb" -D "$place/made/data" -A trust -U postgres > "$place/db.log" 2>&1
start_database "$place/made" 5332
"$postgres/psql" -q -U postgres -h "$place/made" -p 5332 -c 'create database parse' >> "$place/db.log"
(serve_parse 5332 4332 > "$place/first.log" 2>&1) & server=$!
for _ in $(seq 300); do curl -sf -o /dev/null http://127.0.0.1:4332/parse/health && break; sleep 0.2; done
kill "$server"; wait "$server" || true
kill "$database"; wait "$database" || true
mv "$place/made/data" "$place/data"
