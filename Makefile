# `make serve` and `make test` need python3 (3.11 or newer) and make; everything else is set up in .venv.
# A stamp in it says when that was done, so that a second run starts at once.

VENV ?= .venv
PY   := $(VENV)/bin/python
PIP  := $(PY) -m pip --disable-pip-version-check --quiet
LOCK := $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-emit-find-links $(UPGRADE)

# Tests start a hundred processes: what one of them compiled, the others need not compile again.
PYTEST := PYTHONDONTWRITEBYTECODE= $(PY) -m pytest --numprocesses=auto --dist=loadgroup

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup serve test test-thorough check fuzz fuzz-cases fuzz-coverage bench bench-limits load e2e e2e-browser e2e-container e2e-hostile e2e-limits e2e-load e2e-restarts e2e-wordpress audit docs format lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile

serve: $(VENV)/.runtime ## serve on 127.0.0.1:8000; COMMENT_SANITIZER_* variables are honoured
	@exec $(PY) -m service serve

test: $(VENV)/.dev ## every test but the thorough and the end-to-end ones; with coverage where CI is set
	@$(PYTEST) $(if $(CI),--cov --cov-report=term)

test-thorough: $(VENV)/.dev ## what make test leaves out: the same on more servers, under more policies; where CI is set, adds its coverage
	@$(PYTEST) -m thorough $(if $(CI),--cov --cov-append --cov-report=term)

check: $(VENV)/.dev ## format, lint, types, floors, policies, container files
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-logo
	@$(PY) -m service check-policies policies
	@$(VENV)/bin/hadolint Dockerfile loadtest/Dockerfile
	@$(VENV)/bin/check-jsonschema --builtin-schema vendor.compose-spec compose.yaml
	@COMPOSE=$$(docker compose version >/dev/null 2>&1 && echo "docker compose" || command -v docker-compose); \
	if [ -n "$$COMPOSE" ]; then $$COMPOSE --file compose.yaml config -q && echo "compose.yaml: accepted by $$COMPOSE"; \
	elif [ -n "$(CI)" ]; then echo "compose.yaml: no docker compose to read it with" >&2; exit 1; \
	else echo "compose.yaml: only its schema was checked; there is no docker compose here"; fi

fuzz: $(VENV)/.dev ## the property tests with many more examples: FUZZ_EXAMPLES=5000 each
	@$(PY) -m pytest --numprocesses=auto -m "hypothesis and not e2e" --hypothesis-profile=fuzz $(if $(FUZZ_SEED),--hypothesis-seed=$(FUZZ_SEED)) --timeout=1800

fuzz-cases: $(VENV)/.dev ## seeded texts by the million, each under one policy by turns: CASES=100000 SEED=1
	@$(PY) -m tests.fuzz cases --cases=$(or $(CASES),100000) --seed=$(or $(SEED),1)

fuzz-coverage: $(VENV)/.suites ## what atheris finds that leads to new code: SECONDS=20 for each target, SEED=1
	@$(PY) -m pytest --quiet -m e2e tests/fuzz
	@$(PY) -m tests.fuzz coverage --seconds=$(or $(SECONDS),20) --seed=$(or $(SEED),1) $(TARGETS)

bench: $(VENV)/.suites ## what cleaning, limiting and a whole request cost, beside others
	@$(PY) -m benchmarks

load: $(VENV)/.suites ## blogs that send comments, a minute long, into loadtest/report: LOAD="--shape spike --users 100 --seconds 30"
	@$(PY) -m loadtest $(LOAD)

bench-limits: $(VENV)/.suites ## limiters side by side, what a request costs with limits in Redis, and Redis failing
	@$(PY) -m benchmarks limits service failures

e2e: $(VENV)/.dev ## set everything up from nothing, as a newcomer does, and use it
	@$(PY) -m pytest -m e2e --timeout=600 --durations=0 tests/e2e/test_newcomer.py

e2e-load: $(VENV)/.suites ## small loads of every shape: each answer is right, and a service that is wrong does not pass
	@$(PY) -m pytest -m e2e --durations=0 tests/e2e/load

