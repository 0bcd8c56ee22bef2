#!/usr/bin/env bash
# start.sh PORT: Keystone in the foreground on 127.0.0.1:PORT, with a fresh copy of the database that install.sh made.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../lib/fresh.sh"
. "$here/configure.sh"
fresh keystone; cp -r "$LAB_HOME/keystone/made/." "$T"; cd "$T"
configure "$T" > keystone.conf
exec env PYTHONWARNINGS=ignore OS_KEYSTONE_CONFIG_DIR="$T" OS_KEYSTONE_CONFIG_FILES=keystone.conf keystone-wsgi-public --host 127.0.0.1 --port "${1:?port}" > log 2>&1
