#!/usr/bin/env bash
# start.sh PORT: PowerDNS with its HTTP API in the foreground on 127.0.0.1:PORT, with a fresh SQLite file.
set -euo pipefail
. "$(dirname "$0")/../../lib/fresh.sh"
fresh pdns; cd "$T"
PORT=${1:?port}
sqlite3 zones.sqlite < "$(dpkg -L pdns-backend-sqlite3 | grep 'schema/schema.sqlite3.sql$')"
: > pdns.conf
exec pdns_server --config-dir="$T" --socket-dir="$T" --daemon=no --guardian=no --disable-syslog --launch=gsqlite3 --gsqlite3-database="$T/zones.sqlite" \
  --api=yes --api-key=lab-key --webserver=yes --webserver-address=127.0.0.1 --webserver-port="$PORT" --webserver-allow-from=127.0.0.0/8 \
  --local-address=127.0.0.1 --local-port=$((PORT + 20000)) --version-string=lab --loglevel=2 > log 2>&1
