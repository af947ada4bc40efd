# Everything that is done with this project, by its name. `make help` lists it.

PYTHON ?= python3
DATA ?= data
PORT ?= $(or $(OMBUD_PORT),8080)
# One more than there are processors: some tests wait for a clock, or for another process.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
# What is passed on: make test ARGS="-k groups", make bench ARGS=tickets
ARGS ?=

# Some machines forbid bytecode, and every start would compile Ombud again, for a second.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help run test setup check fix bench

help: ## list these verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## start a desk with demo data on http://localhost:8080
	@$(BIN)/ombud demo --data "$(DATA)" --port $(PORT)
	@exec $(BIN)/ombud serve --data "$(DATA)" --port $(PORT)

test: setup ## run every test
	@$(BIN)/pytest -n $(WORKERS) --dist worksteal $(ARGS)

setup: $(READY) ## make .venv with all that the other verbs need

check: setup ## format, lint, types, layers and the rules of the house
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/house_rules.py

fix: setup ## repair what can be repaired by itself
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: setup ## measure, and compare with what is there already
	@$(BIN)/python -m bench $(ARGS)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Ombud needs Python 3.11 or newer. Name one: make $(or $(MAKECMDGOALS),setup) PYTHON=python3.12" >&2; \
	  exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "This Python cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv" >&2; \
	  exit 1; }
	@echo "Setting up .venv; this takes a minute or two, once."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $(READY)
