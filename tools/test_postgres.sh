#!/bin/bash
# A private PostgreSQL for one test run: on a socket in a folder of its own, gone afterwards.
#     test_postgres.sh run COMMAND…     starts it, runs the command with LZ_TEST_POSTGRES set, stops it
#     test_postgres.sh start DIR | stop DIR
# Writes are synced as in earnest (fsync on): what is tested is what would be lost.
set -eu
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
as_postgres() { # PostgreSQL does not run as root
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}
start() {
  dir=$1
  mkdir -p "$dir"
  [ "$(id -u)" != 0 ] || chown postgres "$dir"
  as_postgres "$bin/initdb" -D "$dir/data" -U postgres -A trust --locale=C --encoding=UTF8 >"$dir/initdb.log" 2>&1
  as_postgres "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/log" -o "-c listen_addresses='' -c unix_socket_directories=$dir \
    -c max_connections=200 -c shared_buffers=128MB -c max_wal_size=2GB" start >/dev/null
}
stop() {
  as_postgres "$bin/pg_ctl" -D "$1/data" -w -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$1"
}
case $1 in
  run)
    shift
    if [ -z "$bin" ]; then echo "PostgreSQL is not installed: its half of the tests is skipped."; exec "$@"; fi
    dir=$(mktemp -d /tmp/lianzhang-postgres-XXXXXX)
    chmod 755 "$dir"
    trap 'stop "$dir"' EXIT
    start "$dir"
    LZ_TEST_POSTGRES="postgresql://postgres@/postgres?host=$dir" "$@"
    ;;
  start) start "$2" ;;
  stop) stop "$2" ;;
  *) echo "usage: test_postgres.sh run COMMAND… | start DIR | stop DIR" >&2; exit 2 ;;
esac
