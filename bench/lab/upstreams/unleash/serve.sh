# Sourced: start_database FOLDER runs PostgreSQL on a socket in it (its process in $database), serve_unleash FOLDER PORT the server before it.
postgres=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
start_database() {
  setpriv --reuid=postgres --regid=postgres --clear-groups --pdeathsig=TERM "$postgres/postgres" -D "$1/data" -k "$1" -c listen_addresses= -c fsync=off > "$1/db.log" 2>&1 &
  database=$!
  for _ in $(seq 200); do "$postgres/psql" -q -U postgres -h "$1" -c 'select 1' > /dev/null 2>&1 && return; sleep 0.1; done
}
serve_unleash() {
  cd "$LAB_HOME/unleash"
  exec env DATABASE_HOST="$1" DATABASE_USERNAME=postgres DATABASE_PASSWORD=none DATABASE_NAME=unleash DATABASE_SSL=false HTTP_HOST=127.0.0.1 HTTP_PORT="$2" \
    CHECK_VERSION=false SEND_TELEMETRY=false INIT_ADMIN_API_TOKENS='*:*.lab-admin-token' LOG_LEVEL=warn \
    "${NODE24:-node}" node_modules/unleash-server/dist/server.js
}
