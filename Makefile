# newsbeam: what there is to do. `make` prints this menu.
# Everything lands in .venv and .cache; a fresh machine needs Python 3.11 to 3.13, make and a C compiler.

PYTHON ?= $(shell for v in 3.13 3.12 3.11; do command -v python$$v >/dev/null 2>&1 && python$$v -c '' 2>/dev/null && echo python$$v && exit; done; echo python3)
VENV := .venv
BIN := $(VENV)/bin
OUT ?= out/demo
WORKERS ?= 2
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := menu
.PHONY: emulators kills mutants fuzz power-loss test-lowest menu setup demo test test-quick lint format types contracts check bench recipes docs prism test-engines flink test-flink flink-cluster browser lock tables clean

menu: ## print this menu
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## ?/  make \1\t/' | expand -t 22

setup: $(VENV)/.set-up ## make .venv with everything that is pinned (hashes checked)

$(VENV)/.set-up: .ci/requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; assert (3, 11) <= sys.version_info < (3, 14), "newsbeam needs Python 3.11, 3.12 or 3.13: make PYTHON=python3.12"'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: setup ## ingest the bundled samples on the direct runner, offline, and ask DuckDB about them
	@$(BIN)/newsbeam ingest --feeds docs/samples/feeds.toml --out $(OUT) --due all --as-of 2026-03-12T12:00:00Z
	@$(BIN)/newsbeam show --out $(OUT)
	@$(BIN)/python docs/samples/ask.py $(OUT)

test: setup ## the whole test suite (minutes; two processes, WORKERS=4 for more; the forking rooms first)
	$(PYTEST) tests/durability
	$(PYTEST) --ignore=tests/durability

test-quick: setup ## the quick part (half a minute on two idle cores)
	$(PYTEST) -m "not slow and not engines"

lint: setup ## ruff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: setup ## let ruff format
	$(BIN)/ruff format .

types: setup ## mypy, strict, on the three packages
	$(BIN)/mypy

contracts: setup ## schemas <- connectors <- pipeline
	$(BIN)/lint-imports

check: lint types contracts test ## all of the above that judge

bench: setup ## every figure of benchmarks/README.md anew, beside the rivals and, BEFORE=clone, an earlier version (refused on a loaded machine)
	$(BIN)/python benchmarks/run.py $(if $(BEFORE),--before $(BEFORE)) --write
	test -z "$(BEFORE)" || $(BIN)/python benchmarks/equal.py $(BEFORE) --write
	for one in reading rhythm scale; do $(BIN)/python benchmarks/$$one.py --write || exit; done
	test -z "$$NEWSBEAM_EVAL" || $(BIN)/python benchmarks/clusters.py --write

prism: setup ## build Prism, Beam's portable engine, into .cache (needs Go)
	@version=$$($(BIN)/python -c 'from importlib import metadata; print(metadata.version("apache-beam"))'); \
	if [ -x .cache/prism-$$version ]; then echo ".cache/prism-$$version is there already"; else \
		mkdir -p .cache && GOBIN=$(CURDIR)/.cache/go-bin go install github.com/apache/beam/sdks/v2/go/cmd/prism@v$$version \
		&& mv .cache/go-bin/prism .cache/prism-$$version && rmdir .cache/go-bin && echo "built .cache/prism-$$version"; fi

test-engines: prism ## the same bytes from every engine (needs Go)
	NEWSBEAM_NO_SKIPS=1 $(BIN)/python -m pytest tests/engines

flink: setup ## fetch Flink's jars, held against their digests, and compile the driver (needs Java 17 and Maven)
	$(BIN)/python -m newsbeam.pipeline.runners.flink.fetch

flink-cluster: flink ## a small Flink on this machine, to try out: JobManager, two TaskManagers
	$(BIN)/python -m newsbeam.pipeline.runners.flink.cluster

test-flink: flink ## the same rows from a real Flink, with workers killed
	NEWSBEAM_NO_SKIPS=1 $(BIN)/python -m pytest -m flink tests/engines

test-lowest: setup ## the quick tests with the lowest versions that pyproject.toml allows
	$(BIN)/python -m pip install --quiet uv
	@mkdir -p .cache
	@$(BIN)/python -c 'import re, tomllib; e = tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]; \
		print(*(re.sub("[=<>].*", "", one) for one in e["dev"] + e["gazetteer"]), "pip", "setuptools>=77", sep="\n")' >.cache/tools.in
	$(BIN)/uv pip compile --quiet --resolution lowest-direct --python-version 3.11 --only-binary :all: --no-header --no-annotate \
		--output-file .cache/lowest.txt pyproject.toml
	$(BIN)/uv venv --quiet --clear --python 3.11 .cache/lowest
	$(BIN)/uv pip install --quiet --python .cache/lowest/bin/python --constraint .cache/lowest.txt -r .cache/lowest.txt -r .cache/tools.in
	.cache/lowest/bin/python -m pip install --quiet --no-deps --no-build-isolation -e .
	.cache/lowest/bin/python -m pytest -m "not slow and not engines and not flink" -p no:cacheprovider

fuzz: setup ## mutants of documents, dates and bytes of HTTP for FUZZ_SECONDS (60), then as long led by coverage where atheris installs
	$(BIN)/python tests/fuzz/fuzz.py $(or $(FUZZ_SECONDS),60) $(or $(SEED),1)
	@if $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/fuzz.txt; then \
		$(BIN)/python tests/fuzz/guided.py $(or $(FUZZ_SECONDS),60) $(or $(SEED),1); \
	else echo "fuzz: atheris does not install here: by chance only"; fi

mutants: setup ## small changes to the modules that decide, for MUTANT_SECONDS (600): which ones no quick test notices
	$(BIN)/python tests/mutants/mutate.py $(or $(MUTANT_SECONDS),600) $(or $(SEED),1)

kills: setup ## runs on every engine that is here, KILLS (500) of them killed at random: lost, doubled, unreadable (SEED; an hour)
	$(BIN)/python tests/durability/kills.py $(or $(KILLS),500) $(or $(SEED),1)

emulators: ## put azurite into .cache, which the tests of Azure run against (needs npm)
	@mkdir -p .cache/emulators && npm install --prefix .cache/emulators --no-audit --no-fund --silent azurite@3.35.0

power-loss: setup ## every state that a power loss can leave of three batches, gone on from (minutes)
	$(BIN)/python tests/durability/power_loss.py

browser: setup ## what the site's pages are tested with in a real Chromium (which must be on the PATH)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/browser.txt

recipes: setup ## run docs/recipes in every tool, over the samples (makes an environment of 2 GB once)
	@if [ ! -e .cache/recipes/.set-up ] || [ .ci/recipes.txt -nt .cache/recipes/.set-up ]; then \
		$(PYTHON) -m venv .cache/recipes && .cache/recipes/bin/python -m pip install --quiet --disable-pip-version-check \
			--no-deps --require-hashes -r .ci/recipes.txt && touch .cache/recipes/.set-up; fi
	@rm -rf .cache/recipes-out
	@$(BIN)/newsbeam ingest --feeds docs/samples/feeds.toml --out .cache/recipes-out --due all --as-of 2026-03-12T12:00:00Z >/dev/null
	@$(BIN)/newsbeam views --engine polars --out .cache/recipes-out > .cache/recipes-out/newsbeam_views.py
	@$(BIN)/newsbeam views --engine spark --out .cache/recipes-out > .cache/recipes-out/views.spark.sql
	.cache/recipes/bin/python docs/recipes/check.py .cache/recipes-out
	@rm -rf .cache/spark && mkdir .cache/spark && for one in pyspark py4j; do ln -s $(CURDIR)/.cache/recipes/lib/python*/site-packages/$$one .cache/spark/; done
	NEWSBEAM_NO_SKIPS=1 PYTHONPATH=.cache/spark $(BIN)/python -m pytest tests/publish/test_spark.py tests/reader/test_views.py
	NEWSBEAM_NO_SKIPS=1 $(BIN)/python -m pytest tests/reader/test_dimensions.py

docs: setup ## the documentation as a site, reference from the code, in .cache/docs-site (makes an environment of its own once)
	@if [ ! -e .cache/docs/.set-up ] || [ .ci/docs.txt -nt .cache/docs/.set-up ]; then \
		$(PYTHON) -m venv .cache/docs && .cache/docs/bin/python -m pip install --quiet --disable-pip-version-check \
			--require-hashes -r .ci/docs.txt && touch .cache/docs/.set-up; fi
	@$(BIN)/python .ci/docs.py .cache/docs-source
	@# Not --quiet: MkDocs counts the warnings that it logs, and strict would find none.
	@NO_MKDOCS_2_WARNING=1 .cache/docs/bin/mkdocs build --strict --config-file .ci/mkdocs.yml
	@echo "the documentation: .cache/docs-site/index.html"

tables: setup ## build the tables that ship anew: the gazetteer, the language models, the lists of names (11 MB; CREDITS.md beside each)
	$(BIN)/python -m newsbeam.pipeline.gazetteer.build
	$(BIN)/python -m newsbeam.pipeline.taggers.language_model.build
	$(BIN)/python -m pip install --quiet --no-deps lingua-language-detector==1.4.2
	$(BIN)/python -m newsbeam.pipeline.taggers.close_languages.build
	$(BIN)/python -m newsbeam.pipeline.taggers.name_lists.build

lock: setup ## pin the dependencies of pyproject.toml anew, with hashes and without addresses
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--extra dev --extra gazetteer --output-file .ci/requirements.txt pyproject.toml .ci/build.in
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--constraint .ci/requirements.txt --output-file .ci/browser.txt .ci/browser.in
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--output-file .ci/recipes.txt .ci/recipes.in
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--output-file .ci/fuzz.txt .ci/fuzz.in
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--output-file .ci/docs.txt .ci/docs.in

clean: ## remove what make made
	rm -rf $(VENV) .cache out build dist *.egg-info
