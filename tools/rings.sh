#!/bin/bash
# Runs rings of tests one after another and adds up their closing lines ("N passed, N failed[, N skipped]").
# A ring whose program fails without a counted failure counts as one.     rings.sh NAME='command' …
set -u
passed=0 failed=0 skipped=0
for ring in "$@"; do
  name=${ring%%=*} command=${ring#*=}
  echo "== $name"
  begun=$(date +%s)
  log=$(mktemp)
  bash -c "$command" 2>&1 | tee "$log"
  code=${PIPESTATUS[0]}
  closing=$(grep -E '^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$' "$log" | tail -n 1)
  rm -f "$log"
  read -r p f s <<<"$(sed -E 's/^([0-9]+) passed, ([0-9]+) failed(, ([0-9]+) skipped)?$/\1 \2 \4/' <<<"$closing")"
  passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0})) skipped=$((skipped + ${s:-0}))
  if [ "$code" != 0 ] && [ "${f:-0}" = 0 ]; then failed=$((failed + 1)); echo "FAILED ring $name: exit $code"; fi
  if [ "$code" = 0 ] && [ -z "$closing" ]; then failed=$((failed + 1)); echo "FAILED ring $name: it counted nothing"; fi
  echo "-- $name: $(($(date +%s) - begun)) s"
done
[ "$skipped" = 0 ] || echo "$skipped skipped"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
