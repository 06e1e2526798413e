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

# Mutation testing of disclosure/ (hours), or of one module: `just mutants checker` (minutes).
mutants module="":
    {{bin}}/pip install -q "mutmut>=3.8"
    {{bin}}/mutmut run "foi_return.disclosure.{{module}}*"
    {{bin}}/mutmut results

# Pages that are made from the code.
docs:
    {{bin}}/python -m tests.support.rules_page
    {{bin}}/foi-return map schema > docs/field-map.schema.json

# The pictures of the answer pack in docs/pictures (needs LibreOffice and poppler).
pages:
    {{bin}}/python -m tests.support.page_pictures

# Speed and memory, as ratios in one run.
bench rows="1000000":
    {{bin}}/python benchmarks/build_from_csv.py --rows {{rows}}

# Disclosure control against the best-known tool, which is installed apart (docs/benchmarks.md).
bench-peer *options:
    PYTHONPATH=. {{bin}}/python benchmarks/bench_peer.py {{options}}

# What the choice of hidden cells tells somebody who has the program.
bench-replay *options:
    PYTHONPATH=. {{bin}}/python benchmarks/bench_replay.py {{options}}

# How cost grows with cells: sizes are those in plot_growth.py, 0 for the replies.
bench-growth *sizes:
    PYTHONPATH=. {{bin}}/python benchmarks/plot_growth.py measure benchmarks/growth.csv {{sizes}}

# The picture of it, drawn in an environment of its own.
plot-growth:
    python3 -m venv benchmarks/.work/plot
    benchmarks/.work/plot/bin/pip install -q -r benchmarks/requirements-plot.txt
    benchmarks/.work/plot/bin/python benchmarks/plot_growth.py draw benchmarks/growth.csv docs/growth.svg

# Wheel and source distribution.
dist:
    {{bin}}/python -m build

# The two lock files, after the dependencies in pyproject.toml have changed (needs uv).
lock:
    uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q -o requirements.lock
    uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q -o requirements-dev.lock
