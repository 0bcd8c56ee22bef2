#!/usr/bin/env bash
# Installs the blog once into a database folder, which each start copies.
set -euo pipefail
. "$(dirname "$0")/../../lib/install.sh"
install_debian wordpress mariadb-server php-cli php-mysql
here=$(cd "$(dirname "$0")" && pwd)
place=$LAB_HOME/wordpress
[ -f "$place/ready" ] && exit 0
rm -rf "$place"; mkdir -p "$place"
cp -aL /usr/share/wordpress "$place/site"
cp -a /var/lib/wordpress/wp-content/. "$place/site/wp-content/" 2> /dev/null || true
rm -f "$place/site/wp-config.php"; cp "$here/wp-config.php" "$place/site/wp-config.php"
cp "$here/router.php" "$here/set-up.php" "$place/"
chmod 755 "$LAB_HOME" "$place"
mariadb-install-db --user=mysql --datadir="$place/data" --auth-root-authentication-method=normal > "$place/db.log" 2>&1
mkdir -p "$place/sock"; chown mysql "$place/sock"
setpriv --reuid=mysql --regid=mysql --clear-groups mariadbd --no-defaults --datadir="$place/data" --skip-networking --socket="$place/sock/s" >> "$place/db.log" 2>&1 &
db=$!
for _ in $(seq 100); do [ -S "$place/sock/s" ] && break; sleep 0.1; done
mariadb -u root -S "$place/sock/s" -e "create database blog; create user blog@localhost identified by 'blog'; grant all on blog.* to blog@localhost"
(cd "$place/site" && LAB_SOCKET="$place/sock/s" LAB_PORT=80 php "$place/set-up.php" > "$place/set-up.log" 2>&1)
kill "$db"; wait "$db" || true
touch "$place/ready"
