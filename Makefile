# Everything that one does with this repository. `make help` lists it.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
ROOT := $(shell [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && echo yes)
APT := DEBIAN_FRONTEND=noninteractive apt-get
# How many tests run at once. A part of them: make test TESTS=tests/test_cli.py
WORKERS ?= 2
TESTS ?=
# `make bench PART=check` runs only one part: check, render, build, search, calendar
PART ?= all
# `make shots SHOTS="rules calendar"` takes only the pages with these words in their address
SHOTS ?=

.PHONY: help setup check build serve test bench shots lint schemas bless clean tools browser readers builders

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1 /' | while read -r name text; do printf '  make %-9s %s\n' "$$name" "$$text"; done

# Setting up ------------------------------------------------------------------------------------------------------

setup: $(STAMPS)/qunbook ## install qunbook and what it needs into .venv

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; say which with: make PYTHON=python3.12 …"; exit 1; }
	@if ! $(PYTHON) -m venv $(VENV) >$(VENV).log 2>&1; then \
	  rm -rf $(VENV); \
	  if [ "$(ROOT)" = yes ]; then \
	    echo "installing python3-venv"; \
	    $(APT) update -qq && $(APT) install -y -qq python3-venv >/dev/null; \
	    $(PYTHON) -m venv $(VENV); \
	  else \
	    cat $(VENV).log; rm -f $(VENV).log; echo "Run first: sudo apt-get install python3-venv"; exit 1; \
	  fi; \
	fi
	@rm -f $(VENV).log

# The stamp is newer than what it was made from, or made again. No pip upgrade: Debian's own pip can do all this.
$(STAMPS)/qunbook: pyproject.toml constraints.txt | $(BIN)/python
	@echo "installing into $(VENV) (a minute or two, once)"
	@$(PIP) -e .
	@mkdir -p $(STAMPS) && touch $@

tools: $(STAMPS)/dev

$(STAMPS)/dev: $(STAMPS)/qunbook
	@$(PIP) -e '.[dev]'
	@touch $@

# The handbook ----------------------------------------------------------------------------------------------------

check: $(STAMPS)/qunbook ## find what is wrong in content/
	@$(BIN)/qunbook check

build: $(STAMPS)/qunbook ## check content/ and build site/member and site/staff
	@$(BIN)/qunbook build

serve: $(STAMPS)/qunbook ## preview on http://127.0.0.1:8000/, reloads on every edit
	@$(BIN)/qunbook serve

# Proof -----------------------------------------------------------------------------------------------------------

test: tools browser readers builders $(STAMPS)/servers ## run all tests (sets up a browser and the calendar readers first)
	@QUNBOOK_CHROMIUM="$$(cat $(STAMPS)/chromium 2>/dev/null || true)" $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(TESTS)

# A browser: $QUNBOOK_CHROMIUM, the system's, else Playwright's own, else Debian's. Its path is kept in a file; an empty
# one stands for Playwright's own. Without any, browser tests are skipped, and fail where CI=true.
browser: tools
	@found="$${QUNBOOK_CHROMIUM:-$$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}"; \
	if [ -z "$$found" ] && ! ls "$${PLAYWRIGHT_BROWSERS_PATH:-$$HOME/.cache/ms-playwright}"/chromium* >/dev/null 2>&1; then \
	  if $(BIN)/playwright install chromium >/dev/null 2>&1; then \
	    if [ "$(ROOT)" = yes ]; then $(BIN)/playwright install-deps chromium >/dev/null 2>&1 || true; fi; \
	  elif [ "$(ROOT)" = yes ]; then \
	    echo "installing Debian's chromium"; \
	    $(APT) update -qq && $(APT) install -y -qq chromium fonts-noto-cjk >/dev/null && found="$$(command -v chromium)"; \
	  elif [ "$${CI:-}" = true ]; then \
	    echo "no Chromium, and none could be installed"; exit 1; \
	  else \
	    echo "no Chromium: browser tests are skipped (sudo apt-get install chromium fonts-noto-cjk)"; \
	  fi; \
	fi; \
	printf '%s' "$$found" > $(STAMPS)/chromium

# Programs that others read calendars with: they read our feeds as well, each with its own pins in a place of its own, so
# that the product's stay free. What cannot be had is skipped, and fails where CI=true.
readers: tools $(STAMPS)/readers-node $(STAMPS)/readers-debian $(STAMPS)/readers-homeassistant $(STAMPS)/readers-khal

comma := ,
cannot = { echo "$(1)"; [ "$${CI:-}" != true ]; }

$(STAMPS)/readers-node: tests/readers/package.json
	@if ! command -v npm >/dev/null && [ "$(ROOT)" = yes ]; then \
	  echo "installing nodejs and npm"; \
	  $(APT) update -qq && $(APT) install -y -qq nodejs npm >/dev/null || true; \
	fi
	@if command -v npm >/dev/null && (cd tests/readers && npm install --no-audit --no-fund --silent); then touch $@; \
	else $(call cannot,no ical.js and node-ical: they need npm (sudo apt-get install nodejs npm)); fi

# libical, for the system's own Python, and sabre/vobject, for PHP: Debian's, whatever versions it has
LIBICAL := /usr/bin/python3 -c 'import gi; gi.require_version("ICalGLib", "3.0")' 2>/dev/null
SABRE := php -r 'require "Sabre/VObject/autoload.php";' >/dev/null 2>&1
DEBIAN := gir1.2-ical-3.0 python3-gi php-cli php-sabre-vobject

$(STAMPS)/readers-debian:
	@if ! { $(LIBICAL) && $(SABRE); } && [ "$(ROOT)" = yes ]; then \
	  echo "installing $(DEBIAN)"; \
	  $(APT) update -qq && $(APT) install -y -qq $(DEBIAN) >/dev/null || true; \
	fi
	@if $(LIBICAL) && $(SABRE); then touch $@; \
	else $(call cannot,no libical or no sabre/vobject (sudo apt-get install $(DEBIAN))); fi

$(STAMPS)/readers-%: tests/readers/%.txt
	@echo "installing $*, which reads calendars"
	@$(call apart,readers,$*)

# Servers that send our calendars (tests/test_hosting.py). nginx and caddy are unpacked, not installed: their packages
# would start them for the whole network.
SERVERS := $(VENV)/servers
HAS = { [ -x "$$(PATH="$(SERVERS)/usr/sbin:$(SERVERS)/usr/bin:$$PATH:/usr/sbin" command -v $(1))" ]; }

$(STAMPS)/servers:
	@if ! { $(call HAS,nginx) && $(call HAS,caddy); } && command -v apt-get >/dev/null && [ "$(ROOT)" = yes ]; then \
	  echo "unpacking nginx and caddy"; \
	  mkdir -p $(SERVERS) && $(APT) update -qq && (cd $(SERVERS) && apt-get download -qq nginx caddy 2>/dev/null && \
	    for package in *.deb; do dpkg -x "$$package" .; done) || true; \
	fi
	@if ! $(call HAS,apache2) && [ "$(ROOT)" = yes ]; then \
	  echo "installing apache2-bin"; \
	  $(APT) update -qq && $(APT) install -y -qq apache2-bin >/dev/null || true; \
	fi
	@if $(call HAS,nginx) && $(call HAS,caddy) && $(call HAS,apache2); then touch $@; \
	else $(call cannot,not all of nginx$(comma) apache2 and caddy: what they send is not tried (sudo apt-get install apache2-bin)); fi

# Other site builders: they make a site of the folder that we render (tests/test_builders.py).
builders: tools $(STAMPS)/builders-properdocs $(STAMPS)/builders-zensical

$(STAMPS)/builders-%: tests/builders/%.txt
	@echo "installing $*, which builds sites"
	@$(call apart,builders,$*)

# What a file of pins names, in an environment of its own.
apart = rm -rf $(VENV)/$(1)/$(2); if $(PYTHON) -m venv $(VENV)/$(1)/$(2) && \
	$(VENV)/$(1)/$(2)/bin/python -m pip install --quiet --disable-pip-version-check -r $<; then touch $@; \
	else rm -rf $(VENV)/$(1)/$(2); $(call cannot,no $(2): it could not be installed); fi

lint: tools ## ruff, mypy --strict and the import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy --strict
	@$(BIN)/lint-imports

shots: tools browser build ## take pictures of the built pages into build/shots (SHOTS="rules calendar" for some)
	@QUNBOOK_CHROMIUM="$$(cat $(STAMPS)/chromium 2>/dev/null || true)" $(BIN)/python tests/shots.py site build/shots $(SHOTS)

bench: tools $(STAMPS)/builders-jieba ## measure check, render, build, search and calendars on generated handbooks (PART=check for one part)
	@$(BIN)/python tests/bench/bench.py $(PART)

# Accepting -------------------------------------------------------------------------------------------------------

schemas: $(STAMPS)/qunbook ## write schemas/ again after a change of a kind or of the API
	@$(BIN)/qunbook schema

bless: tools ## accept the present output as right: rewrite schemas/ and the golden files, then read the diff
	@$(BIN)/qunbook schema
	@QUNBOOK_BLESS=1 $(BIN)/python -m pytest -q -n $(WORKERS) --dist loadgroup $(TESTS) || true
	@git --no-pager diff --stat

clean: ## remove what was built (not .venv)
	@rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find site -mindepth 1 ! -name .gitignore -delete
