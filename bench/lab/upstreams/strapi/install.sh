#!/usr/bin/env bash
# Installs the server and the application, and makes a database that each start copies.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
. "$HERE/../../lib/install.sh"
export npm_config_nodedir="$(dirname "$(dirname "$(command -v node)")")"
install_npm strapi @strapi/strapi@5.54.0 @strapi/plugin-users-permissions@5.54.0 better-sqlite3@12.11.1 react@18 react-dom@18 react-router-dom@6 styled-components@6
place=$LAB_HOME/strapi
[ -f "$place/made" ] && exit 0
node "$HERE/make-app.mjs" "$place"
cd "$place" && rm -f template.db
. "$HERE/env.sh"
MAKE=yes JWT_SECRET=lab DATABASE="$place/template.db" PORT=0 node server.cjs > make.log 2>&1
touch made
