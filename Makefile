# Everything a person does with this checkout. Each target installs what it needs by itself, from the lock file.
# Needs on a bare Debian 12: apt-get install make python3-venv

UV_VERSION := 0.13.9
PYTHON ?= $(firstword $(wildcard /usr/bin/python3.11) $(shell command -v python3.11 python3 2>/dev/null))
TOOLS := var/tools
UV := $(TOOLS)/bin/uv
BIN := .venv/bin
INSTALLED := .venv/.installed
SERVICES := identity registry review trademark metrics
# What v1 must not take away from: the contracts of the last release.
RELEASE ?= $(shell git describe --tags --abbrev=0 --match 'v*' 2>/dev/null)
# `make check LONG=1`: with what `make test-long` runs, on the same platform.
LONG ?=
# Calls that `make fuzz` makes up for each operation, besides all boundaries.
INVENTIONS ?= 40
# Strictly typed; tests take fixtures, whose types mypy does not know.
CODE := shared services deploy
# Tests that ask the database, for a second round on Debian's own PostgreSQL 15; they wait more than they compute.
ON_15 := tests/shared/db tests/shared/jobs tests/shared/events tests/migrations tests/review/titles tests/registry/organisations

export UV_PYTHON_DOWNLOADS := never
# The certificates that Debian trusts, as pip does: a mirror may stand behind one of its own.
export UV_SYSTEM_CERTS ?= true
# What is started a hundred times is compiled once, whatever the shell around us prefers.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install run demo status reset test test-long test-15 check fuzz bench format format-check lint types imports migrations contracts audit licences pages clean pictures examples