e2e-container: $(VENV)/.suites ## the image, Compose and docs/deploy.md in a real Docker Engine, and what Kubernetes would be given
	@$(PY) -m pytest -m e2e --timeout=900 --durations=10 tests/e2e/container tests/e2e/kubernetes

e2e-limits: $(VENV)/.dev ## eight services on one Redis, asked over HTTP: the quota passes and not one more; Redis hangs and dies under load
	@$(PY) -m pytest -m e2e --timeout=180 --durations=10 tests/e2e/limits

e2e-wordpress: $(VENV)/.dev ## the same comments through real WordPress and through the service; SEED=7 makes others
	@$(PY) -m pytest -m e2e --timeout=600 --durations=10 tests/e2e/wordpress

e2e-hostile: $(VENV)/.suites ## the service against its own description (schemathesis, SEED=7 EXAMPLES=100), ten thousand idle connections; atheris finds what is planted
	@$(PY) -m pytest -m e2e --timeout=300 --durations=0 tests/e2e/hostile tests/fuzz

e2e-browser: $(VENV)/.suites ## every vector, cleaned, in Chromium: nothing happens; ALL_VECTORS=1 takes those of others, too
	@$(PY) -m pytest -m e2e --durations=0 tests/e2e/browser

audit: $(VENV)/.suites ## known vulnerabilities of what the locks pin, as far as there is somebody to ask; the bill of materials
	@$(PY) .ci/audit.py
	@$(PY) -m pytest --quiet -m e2e --timeout=600 tests/e2e/supply

e2e-restarts: $(VENV)/.dev ## restart replicas behind nginx under load, and count what is lost
	@$(PY) -m pytest -m e2e --timeout=600 --capture=no tests/e2e/restarts

docs: $(VENV)/.dev ## run what the pages show, and write down what is printed now
	@WRITE_DOCS=1 $(PY) -m pytest --quiet tests/test_docs.py

setup: $(VENV)/.dev ## only set up what tests and checks need

format: $(VENV)/.dev ## format and mend what ruff can
	@$(VENV)/bin/ruff check --fix-only .
	@$(VENV)/bin/ruff format .

lock: | $(PY) ## write the lock files anew; UPGRADE=--upgrade takes newer versions
	@test -x $(VENV)/bin/uv || $(PIP) install uv
	@export UV_CUSTOM_COMPILE_COMMAND="make lock"; set -e; \
	$(LOCK) pyproject.toml --output-file requirements.lock; \
	$(LOCK) --group build --output-file requirements-build.lock; \
	$(LOCK) pyproject.toml --group dev --constraints requirements.lock --constraints requirements-build.lock \
	    --no-annotate --output-file requirements-dev.lock; \
	$(LOCK) pyproject.toml --group suites --constraints requirements-dev.lock \
	    --no-annotate --output-file requirements-suites.lock; \
	$(LOCK) --group load --constraints requirements-suites.lock --no-annotate --output-file requirements-load.lock

clean: ## remove what was set up and made
	@rm -rf $(VENV) dist .coverage .coverage.* .hypothesis .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

# A lock is whole, so pip resolves nothing: some versions of it take a later release than the pinned one, and then stop.
$(VENV)/.runtime: requirements.lock | $(PY)
	@$(PIP) install --no-deps --require-hashes --requirement requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(PY)
	@echo "Installing what tests and checks need into $(VENV)"
	@$(PIP) install --no-deps --require-hashes --requirement requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $(VENV)/.runtime $@

$(VENV)/.suites: requirements-suites.lock | $(VENV)/.dev
	@echo "Installing what the longer suites need into $(VENV)"
	@$(PIP) install --no-deps --require-hashes --requirement requirements-suites.lock
	@touch $@

$(PY):
	@for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	    if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	    echo "Python 3.11 or newer is needed, and no python3 here is. Install one, or name it: make PYTHON=/path/to/python3" >&2; \
	    exit 1; \
	fi; \
	if ! "$$found" -c 'import ensurepip, venv' 2>/dev/null; then \
	    echo "$$found lacks its venv module. On Debian and Ubuntu: apt-get install python3-venv" >&2; \
	    exit 1; \
	fi; \
	echo "Setting up $(VENV) with $$("$$found" --version)"; \
	rm -rf $(VENV) && "$$found" -m venv $(VENV)
