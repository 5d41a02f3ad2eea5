# The words for working on Restante; CI uses the same ones. `make` alone prints them.

CONFIGURATION ?= Release
RESULTS       ?= artifacts/test-results
# A test that hangs is ended and named after five minutes (the soak takes two and a half); a whole project after 45.
# Signals that whoever starts this ignores (nohup, a shell in the background) are not ignored by the servers under test.
TEST = env --default-signal=HUP,INT,QUIT timeout --kill-after=30s 45m dotnet test --no-build -c $(CONFIGURATION) --nologo \
       --blame-hang-timeout 5m --blame-hang-dump-type none --results-directory $(RESULTS)

.DEFAULT_GOAL := help
.PHONY: help run build test check e2e fuzz crash faults soak bench bench-growth bench-micro bench-logs pack tools clean-results

help: ## this text
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## start the server on its embedded default (POP3 on 127.0.0.1:1110, POP3S on 127.0.0.1:1995)
	dotnet run -c Release --project src/Cli -- serve

test: tools build clean-results ## install what the tests need (Debian, root), then run all tests
	@status=0; \
	$(TEST) tests/Unit --logger "trx;LogFileName=unit.trx" || status=1; \
	$(TEST) tests/EndToEnd --logger "trx;LogFileName=e2e.trx" || status=1; \
	exit $$status

check: ## locked restore, build with warnings as errors, formatting; a known vulnerability in a package is a warning too
	dotnet restore --locked-mode
	dotnet build --no-restore -c $(CONFIGURATION) --nologo
	dotnet format --no-restore --verify-no-changes

e2e: tools build ## only the end-to-end tests: make e2e FILTER=DisplayName~curl
	$(TEST) tests/EndToEnd $(if $(FILTER),--filter "$(FILTER)")

fuzz: ## run the fuzz targets on fresh input: make fuzz ARGS="…"
	dotnet run -c Release --project tests/Fuzz -- $(ARGS)

KILLS ?= 500
crash: tools build ## kill -9 the server again and again, with a checker: make crash KILLS=500 SEED=7
	RESTANTE_KILLS=$(KILLS) RESTANTE_SEED=$(or $(SEED),1) timeout --kill-after=30s 2h dotnet test tests/EndToEnd --no-build -c $(CONFIGURATION) --nologo \
	    --filter "FullyQualifiedName~EndToEnd.Crashes" --logger "console;verbosity=detailed"

faults: tools build ## crashes, bad disks, shortages and load, longer than in CI, and docs/protocol/faults.md anew
	tests/faults.sh $(CONFIGURATION)

MINUTES ?= 60
soak: tools build ## load of all kinds with a checker: make soak MINUTES=60
	RESTANTE_SOAK_MINUTES=$(MINUTES) dotnet test tests/EndToEnd --no-build -c $(CONFIGURATION) --nologo \
	    --filter "FullyQualifiedName~EndToEnd.Soak" --logger "console;verbosity=detailed"

bench: ## beside Dovecot and nginx on the same mail (Debian, root; 15 minutes): make bench ARGS="quick", "retr large" or "settings"
	tests/Bench/peers/bench.sh $(ARGS)

bench-growth: ## how the cost grows with mailbox, message, sessions, deliveries (20 minutes): make bench-growth ARGS="quick mailbox"
	tests/Bench/peers/bench.sh growth $(ARGS)

bench-micro: ## micro-benchmarks: make bench-micro ARGS="…"; ARGS=page writes docs/design/micro.md
	$(if $(filter page,$(ARGS)),tests/Bench/micro.py,dotnet run -c Release --project tests/Bench -- $(ARGS))

bench-logs: build ## how fast `restante logs` reads a Dovecot log, beside grep and zcat: make bench-logs ARGS="1000000 12"
	tests/Bench/logs.sh $(ARGS)

pack: ## an executable in out/restante
	dotnet publish src/Cli -c Release -o out --nologo

tools:
	@tests/install-tools.sh

build:
	@dotnet build -c $(CONFIGURATION) --nologo -v quiet

clean-results:
	@rm -rf $(RESULTS)
