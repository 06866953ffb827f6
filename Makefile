# Two commands on a fresh machine: `make demo` and `make test`. Needs make and Python 3.11 or newer.
# Kept to what GNU make 3.81 (macOS) knows; every path is relative, so that a checkout may lie anywhere.

PORT ?= 8000
PYTEST_ARGS ?= -n 2 --dist loadgroup
UPGRADE ?=

# The first Python that is new enough; `make demo PYTHON=/some/python3.12` names another.
NEW_ENOUGH = import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	"$$p" -c '$(NEW_ENOUGH)' 2>/dev/null && echo "$$p" && break; done)

PY := .venv/bin/python
UV := env UV_PYTHON_DOWNLOADS=never .venv/bin/uv --cache-dir .venv/cache --quiet
SYNC := $(UV) pip sync --python $(PY) --require-hashes
COMPILE := $(UV) pip compile --python $(PY) --universal --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-header --python-version 3.11 $(UPGRADE)

.PHONY: help demo demo-reset test lint mails words figures bench bench-media pictures locks-hold-no-address setup setup-dev lock
.DELETE_ON_ERROR:

help:
	@echo "make demo         run the whole product here, on http://127.0.0.1:$(PORT) (PORT=8010 for another)"
	@echo "make demo-reset   empty what the demo keeps in var/"
	@echo "make test         run every test on throw-away PostgreSQL, Valkey and S3 (PYTEST_ARGS='-k word')"
	@echo "make lint         ruff, mypy, import-linter and the lock files"
	@echo "make setup        make the environment in .venv, with the command .venv/bin/vivavoce"
	@echo "make mails        compile the mails' MJML sources into the HTML that is sent"
	@echo "make words        gather every sentence and compile the French catalogue"
	@echo "make figures      how many files, how long, how long their functions"
	@echo "make bench        how fast requests leave and orders come in, as ratios in one run (bench/README.md)"
	@echo "make bench-media  how fast photos and videos are prepared, against naive ways, ffmpeg and libvips"
	@echo "make year         simulate a year of asking 20,000 people, and count broken rules (YEAR='--seed 2')"
	@echo "make pictures     take the README's pictures of a demo of their own (needs a Chromium)"
	@echo "make lock         write requirements/*.lock anew (UPGRADE=--upgrade for newer versions)"

demo: setup
	@$(PY) -m app.embedded --port $(PORT)

demo-reset: setup
	@$(PY) -m app.embedded --reset

test: setup-dev
	@$(PY) -m pytest $(PYTEST_ARGS)

lint: setup-dev locks-hold-no-address
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy --explicit-package-bases .
	@.venv/bin/lint-imports

mails: setup-dev
	@$(PY) -m app.mail_build

words: setup-dev
	@$(PY) -m app.catalogue

figures: setup-dev
	@$(PY) -m bench.figures

bench: setup-dev
	@$(PY) -m bench.sending --people 3000 --singles 100
	@$(PY) -m bench.importing --orders 5000 --singles 100

bench-media: setup-dev
	@$(PY) -m bench.media

year: setup-dev
	@$(PY) -m bench.year $(YEAR)

pictures: setup-dev
	@$(PY) -m tests.pipeline.journey.pictures

# A lock holds versions and hashes; where to fetch from is each machine's own affair.
locks-hold-no-address:
	@if grep -nE '://|^-|^[^#]* @ ' requirements/*.lock; then \
		echo "A lock file names an address or an index (above). Write it anew: make lock" >&2; exit 1; fi
	@if find . -name package-lock.json -not -path '*/node_modules/*' -exec grep -n '"resolved"' {} + | grep .; then \
		echo "package-lock.json names addresses; npm needs --omit-lockfile-registry-resolved" >&2; exit 1; fi

setup: .venv/.run .venv/bin/vivavoce
setup-dev: .venv/.dev .venv/bin/vivavoce

.venv/.made:
	@test -n "$(PYTHON)" && "$(PYTHON)" -c '$(NEW_ENOUGH)' || { \
		echo "Vivavoce needs Python 3.11 or newer, and this machine's python3 is: $$(python3 --version 2>&1)." >&2; \
		echo "Install one, or name one that is here: make demo PYTHON=/path/to/python3.12" >&2; exit 1; }
	@echo "Making the environment in .venv with $$("$(PYTHON)" --version)."
	@"$(PYTHON)" -m venv .venv
	@touch $@

.venv/.uv: .venv/.made requirements/uv.lock
	@$(PY) -m pip install --quiet --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/uv.lock
	@touch $@

# The development environment holds all of the other: once there, it is the one kept up to date.
.venv/.run: .venv/.uv requirements/run.lock
	@if test -f .venv/.dev; then $(MAKE) --no-print-directory .venv/.dev; else \
		echo "Installing what runs."; $(SYNC) requirements/run.lock; fi
	@touch $@

.venv/.dev: .venv/.uv requirements/run.lock requirements/dev.lock
	@echo "Installing what runs and what tests."
	@$(SYNC) requirements/dev.lock
	@touch .venv/.run $@

# `-P`: a folder named app where the command is called must not stand in for ours.
.venv/bin/vivavoce: .venv/.made Makefile
	@printf '%s\n' '#!/bin/sh' \
		'home=$$(cd "$$(dirname "$$0")/../.." && pwd)' \
		'PYTHONPATH="$$home" exec "$$home/.venv/bin/python" -P -c '"'"'import sys' \
		'sys.argv[0] = "vivavoce"' \
		'from app.cli import main' \
		'sys.exit(main())'"'"' "$$@"' > $@
	@chmod +x $@

lock: .venv/.uv
	@echo uv | $(COMPILE) - --output-file requirements/uv.lock > /dev/null
	@$(COMPILE) pyproject.toml --output-file requirements/run.lock > /dev/null
	@$(COMPILE) --extra dev --constraints requirements/run.lock pyproject.toml \
		--output-file requirements/dev.lock > /dev/null
	@$(MAKE) --no-print-directory locks-hold-no-address
