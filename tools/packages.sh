#!/bin/sh
# Installs Debian packages that are missing: packages.sh GROUP…   Safe to repeat; says what it does.
# Groups: build (the program), test (PostgreSQL, a browser, oracles), fuzz (clang), bench (peers).
set -eu
build="gcc make meson ninja-build pkg-config python3 unicode-data
  libmicrohttpd-dev libzip-dev libexpat1-dev libsodium-dev libjansson-dev libyaml-dev libsqlite3-dev libpq-dev
  libxlsxwriter-dev libssl-dev zlib1g-dev"
test="postgresql chromium fonts-noto-cjk sqlite3 python3-numpy python3-scipy python3-networkx python3-igraph python3-yaml"
fuzz="clang-14 libclang-rt-14-dev"
bench="wrk ripgrep libhyperscan-dev python3-ahocorasick python3-openpyxl"
wanted=""
for group in "$@"; do
  case $group in
    build) wanted="$wanted $build"; command -v npm >/dev/null 2>&1 || wanted="$wanted nodejs npm" ;;
    test) wanted="$wanted $test" ;;
    fuzz) wanted="$wanted $fuzz" ;;
    bench) wanted="$wanted $bench" ;;
    *) echo "packages.sh: no group $group" >&2; exit 2 ;;
  esac
done
missing=""
for package in $wanted; do
  state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
echo "Installing Debian packages:$missing"
as_root=""
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null 2>&1 || { echo "These packages need root or sudo." >&2; exit 1; }
  as_root=sudo
fi
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# shellcheck disable=SC2086
$as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
