#!/bin/sh
# Installs what assets/package-lock.json names, where it is not there yet.
set -e
cd "$(dirname "$0")/../assets"
if [ ! -f node_modules/.lock ] || ! cmp -s package-lock.json node_modules/.lock; then
  echo "installing the packages of assets/package-lock.json"
  npm ci --no-audit --no-fund --ignore-scripts >/dev/null
  cp package-lock.json node_modules/.lock
fi
