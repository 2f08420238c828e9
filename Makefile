# Every target works on a fresh checkout: it makes the virtual environment and looks for TeX first.
# `make PYTHON=python3.12` chooses another Python.

PYTHON ?= python3
VENV ?= .venv
COURSE ?= .

BIN := $(VENV)/bin
PACKAGES := $(VENV)/.installed
TEX := $(VENV)/.tex
PYODIDE := $(VENV)/pyodide
BROWSER := $(VENV)/.browser
READERS := $(VENV)/.readers

.DEFAULT_GOAL := help
.PHONY: help slides problems identities check test bench preview site setup tex pyodide browser readers clean

help:
	@echo 'make slides    derive, verify and typeset the lectures whose specs changed'
	@echo 'make problems  the same for problem sets'
	@echo 'make identities  write docs/identities.md anew'
	@echo 'make check     derive and verify all specs, without typesetting'
	@echo 'make test      all tests'
	@echo 'make bench     measure, side by side with the alternatives'
	@echo 'make preview   show the course in the browser while it is written'
	@echo 'make site      lectures, notes and a playground for any static host: build/site'
	@echo 'make clean     remove what was built'

slides: setup tex
	@$(BIN)/mcdocs build --only lectures --course $(COURSE)

problems: setup tex
	@$(BIN)/mcdocs build --only problems --course $(COURSE)

identities: setup
	@$(BIN)/mcdocs build identities --format md
	@cp build/lectures/identities/notes.md docs/identities.md

check: setup
	@$(BIN)/mcdocs check --course $(COURSE)

# All of them run, whatever the first says; pytest comes last.
test: setup tex browser readers pyodide
	@status=0; \
	$(BIN)/ruff check || status=1; \
	$(BIN)/ruff format --check || status=1; \
	$(BIN)/mypy --strict || status=1; \
	$(BIN)/python -m pytest -n auto || status=1; \
	exit $$status

bench: setup tex
	@$(BIN)/python -m bench

preview: setup
	@$(BIN)/mcdocs preview --course $(COURSE)

site: setup tex pyodide
	@$(BIN)/mcdocs site --course $(COURSE) $(if $(wildcard $(PYODIDE)/node_modules/pyodide),--pyodide $(PYODIDE)/node_modules/pyodide)

setup: $(PACKAGES)

$(PACKAGES): pyproject.toml
	@PYTHON='$(PYTHON)' scripts/setup '$(VENV)'
	@touch $@

# Without TeX the .tex and Markdown are still made, so a missing one does not stop the build here.
tex: $(TEX)

$(TEX): mcdocs/build/tex-packages.txt | setup
	@if scripts/setup-tex; then touch $@; fi

# Python for the browser, in which the site's playground runs; without it the site has none.
pyodide: $(VENV)/.pyodide

$(VENV)/.pyodide: scripts/pyodide/package-lock.json scripts/npm-ci | setup
	@if scripts/setup-pyodide '$(VENV)'; then touch $@; fi

# Only tests need a browser of ours; without one those that do are skipped, and say so.
browser: $(BROWSER)

$(BROWSER): scripts/setup-browser | setup
	@if scripts/setup-browser; then touch $@; fi

# And what reads the exports of problem sets; without it the tests that ask it are skipped, and say so.
readers: $(READERS)

$(READERS): scripts/setup-readers scripts/readers/package-lock.json | setup
	@if scripts/setup-readers '$(VENV)'; then touch $@; fi

clean:
	@rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find mcdocs tests -name __pycache__ -type d -prune -exec rm -rf {} +
