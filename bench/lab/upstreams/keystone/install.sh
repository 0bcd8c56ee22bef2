#!/usr/bin/env bash
# Installs the server, and a folder with its keys and a database with an administrator, which each start copies.
set -euo pipefail
. "$(dirname "$0")/../../lib/install.sh"
install_debian keystone
place=$LAB_HOME/keystone
[ -f "$place/made/ready" ] && exit 0
rm -rf "$place/made"; mkdir -p "$place/made/fernet" "$place/made/credential"
. "$(dirname "$0")/configure.sh"
configure "$place/made" > "$place/made/keystone.conf"
manage() { PYTHONWARNINGS=ignore keystone-manage --config-file "$place/made/keystone.conf" "$@" > "$place/manage.log" 2>&1; }
manage db_sync
manage fernet_setup --keystone-user root --keystone-group root
manage credential_setup --keystone-user root --keystone-group root
manage bootstrap --bootstrap-password adminpass --bootstrap-region-id lab --bootstrap-public-url http://127.0.0.1/v3
# Readers must not stand in the way of a write that another connection commits.
/usr/bin/python3 -c "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('pragma journal_mode=wal')" "$place/made/keystone.sqlite"
touch "$place/made/ready"
