#!/usr/bin/env bash
set -euo pipefail
. "$(dirname "$0")/../../lib/install.sh"
install_debian request-tracker5 rt5-db-sqlite
