"""`make late`: each answer of the database comes late by some while, those of commands the longest.

What a change brings to other rows is then often there before its own answer: a test that asks at
once for what is shown next fails here, and elsewhere only on a machine that is busy.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from app.views import backend

READS_S = (0.0, 0.01, 0.05, 0.15)
COMMAND_S = 0.4
_CHANCE = random.Random(11)
_submit = backend.Backend._submit


def _late(
    self: backend.Backend, pool: ThreadPoolExecutor, order: Any, call: Callable[[], Any]
) -> None:
    def later() -> Any:
        try:
            return call()
        finally:
            time.sleep(_CHANCE.choice(READS_S) if order.is_read else COMMAND_S)

    _submit(self, pool, order, later)


backend.Backend._submit = _late  # type: ignore[method-assign]
