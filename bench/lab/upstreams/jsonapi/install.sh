#!/usr/bin/env bash
set -euo pipefail
. "$(dirname "$0")/../../lib/install.sh"
install_npm jsonapi jsonapi-server@4.2.0
