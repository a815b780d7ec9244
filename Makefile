# make            build/release/lianzhang, optimised, linked as build/lianzhang
# make run        installs what is missing, builds, makes the demonstration city, serves it on http://127.0.0.1:8080
# make test       installs what is missing, runs every ring of tests; the last line counts
# make prove      the same rings at their full counts, in pieces of under ten minutes
# make unit       the C tests alone (TEST_ARGS="words of a test")
# make lint       the house rules
# make bench      each hard bar beside its peer, as ratios in one run
# make fuzz       the parsers under libFuzzer (SECONDS=60 each)
BUILD ?= build
PORT ?= 8080
DEMO_DB ?= $(BUILD)/demo.db
MESON_QUIET = >/dev/null

CRASH = python3 test/crash/run.py
CRASHED = $(BUILD)/debug/lianzhang
FAILING = $(BUILD)/debug/failing-server
STORIES = python3 test/crash/stories.py $(CRASHED) $(BUILD)/debug/short-server $(FAILING)

.PHONY: all run test prove unit lint bench fuzz stamp clean packages-build packages-test assets release debug

all: release

packages-build:
	@tools/packages.sh build
packages-test:
	@tools/packages.sh build test

stamp:
	@python3 tools/sources.py --stamp .sources

assets:
	@tools/assets.sh

release: packages-build stamp assets
	@test -d $(BUILD)/release || meson setup $(BUILD)/release --buildtype=release -Db_lto=true -Dassets=full $(MESON_QUIET)
	@ninja -C $(BUILD)/release lianzhang
	@ln -sf release/lianzhang $(BUILD)/lianzhang

debug: stamp
	@test -d $(BUILD)/debug || meson setup $(BUILD)/debug --buildtype=debug -Db_sanitize=address,undefined $(MESON_QUIET)
	@ninja -C $(BUILD)/debug lianzhang lianzhang-tests failing-server short-server

run: release
	@$(BUILD)/lianzhang --db sqlite:$(DEMO_DB) init --demo
	@$(BUILD)/lianzhang --db sqlite:$(DEMO_DB) serve --listen 127.0.0.1:$(PORT)

unit: debug
	@tools/test_postgres.sh run $(BUILD)/debug/lianzhang-tests $(TEST_ARGS)

test: packages-test debug
	@tools/rings.sh \
	  "house rules=python3 tools/check.py --build $(BUILD)/debug" \
	  "templates=python3 test/web/test_compiler.py" \
	  "unit, both databases=tools/test_postgres.sh run $(BUILD)/debug/lianzhang-tests" \
	  "analysis, thread sanitizer=tools/test_threads.sh" \
	  "browser=tools/test_browser.sh" \
	  "a kind in one folder=python3 test/extension/run.py" \
	  "spreadsheets as offices keep them=python3 test/oracle/sheets.py $(BUILD)/debug/lianzhang" \
	  "analysis against its oracles=/usr/bin/python3 test/oracle/analysis.py $(BUILD)/debug/lianzhang" \
	  "the server is killed=$(CRASH) kills $(CRASHED) sqlite 1 9" \
	  "PostgreSQL is killed=$(CRASH) postgres $(CRASHED) 1 4" \
	  "the power goes=$(CRASH) power $(CRASHED) $(FAILING) 1 6" \
	  "the disk is full=$(CRASH) full $(CRASHED) $(FAILING) 1 3" \
	  "stories in which one thing fails=$(STORIES) step,memory,write 31" \
	  "two servers on one PostgreSQL=python3 test/two_servers/run.py $(BUILD)/debug/lianzhang"

prove: packages-test debug
	@tools/rings.sh \
	  "foundation, full=$(BUILD)/debug/lianzhang-tests --full src/base" \
	  "documents, full=$(BUILD)/debug/lianzhang-tests --full src/document" \
	  "store, full=tools/test_postgres.sh run $(BUILD)/debug/lianzhang-tests --full src/store" \
	  "records, full=tools/test_postgres.sh run $(BUILD)/debug/lianzhang-tests --full src/record" \
	  "features, full=tools/test_postgres.sh run $(BUILD)/debug/lianzhang-tests --full src/features" \
	  "the program, full=tools/test_postgres.sh run $(BUILD)/debug/lianzhang-tests --full src/app" \
	  "analysis, full=$(BUILD)/debug/lianzhang-tests --full src/analysis --but test_systemic_risk.c" \
	  "systemic risk, full=$(BUILD)/debug/lianzhang-tests --full src/analysis/test_systemic_risk.c" \
	  "spreadsheets as offices keep them=python3 test/oracle/sheets.py $(BUILD)/debug/lianzhang" \
	  "analysis against its oracles, full=/usr/bin/python3 test/oracle/analysis.py $(BUILD)/debug/lianzhang --full" \
	  "the server is killed 100 times, SQLite=$(CRASH) kills $(CRASHED) sqlite 1 101" \
	  "the server is killed 100 times, PostgreSQL=$(CRASH) kills $(CRASHED) postgres 101 201" \
	  "PostgreSQL is killed 25 times=$(CRASH) postgres $(CRASHED) 1 26" \
	  "PostgreSQL is killed 25 times more=$(CRASH) postgres $(CRASHED) 26 51" \
	  "the power goes 50 times=$(CRASH) power $(CRASHED) $(FAILING) 1 51" \
	  "the disk is full 20 times=$(CRASH) full $(CRASHED) $(FAILING) 1 21" \
	  "stories in which one step fails=$(STORIES) step 3" \
	  "stories in which one allocation fails=$(STORIES) memory 1" \
	  "stories in which one write fails=$(STORIES) write 1"

lint: debug
	@python3 tools/check.py --build $(BUILD)/debug

PEERS = $(BUILD)/peers
bench: release
	@tools/packages.sh build test bench
	@ninja -C $(BUILD)/release bench-store bench-ledger bench-analysis bench-made bench-match bench-risk
	@mkdir -p $(PEERS) && cp test/bench/http/package*.json $(PEERS) && npm --prefix $(PEERS) ci --no-audit --no-fund --ignore-scripts >/dev/null
	@tools/bench.sh $(BUILD)/bench.log \
	  "store=test/bench/store/run.sh $(BUILD)/release/bench-store" \
	  "over HTTP=tools/test_postgres.sh run python3 test/bench/http/run.py $(BUILD)/release/lianzhang --peers $(PEERS)" \
	  "pages of a million rows=python3 test/bench/http/run.py $(BUILD)/release/lianzhang --rows 1000000 --pages-alone" \
	  "import=tools/test_postgres.sh run python3 test/bench/import/run.py $(BUILD)/release/lianzhang" \
	  "ledgers=test/bench/ledger/run.sh $(BUILD)/release/bench-ledger" \
	  "analysis=python3 test/bench/analysis/run.py $(BUILD)/release/bench-analysis --full" \
	  "registers=python3 test/bench/match/run.py $(BUILD)/release/bench-made $(BUILD)/release/bench-match --full" \
	  "systemic risk=$(BUILD)/release/bench-risk 100000 5 && $(BUILD)/release/bench-risk 100000 20 1e-2 5000"

clean:
	rm -rf $(BUILD) .sources

fuzz:
	@SECONDS_EACH=$(or $(SECONDS),60) tools/fuzz.sh
