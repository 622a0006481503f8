# make demo   everything at once: install, database, articles, service; then open the address it prints
# make test   every test, on a real Postgres
# make compiled   the service with its normalizer as C, in .venv-compiled: built, tested, measured (needs a C compiler)
# make quick   the tests that answer soon; make dev: the demo, restarted whenever a file changes
# make schema-diff BASE=REV   what changed in the contract since REV, and what of it breaks clients
# make lint   style, types, and the walls between rooms
# make faults   everything that fails beneath the service, on real processes, with what was acknowledged checked
# make attack   named attacks on a real service, each with what it must answer
# make fuzz   10,000 generated operations beside the reference executor, 20,000 mangled sentences, and a long run over the REST twin
# make conformance   the npm ecosystem's own checks: OpenAPI linter, graphql-http, graphql-ws, Relay, code generation, Apollo, and four generators of REST clients (needs Node)
# make bench   requests/s beside PostGraphile, dataloaders and bare Postgres (needs Node); make bench-relevance: nDCG beside other engines
# make web    rebuild the vendored pages (needs Node)

PYTHON ?= python3
PYTEST_ARGS ?=
BASE ?= HEAD
BENCH_ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := bin/python -m pip install --quiet --disable-pip-version-check --no-input -c constraints.txt
INSTALL := $(VENV)/$(PIP_INSTALL)

.PHONY: demo dev test quick schema-diff fuzz faults attack compiled bench bench-relevance lint web conformance constraints clean
.DEFAULT_GOAL := demo

demo: $(VENV)/.installed
	@$(BIN)/claimgraph demo

test: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile $(PYTEST_ARGS)

# Without processes, browsers, models, fuzzing and measurements.
QUICK := tests/schema tests/query tests/search tests/store tests/normalize tests/evaluate tests/test_settings.py tests/test_docs.py

quick: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile -m "not slow" $(QUICK) --ignore tests/normalize/llm $(PYTEST_ARGS)

dev: $(VENV)/.installed-dev
	@$(BIN)/watchfiles --filter default '$(BIN)/claimgraph demo' service schema

schema-diff: $(VENV)/.installed-dev
	@git show $(BASE):schema/schema.graphql > $(VENV)/base.graphql
	@$(BIN)/python -m schema.changes $(VENV)/base.graphql schema/schema.graphql

faults: $(VENV)/.installed-dev
	$(BIN)/python -m pytest tests/faults -m "whole or not whole" $(PYTEST_ARGS)

attack: $(VENV)/.installed-dev
	$(BIN)/python -m pytest tests/attack -m "whole or not whole" $(PYTEST_ARGS)

fuzz: $(VENV)/.installed-dev
	CLAIMGRAPH_FUZZ_OPERATIONS=10000 $(BIN)/python -m pytest tests/query/test_same_answer.py $(PYTEST_ARGS)
	CLAIMGRAPH_FUZZ_TEXTS=20000 $(BIN)/python -m pytest tests/normalize/test_mangled.py $(PYTEST_ARGS)
	CLAIMGRAPH_FUZZ_EXAMPLES=200 $(BIN)/python -m pytest tests/http/rest/test_openapi_fuzz.py $(PYTEST_ARGS)

# The tests are copied away from the sources, which would be found before what is installed.
compiled:
	rm -rf build $(VENV)-compiled
	$(PYTHON) -m venv $(VENV)-compiled
	COMPILED_RULES=1 $(VENV)-compiled/$(PIP_INSTALL) '.[dev]'
	cp -r tests $(VENV)-compiled/tests
	cd $(VENV)-compiled && bin/python -m pytest -c ../pyproject.toml --rootdir . tests/normalize $(PYTEST_ARGS)
	cp -r bench $(VENV)-compiled/bench
	cd $(VENV)-compiled && bin/python -m bench normalize

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.installed-dev
	$(BIN)/python -m bench reads $(BENCH_ARGS)

bench-relevance: $(VENV)/.installed-dev
	$(BIN)/python -m bench relevance $(BENCH_ARGS)

web:
	cd web && npm ci && npm run build

conformance: $(VENV)/.installed
	@conformance/run.sh

# Resolve anew, without the old pins, in an environment of its own.
constraints:
	rm -rf $(VENV)-constraints
	$(PYTHON) -m venv $(VENV)-constraints
	$(VENV)-constraints/bin/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	{ head -n 1 constraints.txt; $(VENV)-constraints/bin/python -m pip freeze --exclude-editable; } > constraints.new
	mv constraints.new constraints.txt
	rm -rf $(VENV)-constraints

clean:
	rm -rf $(VENV) $(VENV)-constraints $(VENV)-compiled build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Claimgraph needs Python 3.11 or later; set PYTHON to one, as in: make demo PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null \
	  || { echo "$(PYTHON) can't make virtual environments; install its venv package (on Debian: python3-venv)." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

# The stamps tell when there is nothing to install, which keeps a second start fast.
$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing into $(VENV) ..."
	@$(INSTALL) -e .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing into $(VENV) ..."
	@$(INSTALL) -e '.[dev]'
	@touch $@ $(VENV)/.installed
