#!/bin/sh
# Fuzzes what test/fuzz/NAME.c feeds, SECONDS long each, and adds to its corpus what reaches new code.
#     fuzz.sh [NAME…]     all of them
set -e
cd "$(dirname "$0")/.."
python3 tools/sources.py --stamp .sources
test -d build/fuzz || CC=clang meson setup build/fuzz --buildtype=debugoptimized -Dfuzz=true -Dwerror_ours=false \
  -Db_lundef=false -Db_sanitize=address,undefined -Dc_args=-fsanitize=fuzzer-no-link >/dev/null
for name in ${*:-$(ls test/fuzz/corpus)}; do
  ninja -C build/fuzz "fuzz-$name" >/dev/null
  mkdir -p "build/fuzz/found/$name"
  echo "== $name, ${SECONDS_EACH:-60} s"
  (cd build/fuzz && ./fuzz-"$name" -max_total_time="${SECONDS_EACH:-60}" -timeout=10 -max_len=8192 -print_final_stats=1 \
    "found/$name" "../../test/fuzz/corpus/$name" 2>&1 | grep -E 'ERROR|SUMMARY|stat::number_of_executed|cov:' | tail -n 4)
done
