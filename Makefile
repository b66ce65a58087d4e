# scalegame. `make play` and `make test` need only make and a Python 3.11+ with venv and pip.

VENV   := .venv
# On Windows (with the make and shell of Git or MSYS2) a virtual environment has its programs elsewhere, and Python must
# be told that files and pipes are UTF-8.
ifeq ($(OS),Windows_NT)
  SHELL := bash
  BIN := $(VENV)/Scripts
  export PYTHONUTF8 := 1
else
  BIN := $(VENV)/bin
endif
PY     := $(BIN)/python
PLAY   := $(VENV)/.ready-play
DEV    := $(VENV)/.ready-dev
INPUTS := pyproject.toml requirements/play.txt

# Tests start the game again and again, and each of their processes reads all tests: compiled once, kept in __pycache__.
unexport PYTHONDONTWRITEBYTECODE

# A process for each core: each more would read all tests once more, which costs as much as a hundred of them.
PYTEST = $(PY) -m pytest -p tests.costs -n $$($(PY) -c 'import os; print(os.cpu_count() or 1)') --dist worksteal

# The Python that makes the virtual environment: yours (`make play PYTHON=...`) or the first good one.
PYTHONS := $(or $(PYTHON),python3 python3.13 python3.12 python3.11 python3.14 python)
SET_UP = @for python in $(PYTHONS); do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	    && exec "$$python" tools/environment.py $(1); \
	done; \
	echo "scalegame needs Python 3.11 or newer. Tried: $(PYTHONS)." >&2; \
	echo "If you have one elsewhere: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12" >&2; exit 1

.DEFAULT_GOAL := help
.PHONY: help play test deep check lint format types imports unit bench truth matrix goldens fields pars picture clean

help: ## list what make can do
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do \
	  printf '%-16s %s\n' "$$name" "$$text"; done

$(PLAY): $(INPUTS)
	$(call SET_UP,play)

$(DEV): $(INPUTS) requirements/dev.txt
	$(call SET_UP,dev)

play: $(PLAY) ## open the game
	@$(PY) -m scalegame

test: $(DEV) ## everything that must hold: lint, types, import contracts, tests
	@$(PY) tools/costs.py "make test" $(MAKE) --no-print-directory check unit

deep: $(DEV) ## what takes longer: the tests marked deep, and the generated ones with more examples
	@SCALEGAME_DEEP=1 $(PY) tools/costs.py "make deep" $(PYTEST) -m "deep or deeper or hypothesis"

check: lint types imports ## the checks that run no tests

lint: $(DEV) ## ruff: rules and format
	$(PY) -m ruff check
	$(PY) -m ruff format --check

format: $(DEV) ## let ruff rewrite what it can
	$(PY) -m ruff check --fix
	$(PY) -m ruff format

types: $(DEV) ## mypy, strict
	$(PY) -m mypy

imports: $(DEV) ## who may import whom
	$(BIN)/lint-imports

unit: $(DEV) ## the tests, on all cores
	$(PYTEST)

bench: $(DEV) ## measure speed beside peers (build/bench.json)
	$(PY) -m benchmarks

truth: $(DEV) ## hold the engine against real nginx, HAProxy and Redis (docs/truth.md)
	$(PY) -m tests.truth

matrix: $(DEV) ## same runs on every Python 3.11+ of this machine, on the lowest versions, with 32-bit integers
	$(PY) -m tools.matrix $(LEGS)

moments: $(DEV) ## tests of screens, commands and runs at other moments and places, on an oddly set up machine
	$(PY) tools/moments.py

goldens: $(DEV) ## add golden runs for new or changed levels (tests/runs/golden)
	$(PY) -m tools.goldens

fields: $(DEV) ## write what is generated from the fields of a level: the schema, docs/level-fields.md
	$(PY) -m scalegame schema > levels/level.schema.json
	$(PY) -m scalegame schema --markdown > docs/level-fields.md

pars: $(DEV) ## search par plans for the levels that have changed (levels/pars)
	$(PY) -m scalegame.analysis.search.pars

picture: $(DEV) ## draw docs/screenshot.svg from the real game
	$(PY) -m scalegame.tui.picture docs/screenshot.svg

clean: ## remove everything that make has made
	rm -rf $(VENV) .venv.lock .venv.unfinished .matrix build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
