# Everything runs in .venv; `make setup` makes it. Another interpreter: make setup PYTHON=python3.13
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help setup demo test soak lint format bench migration

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY)  ## install escalate and all it needs in .venv

demo: $(READY)  ## a told story of one dispute under each policy, in a scratch log
	@$(BIN)/escalate demo

test: lint  ## every check: lint, then all tests, packaging included
	$(BIN)/pytest -n 2 -m "not soak"

soak: $(READY)  ## the tests that take many minutes, with their figures; SEED=7 repeats random choices
	$(BIN)/pytest -n 2 --dist worksteal -m soak --timeout 3600 --durations 40

lint: $(READY)  ## style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(READY)  ## put the code in its standard form
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: $(READY)  ## speed against bare scripts; BIG=1 adds a log of 1,000,000 disputes
	@BIG="$(BIG)" $(BIN)/python -m tests.bench.run

migration: $(READY)  ## a new, empty migration: make migration name="what it does"
	@test -n "$(name)" || { echo 'Say what it does: make migration name="what it does"'; exit 2; }
	$(BIN)/alembic revision -m "$(name)"

# setuptools comes first because the build then uses it from .venv, at the version pinned, with nothing fetched apart.
# Compiled here, once: with PYTHONDONTWRITEBYTECODE set, each start would compile the libraries again.
# Some libraries carry templates that are not Python, so what compileall could not compile is passed over.
$(READY): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --constraint constraints.txt setuptools
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --no-build-isolation --editable '.[dev,docs,sheets]'
	-@$(BIN)/python -m compileall -qq -j 0 .venv/lib escalate migrations
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("escalate needs Python 3.11 or later: make setup PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
