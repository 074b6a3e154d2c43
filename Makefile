# Every habit is one word. `make` alone lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NODE := tests/contract/node
PIP_INSTALL := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check

FAST := $(wildcard tests/unit tests/architecture tests/contract)
SLOW := $(wildcard tests/integration tests/browser tests/e2e tests/resilience tests/benchmarks)

.DEFAULT_GOAL := help
.PHONY: help run test browser check format bench contracts requirements clean

help: ## list these words
	@sed -n 's/^\([a-z]*\):.*## /\1#/p' Makefile | awk -F'#' '{ printf "  make %-13s %s\n", $$1, $$2 }'

run: $(VENV)/local ## set up and play the example agency's year on this machine; Ctrl-C stops it
	$(BIN)/danvan demo

test: check browser $(NODE)/node_modules ## set up and prove it: check, then all tests, fast ones first
	$(BIN)/pytest --numprocesses=auto $(FAST)
	$(BIN)/pytest --numprocesses=auto --dist=loadfile $(SLOW)

browser: ## see to it that the tests have a browser and a second reader of logs, where that may be
	@command -v chromium >/dev/null && command -v go >/dev/null || { [ "$$(id -u)" = 0 ] \
	    && command -v apt-get >/dev/null && apt-get update -qq \
	    && apt-get install -qq --yes --no-install-recommends \
	    chromium fonts-dejavu-core golang-go golang-golang-x-mod-dev >/dev/null; } || echo \
	    "Chromium or Go is not here, so the tests that need it will be skipped." \
	    "On Debian or Ubuntu: apt-get install chromium golang-go golang-golang-x-mod-dev"

check: $(VENV)/dev ## style, types and the import laws
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/dev ## put the code in the house's shape
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

bench: $(VENV)/dev ## measure; write what you see in tests/benchmarks/README.md
	BENCH=full $(BIN)/pytest --capture=no tests/benchmarks

contracts: $(VENV)/local ## write schemas, samples and the AsyncAPI document anew
	$(BIN)/danvan contracts export contracts

requirements: $(BIN)/python ## lock the dependencies anew; UPGRADE=--upgrade takes newer versions
	$(PIP_INSTALL) pip-tools
	$(call lock,dev,--extra=dev $(UPGRADE))
	$(call lock_from_dev,local,--extra=local)
	$(call lock_from_dev,services,--extra=services)
	$(call lock_from_dev,base,)

clean: ## remove everything that can be made again; the data in .danvan/ stays
	rm -rf $(VENV) $(NODE)/node_modules build dist *.egg-info .hypothesis .import_linter_cache
	rm -rf .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

# Set-up. Each folder or stamp is made again only when what it was made from has changed.

$(VENV)/local $(VENV)/dev: $(VENV)/%: requirements/%.txt pyproject.toml | $(BIN)/python
	$(PIP_INSTALL) --require-hashes --requirement $<
	$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo \
	    "Dân Vận needs Python 3.11 or newer. Name one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo \
	    "Python lacks its venv module. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(NODE)/node_modules: $(NODE)/package-lock.json
	@if command -v npm >/dev/null; then echo "npm ci"; \
	    npm ci --prefix $(NODE) --silent && touch $@; \
	else echo "npm is not here, so the test with the independent AsyncAPI parser will be skipped." \
	    "On Debian or Ubuntu: apt-get install npm"; fi

# `danvan` itself is left out of the locks (`--unsafe-package`); so is pip-tools' note about it,
# which stands after the only empty line.
COMPILE := CUSTOM_COMPILE_COMMAND="make requirements" $(BIN)/pip-compile --quiet \
    --generate-hashes --strip-extras --build-deps-for=editable --unsafe-package=danvan \
    --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options
define lock
	$(COMPILE) $(2) --output-file=requirements/$(1).txt pyproject.toml
	sed -i '/^$$/,$$d' requirements/$(1).txt
endef
# The versions found in an output file are kept: so all locks agree with dev's.
define lock_from_dev
	cp requirements/dev.txt requirements/$(1).txt
	$(call lock,$(1),$(2))
endef
