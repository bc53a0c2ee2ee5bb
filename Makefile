# Everything is set up from the hashed locks by the first command that needs it.
PYTHON ?= python3
RUN := .venv/bin/python
export PYTHONPATH := $(CURDIR)
export PYTHONWARNINGS := ignore
JOBS ?= 2
# Of two cores: a worker that kills and starts processes waits more than it works.
WORKERS ?= 3
# Whatever tools keep lies under .local: the sources may be read-only.
export PYTHONPYCACHEPREFIX := $(CURDIR)/.local/pycache
# Containers like to say that nothing compiled is kept: every process of ours would compile all there is anew.
export PYTHONDONTWRITEBYTECODE :=
export MPLCONFIGDIR := $(CURDIR)/.local/cache/matplotlib
export HYPOTHESIS_STORAGE_DIRECTORY := $(CURDIR)/.local/hypothesis
# A virtual environment whose Python is gone, or that came from another machine, counts as none.
STALE := $(if $(shell $(RUN) -c 'print(1)' 2>/dev/null),,anew)

.PHONY: breaking examples release help demo demo-sso up sandbox down test quick long check format contracts mutants bench lock clean places anew

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/local ## run the main job on an embedded stack, print the report, end
	@./throughline demo $(ARGS)

demo-sso: .venv/dev ## the same with everybody signing in by browser at a real identity provider
	@./throughline demo --sso $(ARGS)

up: .venv/local ## keep a stack running until Ctrl-C; prints addresses, credentials, curl lines
	@./throughline up $(ARGS)

sandbox: .venv/dev ## a district in mid-year to sign in to, at fixed ports, until Ctrl-C (ARGS=--reset: from the beginning)
	@./throughline sandbox $(ARGS)

down: .venv/local ## end a stack or sandbox left running
	@./throughline down

test: check ## every gate and test
	$(RUN) -m pytest -n $(WORKERS) -q

quick: check ## the gates, and the tests nearest to what was changed: about a minute
	$(RUN) -m tests.quick

check: .venv/dev ## the quick half: format, lint, types, architecture
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	$(RUN) -m mypy shared services deploy tests
	@$(RUN) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()' --cache-dir .local/cache/imports

format: .venv/dev ## format and mend what can be mended
	$(RUN) -m ruff format .
	$(RUN) -m ruff check --fix .

contracts: .venv/dev ## write contracts/ from the code, and the client of them
	$(RUN) -m deploy.contracts

examples: .venv/dev ## record replies of the running sandbox for the examples of the contracts (then make contracts)
	$(RUN) -m deploy.examples

breaking: .venv/dev ## would a client of the last release trip over today's contracts?
	$(RUN) -m deploy.breaking

release: .venv/dev ## make today's contracts those of the last release
	$(RUN) -m deploy.breaking release

mutants: .venv/dev ## plant mistakes one at a time: would the tests notice? (MUTANTS=all|N SEED=… ROOM=services/…)
	$(RUN) -m tests.mutants -j $(JOBS) --count $(or $(MUTANTS),320) --seed $(or $(SEED),1) --room "$(ROOM)" $(ARGS)

long: .venv/dev ## many times as many random cases, by a new seed; says so in tests/long_runs.json
	$(RUN) -m tests.long $(ARGS)

bench: .venv/dev ## measure, as ratios to bare baselines in the same run
	$(RUN) -m tests.benchmarks

places: .venv/local ## walk the places a newcomer may stand in, with both commands
	$(RUN) -m deploy.places $(ARGS)

lock: ## write the hashed locks anew (needs uv on the path)
	for set in ":pyproject.toml" "-local:pyproject.toml --extra local" "-dev:pyproject.toml --extra local --extra dev" \
	  "-clients:--group clients"; do uv pip compile $${set#*:} --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-annotate --no-emit-index-url --no-emit-find-links -q -o requirements$${set%%:*}.txt; done

clean: ## remove the virtual environment and all local state
	@./throughline down >/dev/null 2>&1 || :
	@case "$$(readlink .local/outside)" in */throughline-*) rm -rf "$$(readlink .local/outside)";; esac
	rm -rf .venv .local

.venv/local: requirements-local.txt $(STALE)
	@PYTHON="$(PYTHON)" deploy/install.sh $<
	@touch $@

.venv/dev: requirements-dev.txt $(STALE)
	@PYTHON="$(PYTHON)" deploy/install.sh $<
	@touch $@ .venv/local
