#!/usr/bin/env bash
# start.sh PORT: Radicale (CalDAV and CardDAV) in the foreground on 127.0.0.1:PORT, with empty storage.
set -euo pipefail
. "$(dirname "$0")/../../lib/fresh.sh"
fresh radicale; cd "$T"
printf 'ada:secret\nhugo:secret\n' > users
cat > config <<CFG
[server]
hosts = 127.0.0.1:${1:?port}
[auth]
type = htpasswd
htpasswd_filename = $T/users
htpasswd_encryption = plain
delay = 0
[rights]
type = owner_only
[storage]
filesystem_folder = $T/collections
[logging]
level = error
CFG
exec radicale --config "$T/config" > log 2>&1
