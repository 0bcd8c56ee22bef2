#!/usr/bin/env bash
set -euo pipefail
. "$(dirname "$0")/../../lib/install.sh"
install_npm jsonserver json-server@0.17.4
