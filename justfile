# Recipes for those who work on the program. `just` alone lists them.
# They use the virtual environment in .venv, which the README's test command makes.

bin := ".venv/bin"

default:
    @just --list

# Everything that must hold before a change lands, tests aside.
check:
    {{bin}}/ruff format --check .
    {{bin}}/ruff check .
    {{bin}}/mypy --strict foi_return tests
    {{bin}}/lint-imports

# Mends what can be mended by machine.
fix:
    {{bin}}/ruff format .
    {{bin}}/ruff check --fix .

# The default suite.
test *options:
    {{bin}}/pytest {{options}}

# The longer runs that the default suite leaves out: thousands of random releases, attacked.
slow *options:
    {{bin}}/pytest -m slow {{options}}

# The default suite with branch coverage, on one process.
coverage:
    {{bin}}/coverage run -m pytest -n 0
    {{bin}}/coverage report --skip-covered --show-missing

# Pages that are made from the code.
docs:
    {{bin}}/python -m tests.support.rules_page
    {{bin}}/foi-return map schema > docs/field-map.schema.json

# Speed and memory, as ratios in one run.
bench rows="1000000":
    {{bin}}/python benchmarks/build_from_csv.py --rows {{rows}}

# Wheel and source distribution.
dist:
    {{bin}}/python -m build

# The two lock files, after the dependencies in pyproject.toml have changed (needs uv).
lock:
    uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q -o requirements.lock
    uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q -o requirements-dev.lock
