# `make demo` shows what the project is for; `make test` proves that it works; `make test-all` does so on every engine,
# for which it needs PostgreSQL and Java: .ci/install-engines.
# Each makes .venv first; another interpreter is chosen by `make PYTHON=/path/to/python test`.

VENV := .venv
BIN := $(VENV)/bin
CANDIDATES := $(or $(PYTHON),python3.13 python3.12 python3.11 python3.14 python3)
USABLE := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))

.PHONY: demo test test-engines test-all check clean

demo: $(VENV)/.installed
	@$(BIN)/policyengine demo

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -m 'not spark and not postgres'

test-engines: $(VENV)/.installed-engines
	$(BIN)/python -m pytest -m 'spark or postgres'

test-all: $(VENV)/.installed-engines
	$(BIN)/python -m pytest

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

clean:
	rm -rf $(VENV) build dist

$(VENV)/.installed: pyproject.toml
	@for python in $(CANDIDATES); do \
	  if "$$python" -c '$(USABLE)' 2>/dev/null; then found="$$python"; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo 'Python 3.11 or later with venv is needed (tried: $(CANDIDATES))' >&2; \
	  echo 'on Debian and Ubuntu: apt install python3-venv' >&2; \
	  exit 1; \
	fi; \
	"$$found" -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

$(VENV)/.installed-engines: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,spark]'
	@touch $@
