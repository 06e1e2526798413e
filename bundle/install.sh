#!/bin/sh
# Installs foi-return from this folder, without a network. Usage: sh install.sh [FOLDER]   (default: ~/foi-return)
# It needs Python 3.11, 3.12 or 3.13 with venv on 64-bit Linux. PYTHON=/path/to/python3 chooses another Python.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
target=${1:-"$HOME/foi-return"}
fail() { echo "$1" >&2; exit 1; }
command -v "$python" > /dev/null || fail "Python is not installed, or not called $python. Set PYTHON to its path."
"$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
  || fail "This bundle is for Python 3.11 to 3.13; $python is $("$python" -V 2>&1). Set PYTHON to another."
[ ! -e "$target" ] || fail "There is something at $target already. Remove it, or name another folder: sh install.sh FOLDER"
if command -v sha256sum > /dev/null; then
  (cd "$here" && sha256sum --quiet -c SHA256SUMS) || fail "A file of the bundle is damaged. Copy it again."
fi
"$python" -m venv "$target"
install() { "$target/bin/python" -m pip install -q --disable-pip-version-check --no-index --find-links "$here/wheels" "$@"; }
install --require-hashes -r "$here/requirements.lock"
install --no-deps "$here"/wheels/foi_return-*.whl
"$target/bin/foi-return" --version
echo "Installed. Start with: $target/bin/foi-return demo"
