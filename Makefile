# Two commands that do all on a machine with Python 3.11 or later and nothing else:
#   make demo    sets everything up and shows the whole loop on bundled data
#   make test    passes all tests, bringing what they need
# Everything else is in the justfile: `.venv/bin/just` lists it.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	command -v $$p >/dev/null 2>&1 && \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.synced
WORKERS ?= 2
export UV_LINK_MODE ?= copy

.PHONY: demo test setup check clean

demo: $(STAMP)
	$(BIN)/adhelm demo

test: $(STAMP)
	$(BIN)/pytest -n $(WORKERS) --dist loadfile -m "not long" --durations=30 --durations-min=10 $(ARGS)

setup: $(STAMP)

check: $(STAMP)
	.ci/run

# uv makes the environment from the lock file; where there is no uv, PyPI has it.
$(STAMP): pyproject.toml uv.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed; set PYTHON=/path/to/python3" >&2; exit 1; }
	@if uv --version >/dev/null 2>&1; then \
		UV_PYTHON_DOWNLOADS=never uv sync --frozen --python "$(PYTHON)"; \
	else \
		$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
			echo "this Python has no venv: on Debian and Ubuntu, apt install python3-venv" >&2; exit 1; }; \
		test -x .venv-uv/bin/uv || { $(PYTHON) -m venv .venv-uv && .venv-uv/bin/pip install --quiet uv; }; \
		UV_PYTHON_DOWNLOADS=never .venv-uv/bin/uv sync --frozen --python "$(PYTHON)"; \
	fi
	@touch $@

clean:
	rm -rf $(VENV) .venv-uv .adhelm .mypy_cache .ruff_cache .pytest_cache .hypothesis dist
