# The verbs, the same at the desk and in CI. Each does its own set-up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

NPM := npm --prefix web
MODULES := web/node_modules/installed
PAGE := src/likewise/service/page/index.html
NODE_20 := node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' 2>/dev/null

.PHONY: setup check test test-web bench demo docs page screenshots clean

demo: $(VENV)/installed
	@$(NODE_20) && $(MAKE) --no-print-directory page || \
	  echo "The page was not built: that needs Node 20. All else works."
	@$(BIN)/likewise demo

page: $(PAGE)

setup: $(VENV)/installed-dev

test: $(VENV)/installed-dev $(PAGE)
	$(BIN)/python -m pytest
	$(MAKE) --no-print-directory test-web

test-web: $(VENV)/installed-dev $(PAGE)
	$(NPM) test

check: $(VENV)/installed-dev $(MODULES)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/generate.py --check
	$(NPM) run check

bench: $(VENV)/installed-dev
	$(BIN)/python benchmarks/encode.py
	$(BIN)/python benchmarks/search.py
	$(BIN)/python benchmarks/import.py
	$(BIN)/python benchmarks/memory.py

docs: $(VENV)/installed-dev $(MODULES)
	$(BIN)/python docs/generate.py
	$(NPM) run client

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Likewise needs Python 3.11 or newer; try: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --constraint constraints.txt
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]' --constraint constraints.txt
	@touch $@

$(MODULES): web/package.json web/package-lock.json
	@$(NODE_20) || { echo "The page needs Node 20 or newer."; exit 1; }
	$(NPM) ci
	@touch $@

$(PAGE): $(MODULES) $(shell find web/src web/build web/public -type f) $(wildcard web/*.*)
	$(NPM) run build

screenshots: $(VENV)/installed-dev $(PAGE)
	$(BIN)/likewise demo furniture > /dev/null
	$(BIN)/likewise map furniture --method tsne > /dev/null
	node web/tools/screenshots.js

clean:
	rm -rf web/node_modules $(dir $(PAGE)) $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
