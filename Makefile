# Everything a newcomer needs: `make demo`, `make test`. Each target prepares what it uses.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PROJECT ?= examples/neglected

.PHONY: demo test test-fast test-all lint docs clean
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
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "django-pro needs Python 3.11 or newer: make PYTHON=python3.13 …"; exit 2; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache
