# Everything is set up from the hashed locks by the first command that needs it.
PYTHON ?= python3
RUN := .venv/bin/python
export PYTHONPATH := $(CURDIR)
export PYTHONWARNINGS := ignore
JOBS ?= 2
# The locks are whole: pip must not resolve anew, where it would meet releases younger than them.
INSTALL := $(RUN) -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r

.PHONY: help demo demo-sso up down test check format contracts bench lock clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/local ## run the main job on an embedded stack, print the report, end
	@./throughline demo $(ARGS)

demo-sso: .venv/dev ## the same with everybody signing in by browser at a real identity provider
	@./throughline demo --sso $(ARGS)

up: .venv/local ## keep a stack running until Ctrl-C; prints addresses, credentials, curl lines
	@./throughline up $(ARGS)

down: .venv/local ## end a stack left running
	@./throughline down

test: check ## every gate and test
	$(RUN) -m pytest -n $(JOBS) --dist worksteal -q

check: .venv/dev ## the quick half: format, lint, types, architecture
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	$(RUN) -m mypy shared services deploy tests
	.venv/bin/lint-imports

format: .venv/dev ## format and mend what can be mended
	$(RUN) -m ruff format .
	$(RUN) -m ruff check --fix .

contracts: .venv/dev ## write contracts/ from the code
	$(RUN) -m deploy.contracts

bench: .venv/dev ## measure, as ratios to bare baselines in the same run
	$(RUN) -m tests.benchmarks

lock: ## write the hashed locks anew (needs uv on the path)
	for set in ":" "-local:--extra local" "-dev:--extra local --extra dev"; do \
	  uv pip compile pyproject.toml $${set#*:} --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-annotate --no-emit-index-url --no-emit-find-links -q -o requirements$${set%%:*}.txt; done

clean: ## remove the virtual environment and all local state
	rm -rf .venv .local

.venv/local: requirements-local.txt
	@test -x $(RUN) || $(PYTHON) -m venv .venv
	@echo "installing from $<"; $(INSTALL) $<
	@touch $@

.venv/dev: requirements-dev.txt
	@test -x $(RUN) || $(PYTHON) -m venv .venv
	@echo "installing from $<"; $(INSTALL) $<
	@touch $@ .venv/local
