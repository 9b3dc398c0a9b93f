# Everything that people and CI do here, one word each. `make` alone lists it.

PYTHON ?= python3
UV ?= uv
BIN := .venv/bin
INSTALLED := .venv/.installed
PEERS := benchmarks/.venv/.installed

# Tests of services run under eventlet's patches (tests/messaging/conftest.py); hypothesis, httpx and the portal
# must not: hence a pytest process each. Schemathesis has one of its own, whose plugin no other test loads.
UNPATCHED := tests/unit tests/architecture tests/contracts
FUZZED := tests/fuzz
PATCHED := tests/messaging
FAULTS := tests/faults
DEMO := tests/e2e/demo
BROWSER := tests/browser
LANES := test-e2e test-integration test-unit test-kernel test-faults test-fuzz  # the longest first
LONG_LANES := long-demo long-e2e long-fuzz long-integration
PYTEST := $(BIN)/pytest -q --durations=10 --durations-min=0.5

.DEFAULT_GOAL := help
.PHONY: help up down demo test test-long $(LANES) $(LONG_LANES) browser faults fuzz bench bench-soak check check-observe audit fmt lint types lock lock-images docs screens compose-test

help: ## this list
	@echo 'Alliance. Targets:'
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{printf "%-23s %s\n", $$1, $$2}'

up: $(INSTALLED) ## start the whole system on this machine (ALLIANCE_PORT, ALLIANCE_HOME)
	@$(BIN)/alliance up

down: $(INSTALLED) ## stop it; data is kept
	@$(BIN)/alliance down

demo: $(INSTALLED) ## start it, load real cities, walk a cohort to the acceleration program
	@$(BIN)/alliance demo

# Three at a time: they compute for as long as they wait. One that fails holds up no other.
test: $(INSTALLED) ## all but the long tests, on brokers and databases of their own
	@echo 'Six lanes, three at a time; each says its results and its ten slowest tests at its end ...'
	@$(MAKE) --no-print-directory -k -j3 --output-sync=target $(LANES) || { \
	    echo 'Not all passed: look for "Error" above; make test-… runs one lane alone.' >&2; exit 1; }
	@$(BIN)/python -m tests.browser.chromium  # says what was left out where there is no browser

test-long: $(INSTALLED) ## the long tests: the demo, an import, access that ends, noise (CONTRIBUTING.md)
	@echo 'Four lanes, two at a time ...'
	@$(MAKE) --no-print-directory -k -j2 --output-sync=target $(LONG_LANES)

test-unit: $(INSTALLED) ## rules, use cases with fakes, contracts, architecture
	$(PYTEST) $(UNPATCHED)

test-fuzz: $(INSTALLED) ## each request of the HTTP API by its example, a few pages and forms under noise
	$(PYTEST) --short $(FUZZED)

long-fuzz: $(INSTALLED)
	$(PYTEST) --long $(FUZZED)

long-integration: $(INSTALLED)
	$(PYTEST) --long tests/integration

test-kernel: $(INSTALLED) ## the messaging kernel on a real broker and database
	$(PYTEST) $(PATCHED)

test-faults: $(INSTALLED) ## two faults against the whole system
	$(PYTEST) --short $(FAULTS)

test-integration: $(INSTALLED) ## statements on a real database, the supervisor
	$(PYTEST) --short tests/integration

test-e2e: $(INSTALLED) ## one whole system: a journey, an erasure, benchmarks in small, a few pages in a browser
	$(PYTEST) --short tests/e2e $(BROWSER) --ignore $(DEMO)

long-e2e: $(INSTALLED)
	$(PYTEST) --long tests/e2e --ignore $(DEMO)

long-demo: $(INSTALLED)
	$(PYTEST) $(DEMO)

browser: $(INSTALLED) ## every page and journey in a browser (ten minutes); screenshots in screens/; ON=home of a running system
	@$(PYTEST) $(BROWSER) $(if $(ON),--on '$(ON)') $(if $(ONLY),-k '$(ONLY)')

faults: $(INSTALLED) ## the long fault suite; FAULT=name chooses, RECORD=1 writes docs/reliability.md
	$(BIN)/pytest -q $(FAULTS) $(if $(FAULT),--fault '$(FAULT)') $(if $(RECORD),--record)

