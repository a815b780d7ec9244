#!/bin/bash
# Runs benches one after another and closes with the table of all that has a bar (test/bench/bars.py).  A bench that
# fails does not keep the others from running; it fails the whole.     bench.sh LOG NAME='command' …
set -u
log=$1 failed=""
shift
: >"$log"
for bench in "$@"; do
  echo "== ${bench%%=*}"
  bash -c "${bench#*=}" 2>&1 | tee -a "$log" | grep -v '^|bar|'
  [ "${PIPESTATUS[0]}" = 0 ] || failed="$failed; ${bench%%=*}"
done
echo "== against their peers and limits"
python3 "$(dirname "$0")/../test/bench/bars.py" table "$log" || failed="$failed; a hard bar"
[ -z "$failed" ] || { echo "FAILED${failed}"; exit 1; }
