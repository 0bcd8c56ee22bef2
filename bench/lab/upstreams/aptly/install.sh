#!/usr/bin/env bash
set -euo pipefail
. "$(dirname "$0")/../../lib/install.sh"
install_debian aptly
