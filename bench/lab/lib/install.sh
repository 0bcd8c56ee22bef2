# Sourced by install scripts: install_npm NAME PACKAGE... into a folder of its own; install_debian PACKAGE... into the system, services not started.
LAB_HOME=${LAB_HOME:-${TMPDIR:-/tmp}/lab}
install_npm() {
  local place=$LAB_HOME/$1; shift
  mkdir -p "$place"; cd "$place"
  [ -f ready ] && return 0
  [ -f package.json ] || echo '{"private":true}' > package.json
  npm install --no-audit --no-fund --save-exact "$@" > npm.log 2>&1
  touch ready
}
install_debian() {
  dpkg-query -W "$@" > /dev/null 2>&1 && return 0
  DEBIAN_FRONTEND=noninteractive
  export DEBIAN_FRONTEND
  apt-get update -qq > /dev/null
  RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "$@" > /dev/null 2>&1
}
