#!/bin/bash
# The ledgers of a province on both databases.
#     run.sh BENCH_LEDGER [PROJECTS]
set -eu
here=$(dirname "$(readlink -f "$0")") bench=$(readlink -f "$1") projects=${2:-50000}
folder=$(mktemp -d "$(dirname "$bench")/ledger-bench-XXXXXX") # on the disk of the build, not in memory
trap 'rm -rf "$folder"' EXIT
echo "== SQLite"
"$bench" "sqlite:$folder/bench.db" "$projects"
echo "== PostgreSQL"
"$here/../../../tools/test_postgres.sh" run bash -c '"$1" "$LZ_TEST_POSTGRES" "$2"' run "$bench" "$projects"
