#!/usr/bin/env bash
# start.sh PORT: s3rver (the S3 API on files) in the foreground on 127.0.0.1:PORT, empty.
set -euo pipefail
. "$(dirname "$0")/../../lib/fresh.sh"
fresh s3rver; mkdir "$T/data"; cd "$T"
exec node "$LAB_HOME/s3rver/node_modules/s3rver/bin/s3rver.js" --directory "$T/data" --address 127.0.0.1 --port "${1:?port}" > log 2>&1
