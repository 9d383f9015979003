"""Arrow arrays of plain values, without pandas.

`pa.array` and `pa.scalar` import it to see what they were given: a quarter of a second, and 60 MB
of a service that has no use for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa


def text_array(texts: Sequence[str]) -> pa.Array:
    coded = [text.encode() for text in texts]
    ends = np.zeros(len(coded) + 1, dtype=np.int32)
    np.cumsum([len(each) for each in coded], out=ends[1:])
    buffers = pa.py_buffer(ends), pa.py_buffer(b"".join(coded))
    return pa.StringArray.from_buffers(len(coded), *buffers)


def number_array(values: np.ndarray[Any, Any]) -> pa.Array:
    """The values of an array of one axis, not copied where they lie side by side."""
    plain = np.ascontiguousarray(values)
    kind = pa.from_numpy_dtype(plain.dtype)
    return pa.Array.from_buffers(kind, len(plain), [None, pa.py_buffer(plain)])
