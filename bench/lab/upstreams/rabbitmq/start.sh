#!/usr/bin/env bash
# start.sh PORT: RabbitMQ in the foreground with its management API on 127.0.0.1:PORT, an empty broker of its own name and no other door.
set -euo pipefail
. "$(dirname "$0")/../../lib/fresh.sh"
fresh rabbitmq; cd "$T"
port=${1:?port}
cat > rabbitmq.conf <<CFG
listeners.tcp = none
management.tcp.ip = 127.0.0.1
management.tcp.port = $port
collect_statistics_interval = 3600000
log.console = false
log.file.level = error
CFG
echo '[rabbitmq_management].' > enabled_plugins
echo "lab$port" > .erlang.cookie; chmod 400 .erlang.cookie
chown -R rabbitmq "$T"; chmod 755 "$LAB_HOME" "$LAB_HOME/run" "$T"
export HOME=$T HOSTNAME=localhost RABBITMQ_NODENAME=lab@localhost RABBITMQ_MNESIA_BASE=$T/mnesia RABBITMQ_LOG_BASE=$T/log
export RABBITMQ_CONFIG_FILE=$T/rabbitmq.conf RABBITMQ_ENABLED_PLUGINS_FILE=$T/enabled_plugins RABBITMQ_CONF_ENV_FILE=$T/none RABBITMQ_PID_FILE=$T/beam.pid
export ERL_EPMD_PORT=$((port + 12000)) ERL_EPMD_ADDRESS=127.0.0.1 RABBITMQ_DIST_PORT=$((port + 10000)) RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1} +S 1:1 +sbwt none +A 4"
# The port mapper lives as long as this run; the broker would start one that stays.
epmd > epmd.log 2>&1 &
until epmd -names > names.log 2>&1; do sleep 0.05; done
exec setpriv --reuid=rabbitmq --regid=rabbitmq --clear-groups env RABBITMQ_ALLOW_INPUT=1 /usr/lib/rabbitmq/bin/rabbitmq-server -noinput > log.txt 2>&1
