# Webcare. `make help` lists what there is.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Tools look in the virtual environment first; nothing else needs to be installed.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PYTHONUNBUFFERED := 1
# A dozen processes of ours would each compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo run test thorough chaos twenty lint fmt types lock clean setup setup-dev screenshots

help: ## List the commands.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F '\t' '{printf "  make %-11s %s\n", $$1, $$2}'

demo: setup ## Run the whole loop with a demo municipality and simulated platforms.
	@$(BIN)/python manage.py demo

run: setup ## Run Webcare without demo data.
	@$(BIN)/python manage.py serve

test: setup-dev ## Run every check and every test.
	@$(BIN)/python -m tests.run

thorough: setup-dev ## Run every check and every test, also those that take minutes each.
	@$(BIN)/python -m tests.run --thorough

chaos: setup-dev ## Let everything go wrong, at volume, and print the table. Takes long.
	@$(BIN)/python -m tests.chaos

twenty: setup-dev ## Let twenty colleagues answer 500 questions at once, and print how it went. Takes long.
	@$(BIN)/python -m tests.browser.twenty

lint: setup-dev ## Style, imports, types, migrations and translations, without the tests.
	@$(BIN)/python -m tests.run --lint

fmt: setup-dev ## Put the code in the house style.
	@$(BIN)/ruff check --fix-only --quiet . && $(BIN)/ruff format --quiet .

lock: setup-dev ## Compile the locks anew from pyproject.toml and package.json.
	@for extra in "" local dev; do \
	  uv pip compile pyproject.toml $${extra:+--extra $$extra} --python-version 3.11 --universal --generate-hashes \
	    --no-emit-index-url --no-annotate --quiet --custom-compile-command "make lock" \
	    --output-file requirements$${extra:+-$$extra}.txt || exit 1; done
	@$(BIN)/python -m webcare.assets lock

screenshots: setup-dev ## Make the pictures of every screen anew, from a running demo. Takes long.
	@$(BIN)/python -m tests.screenshots

clean: ## Forget the demo's data, and what was installed.
	@rm -rf var node_modules staticfiles $(VENV)

# Set-up ------------------------------------------------------------------------------------------

# Python compiles what is used once it is; compiling all of it takes nearly as long as the rest.
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes

setup: $(VENV)/.local node_modules/.installed locale/nl/LC_MESSAGES/django.mo

setup-dev: $(VENV)/.dev node_modules/.installed-dev locale/nl/LC_MESSAGES/django.mo

$(BIN)/python:
	@echo "  Making a virtual environment …"
	@$(PYTHON) -c 'import sys; sys.exit("Webcare needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Set PYTHON=...") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.local: requirements-local.txt | $(BIN)/python
	@echo "  Installing the Python packages …"
	@$(PIP_INSTALL) -r requirements-local.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(BIN)/python
	@echo "  Installing the Python packages for development …"
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@ $(VENV)/.local

node_modules/.installed: package.json package-lock.json
	@echo "  Installing the front-end assets …"
	@$(BIN)/python -m webcare.assets install
	@touch $@

node_modules/.installed-dev: package.json package-lock.json
	@echo "  Installing the front-end assets and a browser for the tests …"
	@$(BIN)/python -m webcare.assets install-dev
	@touch $@ node_modules/.installed

locale/nl/LC_MESSAGES/django.mo: locale/nl/LC_MESSAGES/django.po
	@$(BIN)/python manage.py translations compile