fuzz: $(INSTALLED) ## the API and every form under more noise; ON=http://… TOKEN=… a running system's services, too
	FUZZ_EXAMPLES=$(or $(EXAMPLES),40) $(PYTEST) $(FUZZED)
	$(if $(ON),FUZZ_ON='$(ON)' FUZZ_TOKEN='$(TOKEN)' $(PYTEST) $(FUZZED)/running.py)

bench: $(INSTALLED) $(PEERS) ## how fast, beside plain nameko, FastStream and Celery (ten minutes, a quiet machine; RUNS=3)
	@$(BIN)/python -m benchmarks --runs $(or $(RUNS),1) --keep
	@$(BIN)/python -m benchmarks.pages --keep

bench-soak: $(INSTALLED) ## memory under load, in half an hour; SECONDS=600 for less
	@$(BIN)/python -m benchmarks --soak $(or $(SECONDS),1800) --keep

check: $(INSTALLED) ## format, lint, types, import rules
	$(BIN)/ruff format --check -q .
	$(BIN)/ruff check -q .
	$(BIN)/mypy
	$(BIN)/lint-imports

check-observe: $(INSTALLED) ## Prometheus' configuration and alert rules, by its own promtool; the dashboard's queries
	@$(BIN)/pytest -q -rs tests/unit/shared/test_observing.py

audit: $(INSTALLED) ## known vulnerabilities of what is locked, bandit over the code, licenses
	@$(BIN)/python requirements/audit.py

fmt: $(INSTALLED) ## put the code into its format
	$(BIN)/ruff check --fix -q .
	$(BIN)/ruff format -q .

lint: $(INSTALLED) ## ruff and the import rules
	$(BIN)/ruff check .
	$(BIN)/lint-imports

types: $(INSTALLED) ## mypy, strict
	$(BIN)/mypy

lock: ## write requirements/*.txt anew from pyproject.toml (needs uv)
	@command -v $(UV) >/dev/null || { echo 'make lock needs uv: pip install uv, or UV=path' >&2; exit 1; }
	UV_PYTHON_DOWNLOADS=never $(UV) $(LOCK) pyproject.toml -o requirements/image.txt
	UV_PYTHON_DOWNLOADS=never $(UV) $(LOCK) --extra embedded --group dev -c requirements/image.txt pyproject.toml -o requirements/dev.txt
	UV_PYTHON_DOWNLOADS=never $(UV) $(LOCK) benchmarks/requirements.in -o benchmarks/requirements.txt

lock-images: $(INSTALLED) ## write the digests of images into docker-compose.yml and deploy/Dockerfile (needs docker and a registry)
	@$(BIN)/python requirements/images.py

LOCK := pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate

screens: $(INSTALLED) ## a few screenshots of `make browser` for docs/portal.md, to be committed
	@$(BIN)/python docs/screens.py

docs: $(INSTALLED) ## everything in docs/ that is made from code
	@$(BIN)/python docs/make.py

compose-test: $(INSTALLED) ## the docker compose stack, on whichever Docker engine there is
	@$(BIN)/pytest -q tests/compose

# The environment, exactly as locked. Interrupted half-way it is simply made again.
$(INSTALLED): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo 'Alliance needs Python 3.11 or newer as $(PYTHON); another one: make PYTHON=/path/to/python3' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo 'Python lacks venv: apt-get install python3-venv' >&2; exit 1; }
	@echo 'Making .venv as locked in requirements/dev.txt (about a minute, once) ...' >&2
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install -q --disable-pip-version-check --no-input --require-hashes -r requirements/dev.txt
	@$(BIN)/pip install -q --disable-pip-version-check --no-input --no-deps --no-build-isolation -e .
	@touch $@

# What Alliance is measured beside; nothing else ever runs in it.
$(PEERS): benchmarks/requirements.txt
	@echo 'Making benchmarks/.venv, the peers, as locked in benchmarks/requirements.txt ...' >&2
	@$(PYTHON) -m venv benchmarks/.venv
	@benchmarks/.venv/bin/pip install -q --disable-pip-version-check --no-input --require-hashes -r benchmarks/requirements.txt
	@touch $@
