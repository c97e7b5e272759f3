# What a newcomer and a maintainer run. `make` alone says what there is.
#
# Everything is installed into .venv, from pyproject.toml and nothing else; it is installed again only when
# pyproject.toml changes. The only things needed beforehand are make and a Python of 3.11 or later.

.DEFAULT_GOAL := help
.SUFFIXES:
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# `make test TESTS=tests/test_examples.py` runs a part; PYTEST_FLAGS go to pytest as they are.
TESTS ?= tests
PYTEST_FLAGS ?=

.PHONY: help demo test check bench examples reference wheel clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(VENV)/.project ## Load the example briefs into a fresh store and ask it some questions
	@sh scripts/demo.sh $(BIN)/legation

test: check ## Run ruff, mypy and the tests
	$(BIN)/python -m pytest $(PYTEST_FLAGS) $(TESTS)

check: $(VENV)/.development ## Run ruff and mypy only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.development ## Measure against peers; prints ratios
	$(BIN)/python benchmarks/run.py

examples: $(VENV)/.development ## Write examples/out and the README's picture anew
	$(BIN)/python scripts/examples.py

reference: $(VENV)/.development ## Render the ontology's reference, build/reference.html
	$(BIN)/python scripts/reference.py

wheel: $(VENV)/.development ## Build the source distribution and the wheel into dist/
	$(BIN)/python -m build --no-isolation --outdir dist .

clean: ## Remove what make has made (.venv, demo/, dist/, caches)
	rm -rf $(VENV) demo dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/pyvenv.cfg:
	@python=$$(sh scripts/find-python.sh) && rm -rf $(VENV) && "$$python" -m venv $(VENV)

$(VENV)/.project: pyproject.toml $(VENV)/pyvenv.cfg
	@echo "Installing legation into $(VENV) (some minutes the first time) ..." >&2
	@$(PIP) install --quiet --editable .
	@touch $@

# `pip install --group` came with pip 25.1; the pip that a Python brings along may be older.
$(VENV)/.development: $(VENV)/.project
	@echo "Installing what the tests need ..." >&2
	@$(PIP) install --quiet --upgrade 'pip>=25.1'
	@$(PIP) install --quiet --group dev
	@touch $@
