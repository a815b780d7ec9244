#!/bin/sh
# The tests of what runs on several threads in the analysis layer, under the thread sanitizer.
#     test_threads.sh [WORDS]     the harness's own arguments
set -e
cd "$(dirname "$0")/.."
python3 tools/sources.py --stamp .sources
test -d build/threads || meson setup build/threads --buildtype=debug -Doptimization=1 -Db_sanitize=thread >/dev/null
ninja -C build/threads thread-tests >/dev/null
# addresses in a fixed place: the sanitizer's own map needs it on some kernels
exec setarch "$(uname -m)" -R build/threads/thread-tests "$@"
