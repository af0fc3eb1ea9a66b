# Every developer action. `make` alone prints them.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.installed
UV := $(shell command -v uv 2>/dev/null)
.DEFAULT_GOAL := help

help: ## print this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(READY): requirements.lock pyproject.toml
	@echo "installing into .venv, once; about a minute"
ifneq ($(UV),)
	@$(UV) venv --quiet --clear --python $(PYTHON) .venv
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
else
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
endif
	@touch $@

setup: $(READY) ## create .venv and install everything at locked versions

demo: $(READY) ## run the first study and print the path of its report
	@$(BIN)/neointima run studies/pig_zotarolimus_28_days.toml

test: $(READY) ## all tests but the long studies
	@$(BIN)/python -m pytest

check: $(READY) ## format, lint, types, import contracts, fast tests
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/lint-imports
	@$(BIN)/python -m pytest --ignore=tests/studies --ignore=tests/interfaces

verify: $(READY) ## are the equations solved correctly? writes verification.csv
	@$(BIN)/python -m pytest tests/verification tests/analysis tests/submodels/medium tests/instruments/test_sbml.py --claims src/neointima/library/checks/verification.csv; status=$$?; $(BIN)/python -m checks.reprint; exit $$status

validate: $(READY) ## do the results agree with published experiments? writes validation.csv
	@$(BIN)/python -m pytest tests/validation --claims src/neointima/library/checks/validation.csv; status=$$?; $(BIN)/python -m checks.reprint; exit $$status

fit: $(READY) ## refit the fitted numbers on calibration rows and write them into the library
	@$(BIN)/python -m checks.fit && $(BIN)/python -m checks.fit_clinic && $(BIN)/python -m checks.fit_background && $(BIN)/python -m checks.fit_bench && $(BIN)/python -m checks.export_pathway && $(BIN)/python -m checks.reprint

bench: $(READY) ## speed against peers; writes benchmarks.csv (PEERS=python with fipy, ngsolve; PHYSICELL=, ISR3D=)
	@$(BIN)/python -m benchmarks.run --install $(if $(PEERS),--peers $(PEERS)) $(if $(PHYSICELL),--physicell $(PHYSICELL)) $(if $(ISR3D),--isr3d $(ISR3D)) && $(BIN)/python -m checks.reprint

format: $(READY) ## put the code in order
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lock: $(READY) ## renew requirements.lock (needs uv)
	@uv pip compile pyproject.toml --group dev --extra sbml --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11 -o requirements.lock --quiet

clean: ## remove the environment and the runs
	@rm -rf .venv runs

.PHONY: help setup demo test check verify validate fit bench format lock clean
