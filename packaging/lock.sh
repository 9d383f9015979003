#!/bin/sh
# Works out requirements.lock from pyproject.toml with its extras `convert` and `test`: exact
# versions and hashes, no index addresses. Pins that still fit stay as they are.
set -eu
python=${PYTHON:-python3}
[ -x .venv-lock/bin/uv ] || {
    "$python" -m venv .venv-lock
    .venv-lock/bin/python -m pip install --quiet --disable-pip-version-check uv
}
exec .venv-lock/bin/uv pip compile pyproject.toml --extra convert --extra test --quiet \
    --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
    --output-file requirements.lock "$@"
