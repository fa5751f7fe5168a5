# `just` lists the commands; `make setup` brings the tools, just among them.

set positional-arguments

[private]
default:
    @{{ just_executable() }} --list --unsorted

# Set up the environment, and the checks before each commit
dev:
    make setup
    .venv/bin/pre-commit install

# All that CI does
check:
    .ci/run

# Put in order what can be put in order by itself
fix:
    .venv/bin/ruff check --fix .
    .venv/bin/ruff format .
    .venv/bin/python tools/map.py
    .venv/bin/python tools/cli_reference.py

# The tests, or some of them: just test tests/core -k clock
test *args:
    .venv/bin/pytest -m "not long" "$@"

# The tests, and which lines and branches of ours none of them came by
coverage *args:
    .venv/bin/pytest -n 2 --dist loadfile -m "not long" --cov --cov-report=term:skip-covered "$@"

# The same tests with every database on PostgreSQL
test-postgres *args:
    ADHELM_TEST_DATABASE=postgresql .venv/bin/pytest -m "not long" "$@"

# The proofs that take minutes: kills, many rows, Spark
proofs *args:
    .venv/bin/pytest -m long "$@"

# Ask the API 20,000 made-up questions on each database: none may break its document
fuzz-api *args:
    .venv/bin/pytest -m long tests/app/api/test_schema.py "$@"

# The page: install, check and build it; or one of its scripts: just web dev
web *args:
    cd web && npm ci --ignore-scripts && npm run "${@:-check}"

# Measure, print figures and ratios, keep them in bench/results
bench *args:
    .venv/bin/python -m bench "$@"

# Rewrite the generated pages: the map and the command reference
map:
    .venv/bin/python tools/map.py
    .venv/bin/python tools/cli_reference.py

# Make a slice that satisfies every contract: just new-slice decide pacing "Say when…"
new-slice stage name what:
    .venv/bin/python tools/new_slice.py "$@"

# Write the next step of the database from what the tables have become
migrations message:
    .venv/bin/python -m adhelm.app.migrations revision "$1"

# Make the bundled demo data anew
demo-data:
    .venv/bin/python tools/make_demo_data.py
