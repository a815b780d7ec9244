#!/bin/bash
# A private PostgreSQL for one test run: on a socket in a folder of its own, gone afterwards.
#     test_postgres.sh run COMMAND…     starts it, runs the command with LZ_TEST_POSTGRES set, stops it
#     test_postgres.sh start DIR | stop DIR
#     test_postgres.sh standby PRIMARY DIR     a second one that follows; commits of the first wait for it
#     test_postgres.sh kill DIR | restart DIR | promote DIR
#                      it is gone from one moment to the next; it comes back; the standby takes over
# The command finds this script as LZ_TEST_POSTGRES_TOOL.
# Writes are synced as in earnest (fsync on): what is tested is what would be lost.
set -eu
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
as_postgres() { # PostgreSQL does not run as root
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}
folder() {
  mkdir -p "$1"
  [ "$(id -u)" != 0 ] || chown postgres "$1"
}
server() {
  as_postgres "$bin/pg_ctl" -D "$1/data" -w -l "$1/log" -o "-c listen_addresses='' -c unix_socket_directories=$1 \
    -c max_connections=200 -c shared_buffers=128MB -c max_wal_size=2GB" start >/dev/null
}
start() {
  folder "$1"
  as_postgres "$bin/initdb" -D "$1/data" -U postgres -A trust --locale=C --encoding=UTF8 >"$1/initdb.log" 2>&1
  server "$1"
}
standby() {
  folder "$2"
  as_postgres "$bin/pg_basebackup" -h "$1" -U postgres -D "$2/data" -c fast -R >"$2/basebackup.log" 2>&1
  server "$2"
  as_postgres psql -q -h "$1" -U postgres -d postgres -c "alter system set synchronous_standby_names = '*'" \
    -c "select pg_reload_conf()" >/dev/null
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
    LZ_TEST_POSTGRES_TOOL=$(readlink -f "$0") LZ_TEST_POSTGRES="postgresql://postgres@/postgres?host=$dir" "$@"
    ;;
  start) start "$2" ;;
  stop) stop "$2" ;;
  standby) standby "$2" "$3" ;;
  kill) kill -9 "$(head -n 1 "$2/data/postmaster.pid")" ;;
  restart) # what is left of the one before may hold its memory for a moment
    for _ in $(seq 100); do server "$2" 2>/dev/null && exit; sleep 0.1; done
    exit 1
    ;;
  promote) as_postgres "$bin/pg_ctl" -D "$2/data" -w promote >/dev/null ;;
  *) echo "usage: test_postgres.sh run COMMAND… | start DIR | stop DIR | standby PRIMARY DIR | kill DIR | restart DIR | promote DIR" >&2
     exit 2 ;;
esac
