"""What the child processes of intake and training are given."""

from __future__ import annotations

import os
from pathlib import Path

import app


def child_environment() -> dict[str, str]:
    """The child finds the same `app`, uses one thread for numbers and orders sets alike."""
    root = str(Path(app.__file__).resolve().parent.parent)
    paths = [root, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {
        **os.environ,
        **threads,
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)),
        "PYTHONUTF8": "1",
        "PYTHONSAFEPATH": "1",  # nothing is taken from the folder that it is started in
        # skl2onnx walks sets of names: with this the same training gives the same bytes.
        "PYTHONHASHSEED": "0",
    }
