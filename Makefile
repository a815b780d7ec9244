# make            build/lianzhang, optimised
# make unit       the C tests, debug build with sanitizers
.PHONY: all unit stamp
BUILD ?= build

all: stamp
	@test -d $(BUILD)/release || meson setup $(BUILD)/release --buildtype=release -Db_lto=true >/dev/null
	@ninja -C $(BUILD)/release

unit: stamp
	@test -d $(BUILD)/debug || meson setup $(BUILD)/debug --buildtype=debug -Db_sanitize=address,undefined >/dev/null
	@ninja -C $(BUILD)/debug lianzhang-tests
	@$(BUILD)/debug/lianzhang-tests $(TEST_ARGS)

stamp:
	@python3 tools/sources.py --stamp .sources
