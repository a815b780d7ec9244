#!/bin/bash
# Durable changes a second and the time of a list, on both databases; beside PostgreSQL the same statements from pgbench.
#     run.sh BENCH_STORE [CLIENTS [SECONDS]]
set -eu
here=$(dirname "$(readlink -f "$0")") bench=$(readlink -f "$1") clients=${2:-64} seconds=${3:-5}
case ${4:-all} in
  all)
    folder=$(mktemp -d "$(dirname "$bench")/store-bench-XXXXXX") # on the disk of the build, not in memory
    trap 'rm -rf "$folder"' EXIT
    echo "== SQLite"
    "$bench" "sqlite:$folder/bench.db" "$clients" "$seconds"
    echo "== PostgreSQL"
    "$here/../../../tools/test_postgres.sh" run "$0" "$bench" "$clients" "$seconds" postgres
    ;;
  postgres)
    "$bench" "$LZ_TEST_POSTGRES" "$clients" "$seconds"
    pgbench=$(ls /usr/lib/postgresql/*/bin/pgbench | sort -V | tail -n 1)
    "$pgbench" -n -M prepared -c "$clients" -j 2 -T "$seconds" -f "$here/change.pgbench" "$LZ_TEST_POSTGRES" 2>/dev/null |
      sed -n 's/^tps = \([0-9]*\).*/the same statements from pgbench, '"$clients"' clients: \1\/s/p'
    ;;
esac
