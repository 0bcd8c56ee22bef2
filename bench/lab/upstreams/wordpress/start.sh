#!/usr/bin/env bash
# start.sh PORT: the blog in the foreground on 127.0.0.1:PORT, with a fresh copy of its database.
set -euo pipefail
. "$(dirname "$0")/../../lib/fresh.sh"
fresh wordpress; cd "$T"
place=$LAB_HOME/wordpress
chmod 755 "$LAB_HOME/run" "$T"
cp -a "$place/data" data; mkdir sock; chown mysql sock
setpriv --reuid=mysql --regid=mysql --clear-groups --pdeathsig=TERM mariadbd --no-defaults --datadir="$T/data" --skip-networking --socket="$T/sock/s" \
  --innodb-flush-log-at-trx-commit=0 --innodb-buffer-pool-size=32M > db.log 2>&1 &
for _ in $(seq 200); do [ -S sock/s ] && break; sleep 0.05; done
cd "$place/site"
exec env LAB_SOCKET="$T/sock/s" LAB_PORT="${1:?port}" php -d display_errors=0 -S "127.0.0.1:$1" -t "$place/site" "$place/router.php" > "$T/log" 2>&1
