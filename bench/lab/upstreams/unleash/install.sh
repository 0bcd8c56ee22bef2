#!/usr/bin/env bash
# Installs the server, and a database folder with its tables, which each start copies.
set -euo pipefail
. "$(dirname "$0")/../../lib/install.sh"
here=$(cd "$(dirname "$0")" && pwd)
NODE24=$(cd "$here/../../../.." && pwd)/node_modules/.bin/node
install_debian postgresql
install_npm unleash unleash-server
place=$LAB_HOME/unleash
[ -d "$place/data" ] && exit 0
cp "$here/serve.sh" "$place/"
chmod 755 "$LAB_HOME" "$place"
rm -rf "$place/made"; mkdir -p "$place/made/data"; chown postgres "$place/made" "$place/made/data"
. "$place/serve.sh"
setpriv --reuid=postgres --regid=postgres --clear-groups "$postgres/initdb" -D "$place/made/data" -A trust -U postgres > "$place/db.log" 2>&1
start_database "$place/made"
"$postgres/psql" -q -U postgres -h "$place/made" -c 'create database unleash' >> "$place/db.log"
(serve_unleash "$place/made" 4331 > "$place/first.log" 2>&1) & server=$!
for _ in $(seq 300); do curl -sf -o /dev/null http://127.0.0.1:4331/health && break; sleep 0.2; done
kill "$server"; wait "$server" || true
kill "$database"; wait "$database" || true
mv "$place/made/data" "$place/data"
