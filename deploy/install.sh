#!/bin/sh
# Installs a hashed lock into .venv: deploy/install.sh requirements-dev.txt. What cannot be is said in a sentence.
set -eu
cd -- "$(dirname -- "$0")/.."
lock=$1
python=${PYTHON:-python3}
run=.venv/bin/python
log=.local/install.log
is_new_enough='import sys; sys.exit(sys.version_info < (3, 11))'

stop() {
  echo "$*" >&2
  exit 1
}

mkdir -p .local 2>/dev/null && [ -w .local ] ||
  stop "$PWD/.local cannot be written: take the checkout into a folder of your own, or have its owner give you \`.local\` and \`.venv\` there."

# A virtual environment that was begun and not finished, or whose Python is gone, is made anew.
if ! "$run" -c "import pip; $is_new_enough" 2>/dev/null; then
  command -v "$python" >/dev/null ||
    stop "There is no $python here: install Python 3.11 or newer, or name one: make … PYTHON=/path/to/python3."
  "$python" -c "" 2>/dev/null ||
    stop "$python does not run here: install Python 3.11 or newer, or name one: make … PYTHON=/path/to/python3."
  "$python" -c "$is_new_enough" ||
    stop "$python is $("$python" -V 2>&1); Throughline needs 3.11 or newer. Name another one: make … PYTHON=python3.12."
  "$python" -c 'import venv, ensurepip' 2>/dev/null ||
    stop "$python has no venv: on Debian and Ubuntu \`apt install python3-venv\`, or name another one: make … PYTHON=python3.12."
  "$python" -m venv --clear .venv >"$log" 2>&1 ||
    stop "$PWD/.venv cannot be made: $(tail -n 1 "$log")"
fi

echo "installing $lock into .venv: a minute or two"
(while sleep 15 >/dev/null 2>&1; do echo "  still installing"; done) &
ticking=$!
trap 'kill $ticking 2>/dev/null || :' EXIT
# The locks are whole: pip must not resolve anew, where it would meet releases younger than them.
"$run" -m pip install --disable-pip-version-check --no-input --no-user --require-hashes --no-deps -r "$lock" >"$log" 2>&1 || {
  grep -v '^WARNING' "$log" | tail -n 8 >&2
  stop "pip could not install $lock with $("$run" -V), see $PWD/$log. Without a way to the package index, tell pip one
(PIP_INDEX_URL, PIP_CERT); where the disk is full, free some; with a Python that is newer than the packages, name an older one:
make clean, then make … PYTHON=python3.12."
}
