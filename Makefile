# Two commands do everything on a fresh machine with Python >= 3.11 and make:
#   make run    set up, run the 2020 plan, print the target board and where the map is
#   make test   set up, check and test everything
# And for who wants to know how fast the router is beside its peers, ten minutes:
#   make bench  [DATA=folder of the test cities] [TASKS=t1,hangzhou] [REPEAT=3]
PYTHON ?= python3
SCENARIO ?= scenarios/plan-2020.yaml
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt

# where the test cities lie, what is measured, how often
DATA ?= ../shared/data/road/testcities
TASKS ?= t0,t1,t2,streets,hangzhou,start,scaling,demand
REPEAT ?= 3

.PHONY: run test pytest check format bench clean

run: $(VENV)/.installed
	$(BIN)/sim run $(SCENARIO)

# checks need one processor only, so they run beside the first tests
test: $(VENV)/.installed-test
	@$(MAKE) --no-print-directory -j 2 check pytest

pytest: $(VENV)/.installed-test
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

bench: $(VENV)/.installed-bench
	$(BIN)/python tests/benchmarks/bench_run.py --data $(DATA) --tasks $(TASKS) --repeat $(REPEAT)

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

$(VENV)/.installed-bench: $(VENV)/.installed-test
	@echo "Installing the peers into $(VENV), once"
	@$(PIP) -e '.[test,bench]'
	@touch $@

clean:
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis
