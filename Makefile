# What people type. `make` alone lists the targets; only Python >= 3.11 and Node >= 20 have to be there.
PYTHON ?= python3
UV_VERSION := 0.13.9
# uv as it is on this machine, else the copy that is fetched into .tools.
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
RUN := "$(UV)" run --no-sync
# What native/ is built into.
ACCELERATOR := layers/core/python/crosscut/accelerator
LOGS ?=
# What redaction is compared with, by commas; `make bench-redaction PEERS=` measures it alone.
PEERS ?= presidio,presidio-sure,scrubadub,datafog,detect-secrets
# More for the measure of redaction, as `make bench-redaction BENCH="--write docs/redaction.md"`.
BENCH ?=
# A folder of labelled logs, for bench-folding.
LABELLED ?=
# For cost: a model's id.
MODEL ?=
# For fuzz: how many inputs each part gets.
INPUTS ?= 100000
# For fuzz: how many processes share them.
JOBS ?= 2
# More for chaos, as in `make chaos CHAOS="--only slack"`.
CHAOS ?=
# For scale: of a day.
OBJECTS ?= 1000000
BYTES ?= 1000000000000
# Of audit; it asks PyPI of every package that is locked.
PIP_AUDIT := 2.10.1
# For remains.
STAGE ?= dev
CONTEXT ?=
# More for pytest, as in `make unit PYTEST=-x`.
PYTEST ?=

.DEFAULT_GOAL := help
.PHONY: help install tools node demo down test lint unit e2e bench load bench-attacks bench-detection bench-folding bench-report bench-laws bench-floods bench-redaction bench-redaction-speed cost deploy docs-pictures chaos fuzz sbom audit scale remains clean

help: ## List the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-22s %s\n", $$1, $$2}'

demo: node install node_modules ## Bring up a local AWS, drop the sample logs (or LOGS=path) and show what comes out
	@$(RUN) crosscut local demo $(if $(LOGS),"$(LOGS)")

down: install ## Stop the local AWS
	@$(RUN) crosscut local down

test: node lint node_modules ## Everything that CI checks: lint, unit, handlers, infra, then e2e
	$(RUN) pytest -n 2 -m "not e2e" --ignore tests/benchmarks $(PYTEST)
	$(RUN) pytest -m e2e $(PYTEST)

lint: install ## ruff, mypy, import-linter
	$(RUN) ruff check
	$(RUN) ruff format --check
	$(RUN) mypy
	$(RUN) lint-imports

fuzz: install ## Fuzz all that reads what strangers wrote, INPUTS=100000 for each
	$(RUN) python -m tests.fuzz.run "$(INPUTS)" --jobs "$(JOBS)"

chaos: node install node_modules ## Break every call of every Lambda on the local AWS, and write docs/fault-matrix.md
	@$(RUN) python -m tests.e2e.chaos $(CHAOS)

sbom: install ## Software bills of materials (CycloneDX) of the Lambdas and of the tool, into dist/
	@UV="$(UV)" $(RUN) python -m tests.supply.sbom

audit: install ## Licences, the workflow, and known vulnerabilities (asks PyPI) of all that uv.lock names
	$(RUN) python -m tests.supply.licences
	$(RUN) zizmor --offline --no-progress .github/workflows
	@mkdir -p dist
	@"$(UV)" export --quiet --frozen --no-emit-project --no-header --output-file dist/audited.txt >/dev/null
	"$(UV)" tool run "pip-audit==$(PIP_AUDIT)" --strict --disable-pip --require-hashes --requirement dist/audited.txt

remains: install ## What of STAGE outlives 'cdk destroy', and how to delete it (more context: CONTEXT="kms=create")
	@JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20 $(RUN) python -m infra.remains "stage=$(STAGE)" $(CONTEXT)

scale: install ## What a day's OBJECTS and BYTES meet first of AWS's quotas, and cost
	@$(RUN) python -m tests.benchmarks.scale --objects-per-day "$(OBJECTS)" --bytes-per-day "$(BYTES)"

load: OBJECTS = 10000
load: node install node_modules ## Drop OBJECTS=10000 on a local AWS of its own, and hold its ledger against what was dropped
	@$(RUN) python -m tests.benchmarks.load "$(OBJECTS)"

unit: install ## The tests that need no AWS and no synth
	$(RUN) pytest -n 2 -m "not e2e and not infra" --ignore tests/benchmarks $(PYTEST)

e2e: node install node_modules ## The tests on the local AWS
	$(RUN) pytest -m e2e $(PYTEST)

bench: install ## The benchmarks
	$(RUN) pytest tests/benchmarks -s $(PYTEST)

bench-detection: install ## Detection alone: labelled scenarios, false alarms, cost (PYTEST="--logs-dir DIR" for BGL)
	$(RUN) pytest tests/benchmarks/detection -s $(PYTEST)

bench-attacks: install ## Real attack tools (fetched into .tools) against a real nginx on loopback, and what is made of its log
	$(RUN) pytest tests/benchmarks/attacks -s $(PYTEST)

bench-redaction: install ## Recall and precision of redaction by kind, beside its PEERS; what goes from real LOGS
	$(RUN) python -m tests.benchmarks.redaction.measure --peers "$(PEERS)" $(BENCH)
	$(if $(LOGS),$(RUN) python -m tests.benchmarks.redaction.over_redaction "$(LOGS)" $(BENCH))

bench-laws: install ## What redaction promises of any input, on a hundred thousand of them and on floods
	$(RUN) python -m tests.benchmarks.redaction.laws 100000

bench-floods: install ## Redaction's speed on some ten thousand floods of all that makes it work, and how their time grows
	$(RUN) python -m tests.benchmarks.redaction.floods

bench-redaction-speed: install ## Redaction's speed on logs, beside re, presidio and gunzip, and on floods
	$(RUN) python -m tests.benchmarks.redaction_speed

bench-folding: install ## Folding's accuracy and speed beside other miners, on labelled logs: LABELLED=folder
	@test -n "$(LABELLED)" || { echo "Say where the labelled logs are: make bench-folding LABELLED=folder (of *_structured_corrected.csv)" >&2; exit 1; }
	@UV="$(UV)" $(RUN) python -m tests.benchmarks.folding.run "$(LABELLED)"

bench-report: node install node_modules ## How long the page with 3,000 templates, and the list of 100,000 insights, take to open
	$(RUN) python -m tests.browser.opening

docs-pictures: node install node_modules ## The pictures of docs/report.md, anew (needs Chromium)
	$(RUN) python -m tests.browser.pictures

cost: install ## What model calls cost for a GB of logs, for the sample sources (MODEL=claude-haiku-5-5; nothing is sent)
	@$(RUN) python -m tests.benchmarks.cost.measure $(if $(MODEL),--model "$(MODEL)",--write docs/cost.md)

deploy: node install node_modules ## Deploy to the AWS account that the environment points to; see docs/deploy.md
	PATH="$$(cd "$$(dirname "$(UV)")" && pwd):$$PATH" node_modules/.bin/cdk deploy --all

clean: ## Delete what was built and fetched here (not the local AWS: that is `make down`)
	rm -rf .venv .tools node_modules cdk.out dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	rm -rf layers/vendor/*/ $(ACCELERATOR)/*.so $(ACCELERATOR)/*.tables
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

install: .venv/accelerated

.venv/synced: uv.lock pyproject.toml | tools
	@"$(UV)" sync --frozen --quiet --python $(PYTHON)
	@touch $@

.venv/accelerated: .venv/synced $(wildcard native/* native/matching/* layers/core/python/crosscut/redaction/* layers/core/python/crosscut/detection/* layers/core/python/crosscut/orde*.py)
	@$(RUN) python -m native.build
	@touch $@

tools:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "Python 3.11 or later is needed, $(PYTHON) is not: get it from https://www.python.org/downloads/, or name it with PYTHON=..." >&2; exit 1; }
	@test -x "$(UV)" || $(PYTHON) -m pip install -qq --target .tools "uv==$(UV_VERSION)" \
	  || { echo "uv is needed, and $(PYTHON) -m pip could not fetch it: see https://docs.astral.sh/uv/" >&2; exit 1; }

node:
	@major=$$(node --version 2>/dev/null | sed -n 's/^v\([0-9]*\)\..*/\1/p'); \
	  test "$${major:-0}" -ge 20 && command -v npm >/dev/null \
	  || { echo "Node.js 20 or later, with npm, is needed for the CDK CLI: get it from https://nodejs.org/en/download, or with brew install node, nvm install 22" >&2; exit 1; }

node_modules: package-lock.json package.json | node
	@npm ci --no-audit --no-fund --silent
	@touch $@
