# Everything a newcomer needs: `make demo`, `make test`. Each target prepares what it uses.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check
PROJECT ?= examples/neglected

.PHONY: demo test test-fast test-all lint docs clean venv
.SILENT:

demo: $(VENV)/.ready  ## review the neglected example
	$(BIN)/django-pro check $(PROJECT) || test $$? -eq 1

test: lint  ## what must pass before a change goes in
	$(BIN)/pytest -q -n 2

test-fast: $(VENV)/.ready  ## the same without what takes long
	$(BIN)/pytest -q -n 2 -m "not slow"

test-all: test docs  ## everything, and the pages built

lint: $(VENV)/.ready
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-logo >/dev/null || $(BIN)/lint-imports --no-logo

docs: $(VENV)/.ready  ## the index of rules, from their pages
	$(BIN)/python -m django_pro explain --index > docs/rules.md

$(VENV)/.ready: pyproject.toml
	test -x $(BIN)/python || $(MAKE) --no-print-directory venv
	$(PIP) --upgrade "pip>=25.1"
	$(PIP) --editable . --group dev
	touch $@

venv:  # by the first Python that is new enough
	for python in $(PYTHON) python3.13 python3.12 python3.11; do \
	  $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && exec $$python -m venv $(VENV); \
	done; echo "django-pro needs Python 3.11 or newer: make PYTHON=/path/to/python"; exit 2

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache
