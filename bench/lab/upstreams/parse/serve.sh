# Sourced: start_database FOLDER PORT runs PostgreSQL on it (its process in $database), serve_parse DATABASE_PORT PORT the server before it.
postgres=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
parse_here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
start_database() {
  setpriv --reuid=postgres --regid=postgres --clear-groups --pdeathsig=TERM "$postgres/postgres" -D "$1/data" -k "$1" -p "$2" -c listen_addresses=127.0.0.1 -c fsync=off > "$1/db.log" 2>&1 &
  database=$!
  for _ in $(seq 200); do "$postgres/psql" -q -U postgres -h "$1" -p "$2" -c 'select 1' > /dev/null 2>&1 && return; sleep 0.1; done
}
serve_parse() {
  exec env PLACE="$LAB_HOME/parse" DATABASE="postgres://postgres:none@127.0.0.1:$1/parse" PORT="$2" PARSE_SERVER_LOGS_FOLDER=null node --no-deprecation "$parse_here/server.cjs"
}
