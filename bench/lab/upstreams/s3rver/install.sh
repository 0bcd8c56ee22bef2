#!/usr/bin/env bash
set -euo pipefail
. "$(dirname "$0")/../../lib/install.sh"
install_npm s3rver s3rver@3.7.1
