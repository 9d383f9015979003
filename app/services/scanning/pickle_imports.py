"""Judges what a pickle would import: harmless, unknown or hostile."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.models.rules.scanned import Kind
from app.services.scanning.findings import Finding, Severity
from app.services.scanning.pickle_walk import Walk

FIX = "Convert the model to ONNX and leave this file out; it is never loaded here."

# Modules of which a pickle needs nothing to hold a model, and can take everything.
_DANGEROUS = frozenset(
    {
        "os", "posix", "nt", "subprocess", "sys", "socket", "builtins", "__builtin__", "runpy",
        "importlib", "shutil", "pty", "commands", "code", "codeop", "types", "ctypes", "operator",
        "functools", "asyncio", "webbrowser", "requests", "urllib", "http", "httplib", "pip",
        "pickle", "_pickle", "marshal", "tempfile", "multiprocessing", "threading", "signal",
        "pdb", "timeit", "bdb", "pydoc", "inspect", "platform", "cloudpickle", "dill",
    }
)  # fmt: skip
_HARMLESS_BUILTINS = frozenset(
    {
        "set", "frozenset", "list", "dict", "tuple", "int", "float", "complex", "bool", "str",
        "bytes", "bytearray", "slice", "range", "object",
    }
)  # fmt: skip
_MODEL_MODULES = frozenset(
    {
        "sklearn", "numpy", "scipy", "pandas", "joblib", "torch", "collections", "_codecs",
        "copyreg", "copy_reg", "datetime", "decimal", "xgboost", "lightgbm", "catboost", "onnx",
        "onnxmltools", "skops", "imblearn", "statsmodels",
    }
)  # fmt: skip
# What the libraries above call to put their own objects together again; classes are fine too.
_MODEL_FUNCTIONS = frozenset(
    {
        "_reconstruct", "_frombuffer", "dtype", "ndarray", "scalar", "encode", "_reconstructor",
        "__newobj__", "_rebuild_tensor_v2", "_rebuild_parameter", "_rebuild_tensor",
        "_new_Index", "new_block", "_unpickle_block", "__randomstate_ctor", "defaultdict",
        "__bit_generator_ctor", "__generator_ctor", "csr_matrix", "csc_matrix", "csr_array",
        "csc_array", "coo_matrix", "datetime", "date", "timedelta", "timezone", "deque",
        "device", "namedtuple", "isnan", "log", "log1p", "exp", "expm1", "sqrt", "expit", "logit",
        "float64", "float32", "float16", "int64", "int32", "int16", "int8", "uint8", "uint32",
        "uint64", "bool_", "str_", "object_", "matrix", "rv_frozen", "uniform_gen",
    }
)  # fmt: skip


def judge(walk: Walk, name: str) -> Iterator[Finding]:
    """What of the imports of the file `name` has to be looked at."""
    for imported in sorted(walk.imports):
        module, _, attribute = imported.partition(" ")
        if _is_harmless(module, attribute):
            continue
        shown = f"{module}.{attribute}"
        if module.partition(".")[0] in _DANGEROUS or "?" in imported:
            verb = "calls" if walk.calls else "imports"
            yield _finding(Severity.CRITICAL, name, f"Loading it {verb} {shown}.")
        else:
            yield _finding(Severity.HIGH, name, f"Loading it imports {shown}.")


def _is_harmless(module: str, attribute: str) -> bool:
    if module in ("builtins", "__builtin__"):
        return attribute in _HARMLESS_BUILTINS
    if module.partition(".")[0] not in _MODEL_MODULES or "externals" in module:
        return False
    # A dotted name reaches through a module to whatever it imports, such as its os.
    is_class = bool(re.fullmatch(r"_?[A-Z]\w*", attribute))
    is_cython = attribute.startswith("__pyx_unpickle_")
    return is_class or is_cython or attribute in _MODEL_FUNCTIONS


def _finding(severity: Severity, name: str, what: str) -> Finding:
    return Finding(severity, Kind.PICKLE, name, 0, what, FIX)