help: ## This list
	@printf '\n  \033[1mLupin\033[0m - what you can do here\n\n'
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  \033[36mmake %-14s\033[0m %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@printf '\n  LUPIN_PORT=9080 make run    another port;  LUPIN_DATA=/srv/lupin    another data folder\n\n'

install: $(INSTALLED) ## Install everything that the other targets need

run: $(INSTALLED) ## Start the platform and stay until Ctrl-C
	@$(BIN)/python -m deploy.local run

demo: $(INSTALLED) ## Start the platform and play the 2017 programme on it
	@$(BIN)/python -m deploy.demo

status: $(INSTALLED) ## What runs, and whether it answers
	@$(BIN)/python -m deploy.local status

reset: $(INSTALLED) ## Stop and remove all databases, keys, files and logs of this checkout
	@$(BIN)/python -m deploy.local reset

check: format-check lint types imports migrations contracts audit test ## Everything that must hold before a commit

test: test-15 ## The tests, on the embedded PostgreSQL 18 and, where present, on Debian's 15; LONG=1 for all of them
	$(BIN)/pytest -n auto -q $(if $(LONG),,-m 'not long')

test-long: $(INSTALLED) ## Hostile input on every operation, and what dies under traffic: some minutes more
	$(BIN)/pytest -n auto -q -m long tests/journeys tests/security/live

test-15: $(INSTALLED)
	@if [ ! -x /usr/lib/postgresql/15/bin/postgres ]; then \
		echo "Skipped: tests on PostgreSQL 15 (apt-get install postgresql-15)"; \
	else \
		echo "PostgreSQL 15:"; \
		LUPIN_TEST_POSTGRES_VERSION=15 $(BIN)/pytest -n 4 -q $(wildcard $(ON_15)); \
	fi

fuzz: $(INSTALLED) ## Every operation with every boundary, inventions and hostile requests; long, INVENTIONS=200 is longer
	@LUPIN_FUZZ_INVENTIONS=$(INVENTIONS) $(BIN)/pytest -n0 -q -s --tb=no tests/security/live/deep.py

bench: $(INSTALLED) ## What a request costs, against a bare reference and two peers; writes benchmarks/RESULTS.md
	@$(UV) sync --frozen --all-packages --group bench -q --python "$(PYTHON)"
	@$(BIN)/python -m benchmarks

format: $(INSTALLED) ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix-only -q .

format-check: $(INSTALLED)
	$(BIN)/ruff format --check -q .

lint: $(INSTALLED) ## Rules of style, and spelling
	$(BIN)/ruff check -q .
	$(BIN)/codespell $(wildcard *.md docs deploy services shared tests Makefile)

types: $(INSTALLED) ## Types, strictly
	$(BIN)/mypy $(CODE)

imports: $(INSTALLED) ## Who may import whom
	$(BIN)/lint-imports

migrations: $(INSTALLED) ## The SQL of every migration, checked for locks and lost data
	@mkdir -p var/sql
	@set -e; for service in $(SERVICES); do \
		$(BIN)/python -m shared.db.migrate services.$$service sql > var/sql/$$service.sql 2> var/sql/$$service.log \
			|| { cat var/sql/$$service.log; exit 1; }; \
	done
	$(BIN)/squawk $(SERVICES:%=var/sql/%.sql)

contracts: $(INSTALLED) ## The committed openapi.json of every service: what its code says, and nothing taken from the last release
	@set -e; for service in $(SERVICES); do $(BIN)/python -m shared.app.contract services.$$service --check; done
	@$(BIN)/python -m services.gateway.public --check
	@mkdir -p var/contracts
	@set -e; if [ -z "$(RELEASE)" ]; then \
		echo "Skipped: compatibility of the contracts (no release is tagged yet; RELEASE=<commit> compares)"; \
	else for service in $(SERVICES); do \
		git show $(RELEASE):services/$$service/openapi.json > var/contracts/$$service.json 2>/dev/null || continue; \
		$(BIN)/python -m shared.app.compatibility var/contracts/$$service.json services/$$service/openapi.json; \
	done; fi

audit: $(INSTALLED) ## Known faults and licences of everything that others wrote; what could not be looked at fails
	$(BIN)/python -m deploy.audit

licences: $(INSTALLED) ## docs/licences.md, made anew
	@rm -rf var/licences && mkdir -p var/licences
	@$(UV) pip install -q --target var/licences --no-deps --only-binary :all: $$($(BIN)/python -m deploy.audit missing)
	@PYTHONPATH=var/licences $(BIN)/python -m deploy.audit write-licences

examples: $(INSTALLED) ## An example of every operation into the contracts, from the tests; SERVICE=review, ANEW=1 for a better one
	$(BIN)/python -m tests.examples $(if $(ANEW),--anew) $(SERVICE)

pages: $(INSTALLED) ## Coverage, permissions, and diagrams and settings in the READMEs, made anew
	$(BIN)/python -m tests.architecture.coverage_table
	$(BIN)/python -m tests.security.permissions
	@set -e; for service in $(SERVICES); do $(BIN)/python -m shared.workflow.diagram services.$$service; done
	@set -e; for service in $(SERVICES) gateway; do $(BIN)/python -m shared.settings.table services.$$service; done

pictures: $(INSTALLED) ## The pictures in the README, made anew; `make demo` must be running, and chromium installed
	@$(BIN)/python -m tests.journeys.pictures

clean: ## Remove what can be made again, but no data
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache var/tools var/sql var/licences

$(UV):
	@[ -n "$(PYTHON)" ] && "$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "Python with venv is missing: apt-get install make python3-venv"; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' \
		|| { echo "Python 3.11 is needed, found $$("$(PYTHON)" -V): make PYTHON=/path/to/python3.11"; exit 1; }
	@mkdir -p var && chmod 700 var
	@echo "Installing uv $(UV_VERSION) ..."
	@"$(PYTHON)" -m venv $(TOOLS)
	@$(TOOLS)/bin/pip install -q --disable-pip-version-check uv==$(UV_VERSION) \
		|| { rm -rf $(TOOLS); echo "uv could not be installed: is a package index reachable (PIP_INDEX_URL)?"; exit 1; }

$(INSTALLED): uv.lock pyproject.toml $(wildcard services/*/pyproject.toml) | $(UV)
	@echo "Installing from uv.lock ..."
	@$(UV) sync --frozen --all-packages -q --python "$(PYTHON)"
	@touch $@
