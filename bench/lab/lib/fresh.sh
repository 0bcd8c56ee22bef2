# Sourced by start scripts: fresh NAME makes an empty folder for one run (in $T), and removes those of runs that have ended.
LAB_HOME=${LAB_HOME:-${TMPDIR:-/tmp}/lab}
fresh() {
  local run=$LAB_HOME/run d
  mkdir -p "$run"
  for d in "$run/$1".*; do [ -d "$d" ] && ! kill -0 "$(cat "$d/pid" 2>/dev/null || echo 0)" 2>/dev/null && rm -rf "$d"; done || true
  T=$(mktemp -d "$run/$1.XXXXXX"); echo $$ > "$T/pid"
}
