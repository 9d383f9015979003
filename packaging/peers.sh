#!/bin/sh
# Makes the environments of the products that benchmarks are held against, one each beside .venv.
# Their versions are those the goals name; none of them is a dependency of Modelward.
set -eu
python=${1:-.venv/bin/python}

make_one() {
    name=$1
    shift
    folder=.venv-$name
    if [ -f "$folder/ready" ]; then
        return
    fi
    echo "Installing $name into $folder"
    rm -rf "$folder"
    "$python" -m venv "$folder"
    "$folder/bin/python" -m pip install --quiet "$@"
    touch "$folder/ready"
}

make_one evidently evidently==0.7.23 'pandas<3' pyarrow
make_one mlserver mlserver==1.7.1 'uvloop<0.22' onnxruntime
make_one mlflow mlflow==3.17.2 'psycopg[binary]'
