#!/usr/bin/env bash
# start.sh PORT: Request Tracker in the foreground on 127.0.0.1:PORT, with a fresh copy of the database that its installation made and no mail.
set -euo pipefail
. "$(dirname "$0")/../../lib/fresh.sh"
fresh requesttracker; cd "$T"
cp /var/lib/dbconfig-common/sqlite3/request-tracker5/rtdb rtdb
mkdir session mason
cat > site.pm <<CFG
Set(\$rtname, 'lab');
Set(\$Organization, 'lab.example.com');
Set(\$WebDomain, '127.0.0.1');
Set(\$WebPort, ${1:?port});
Set(\$WebBaseURL, 'http://127.0.0.1:$1');
Set(\$WebPath, '');
Set(\$DatabaseType, 'SQLite');
Set(\$DatabaseName, '$T/rtdb');
Set(\$MailCommand, 'testfile');
Set(\$LogToSTDERR, 'error');
Set(\$LogToSyslog, undef);
Set(\$Timezone, 'UTC');
Set(\$MasonDataDir, '$T/mason');
Set(\$MasonSessionDir, '$T/session');
1;
CFG
export RT_SITE_CONFIG=$T/site.pm RT_SITE_CONFIG_DIR=$T/none
exec /usr/share/request-tracker5/libexec/rt-server --host 127.0.0.1 --port "$1" > log 2>&1
