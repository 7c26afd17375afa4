# Two commands do everything on a fresh machine with Python >= 3.11 and make:
#   make run    set up, run the 2020 plan, print the target board and where the map is
#   make test   set up, check and test everything
PYTHON ?= python3
SCENARIO ?= scenarios/plan-2020.yaml
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt

.PHONY: run test check format clean

run: $(VENV)/.installed
	$(BIN)/sim run $(SCENARIO)

test: $(VENV)/.installed-test check
	$(BIN)/python -m pytest -n auto

check: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/sim data --quiet

format: $(VENV)/.installed-test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; call make PYTHON=python3.11")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing into $(VENV), once; about a minute"
	@$(PIP) -e .
	@touch $@

$(VENV)/.installed-test: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing into $(VENV) with the tools of the tests, once; about a minute"
	@$(PIP) -e '.[test]'
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis
