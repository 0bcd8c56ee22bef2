#!/usr/bin/env bash
# start.sh PORT: Mailman's REST runner alone in the foreground on 127.0.0.1:PORT, with a fresh SQLite file.
set -euo pipefail
. "$(dirname "$0")/../../lib/fresh.sh"
fresh mailman3; cd "$T"
cat > mailman.cfg <<CFG
[mailman]
site_owner: owner@example.com
layout: lab
[paths.lab]
var_dir: $T/var
queue_dir: \$var_dir/queue
list_data_dir: \$var_dir/lists
log_dir: \$var_dir/logs
lock_dir: \$var_dir/locks
data_dir: \$var_dir/data
cache_dir: \$var_dir/cache
template_dir: \$var_dir/templates
messages_dir: \$var_dir/messages
archive_dir: \$var_dir/archives
bin_dir: /usr/lib/mailman3/bin
etc_dir: \$var_dir/etc
ext_dir: \$var_dir/ext
lock_file: \$lock_dir/master.lck
pid_file: \$var_dir/master.pid
[mta]
incoming: mailman.mta.null.NullMTA
[webservice]
hostname: 127.0.0.1
port: ${1:?port}
admin_user: restadmin
admin_pass: restpass
workers: 1
CFG
chown -R list "$T"
exec setpriv --reuid=list --regid=list --clear-groups env HOME="$T" /usr/lib/mailman3/bin/runner -C "$T/mailman.cfg" -r rest:0:1 > log 2>&1
