# Everything that is done with a checkout. `make` alone lists it.
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

PY := .venv/bin/python
# Three workers keep two cores busy: tests wait for services, windows and files. The tests of a file
# stay with one of them, which makes once what they share; the folders' order has the long ones first.
PYTEST := $(PY) -m pytest -n 3 --dist loadfile --no-loadscope-reorder
DEMO_FLAGS ?=
ROWS ?=

# Tests draw off screen; a black-box window test starts an X server of its own.
test check bench late soak shots guide: export QT_QPA_PLATFORM ?= offscreen
# Chromium refuses to run as root inside its sandbox. Nobody else goes without it.
ifeq ($(shell id -u),0)
export QTWEBENGINE_DISABLE_SANDBOX := 1
endif

.PHONY: peers help demo test check lint bench late soak shots guide fresh lock notices texts words tables rights clean ready ready-for-tests

help: ## list these targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | awk -F '\t' '{printf "  make %-8s %s\n", $$1, $$2}'

demo: ready ## make Noorderbank, a bank with models and real runtimes, and open the window on it
	@$(PY) -m app demo $(DEMO_FLAGS)

test: ready-for-tests lint ## every test, on both databases, after lint, types and imports
	@$(PYTEST)

check: ready-for-tests lint ## what a commit needs, in under a minute: format, lint, types, imports, fast tests
	@$(PYTEST) -m "not slow and not soak" -k "not postgresql" tests/rules tests/db tests/packaging

lint:
	@$(PY) -m ruff format --check --quiet . || { echo "Run: .venv/bin/ruff format ."; exit 1; }
	@$(PY) -m ruff check --quiet .
	@$(PY) -m mypy
	@.venv/bin/lint-imports --no-logo

bench: ready-for-tests ## measure the speed goals (ROWS="drift": one of them); a table, and bench/results.json
	@$(PY) -m tests.benchmarks $(ROWS)

peers: ready-for-tests ## make the environments of the products that `bench` compares with
	@sh packaging/peers.sh $(PY)

late: ready-for-tests ## the window's tests with late answers: which of them would fail on a busy machine
	@$(PYTEST) -p tests.late_answers tests/views

soak: ready-for-tests ## the long runs: every kill -9 point, half an hour of work
	@$(PY) -m pytest -m soak

shots: ready-for-tests ## pictures of all screens, and a sheet of all looks, into shots/
	@if [ -f tests/views/shots.py ]; then $(PY) -m tests.views.shots; \
	else echo "There are no screens to take pictures of yet."; fi

guide: ready-for-tests ## make the pictures of docs/screens.md anew, on a demo of its own
	@$(PY) -m tests.views.shots --out shots --guide docs/images/screens

fresh: ## prove the two README commands on a bare Debian 12 (needs root and debootstrap)
	@sh packaging/fresh.sh

lock: ## work out requirements.lock anew from pyproject.toml
	@sh packaging/lock.sh

notices: ready ## list every dependency and its licence in docs/third-party.md
	@$(PY) packaging/notices.py

texts: ready ## bring the catalogues of translations up to date with the texts in the code
	@$(PY) packaging/translations.py

words: ready ## make docs/glossary.md of resources/glossary.toml
	@PYTHONPATH=. $(PY) packaging/glossary.py

tables: ready ## write anew what tables and rules come to: after each change of them
	@PYTHONPATH=. $(PY) packaging/tables.py

rights: ready ## write anew who may do what, from the rules, to docs/rights.md
	@PYTHONPATH=. $(PY) packaging/rights.py

clean: ## remove .venv and what tools left behind
	@rm -rf .venv .venv-lock .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist

ready:
	@sh packaging/prepare.sh run

ready-for-tests:
	@sh packaging/prepare.sh test
