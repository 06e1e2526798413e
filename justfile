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

# The pictures of the wizard's screens in docs/pictures/wizard.
pictures:
    PYTHONPATH=. {{bin}}/python -m tests.support.wizard_pictures

# Speed and memory, as ratios in one run.
bench rows="1000000":
    {{bin}}/python benchmarks/build_from_csv.py --rows {{rows}}

# Disclosure control against the best-known tool, which is installed apart (docs/benchmarks.md).
bench-peer *options:
    PYTHONPATH=. {{bin}}/python benchmarks/bench_peer.py {{options}}

# What the choice of hidden cells tells somebody who has the program.
bench-replay *options:
    PYTHONPATH=. {{bin}}/python benchmarks/bench_replay.py {{options}}

# What writing a workbook costs, against XlsxWriter alone and gptables, which is installed apart.
bench-writing *tables="8 200":
    python3 -m venv benchmarks/.work/gptables
    benchmarks/.work/gptables/bin/pip install -q "gptables==2.0.2" "pandas<3"
    PYTHONPATH=. {{bin}}/python benchmarks/bench_writing.py --tables {{tables}} --gptables benchmarks/.work/gptables/bin/python

# The demo's workbook, charts and letters before an OOXML validator, which is installed apart.
office-audit folder="benchmarks/.work/office":
    python3 -m venv {{folder}}/validator
    {{folder}}/validator/bin/pip install -q "openxml-audit==0.8.0"
    {{bin}}/foi-return demo --output {{folder}} > {{folder}}/demo.txt
    {{bin}}/foi-return build --answers {{folder}}/DEMO-2026-0001-internal/answers.toml --charts --output {{folder}}/charts > {{folder}}/charts.txt
    {{bin}}/foi-return not-held --council Smalltown --reference NH-1 --ask Anyshire --output {{folder}}
    {{bin}}/foi-return refuse --council Anytown --reference RF-1 --section "12(1)" --files 430 --minutes 10 --output {{folder}}
    {{folder}}/validator/bin/openxml-audit --recursive --max-errors 0 {{folder}}/DEMO-2026-0001
    {{folder}}/validator/bin/openxml-audit --recursive --max-errors 0 {{folder}}/charts/DEMO-2026-0001
    {{folder}}/validator/bin/openxml-audit --recursive --max-errors 0 {{folder}}/NH-1
    {{folder}}/validator/bin/openxml-audit --recursive --max-errors 0 {{folder}}/RF-1

# How cost grows with cells: sizes are those in plot_growth.py, 0 for the replies.
bench-growth *sizes:
    PYTHONPATH=. {{bin}}/python benchmarks/plot_growth.py measure benchmarks/growth.csv {{sizes}}

# The picture of it, drawn in an environment of its own.
plot-growth:
    python3 -m venv benchmarks/.work/plot
    benchmarks/.work/plot/bin/pip install -q -r benchmarks/requirements-plot.txt
    benchmarks/.work/plot/bin/python benchmarks/plot_growth.py draw benchmarks/growth.csv docs/growth.svg

# A folder and a zip that install the program without a network, on Linux and Windows (docs/offline.md).
bundle *options:
    {{bin}}/python bundle/make_bundle.py {{options}}

# Wheel and source distribution.
dist:
    {{bin}}/python -m build

# The two lock files, after the dependencies in pyproject.toml have changed (needs uv).
lock:
    uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q -o requirements.lock
    uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q -o requirements-dev.lock
