#!/usr/bin/env bash
# start.sh PORT: OpenStack Placement in the foreground on 127.0.0.1:PORT, with a fresh SQLite file and no authentication but a token.
set -euo pipefail
. "$(dirname "$0")/../../lib/fresh.sh"
fresh placement; cd "$T"
cat > placement.conf <<CFG
[DEFAULT]
log_file = $T/placement.log
[api]
auth_strategy = noauth2
[placement_database]
connection = sqlite:///$T/placement.sqlite
sync_on_startup = True
CFG
exec env OS_PLACEMENT_CONFIG_DIR="$T" placement-api --host 127.0.0.1 --port "${1:?port}" -- > log 2>&1
