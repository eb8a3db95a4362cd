# Everything a newcomer needs: `make demo`, `make test`. Each target prepares what it uses.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check
PROJECT ?= examples/neglected
SHOP := .venv-bookshop
PORT ?= 8000

.PHONY: demo test test-fast test-all lint docs clean venv run bookshop-test
.SILENT:

demo: $(VENV)/.ready  ## review the neglected example
	$(BIN)/django-pro check $(PROJECT) || test $$? -eq 1

test: lint  ## what must pass before a change goes in
	$(BIN)/pytest -q -n 2

test-fast: $(VENV)/.ready  ## the same without what takes long
	$(BIN)/pytest -q -n 2 -m "not slow"

test-all: test docs bookshop-test  ## everything, and the pages built

lint: $(VENV)/.ready
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-logo >/dev/null || $(BIN)/lint-imports --no-logo

docs: $(VENV)/.ready  ## the index of rules, from their pages
	$(BIN)/python -m django_pro explain --index > docs/rules.md

run: $(SHOP)/.ready  ## serve the bookshop on this machine: http://127.0.0.1:8000/
	cd examples/bookshop && ../../$(SHOP)/bin/python manage.py migrate -v 0 && ../../$(SHOP)/bin/python manage.py seed
	cd examples/bookshop && exec ../../$(SHOP)/bin/python manage.py runserver --noreload 127.0.0.1:$(PORT)

bookshop-test: $(SHOP)/.ready  ## the bookshop's own tests
	cd examples/bookshop && ../../$(SHOP)/bin/python -W error::RuntimeWarning manage.py test --settings bookshop.settings.test
	cd examples/bookshop && ../../$(SHOP)/bin/python manage.py makemigrations --check --dry-run --settings bookshop.settings.test

$(SHOP)/.ready: examples/bookshop/pyproject.toml
	$(MAKE) --no-print-directory venv VENV=$(SHOP)
	$(SHOP)/bin/python -m pip install -qq --disable-pip-version-check --upgrade "pip>=25.1"
	$(SHOP)/bin/python tools/requirements.py examples/bookshop/pyproject.toml | xargs -d '\n' $(SHOP)/bin/python -m pip install -qq --disable-pip-version-check
	touch $@

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
