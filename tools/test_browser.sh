#!/bin/sh
# The tests in a real browser: installs their packages, builds the servers that they look at, runs them.
set -e
cd "$(dirname "$0")/.."
tools/assets.sh
(cd test/browser && if [ ! -f node_modules/.lock ] || ! cmp -s package-lock.json node_modules/.lock; then
  npm ci --no-audit --no-fund --ignore-scripts >/dev/null && cp package-lock.json node_modules/.lock
fi)
python3 tools/sources.py --stamp .sources
test -d build/browser || meson setup build/browser --buildtype=debug -Dassets=full >/dev/null
ninja -C build/browser kit-server lianzhang >/dev/null
(cd assets && node_modules/.bin/tsc --noEmit)
LZ_KIT_SERVER=build/browser/kit-server LZ_PROGRAM=build/browser/lianzhang exec node test/browser/run.mjs "$@"
