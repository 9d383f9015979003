"""The window.

The binding of Qt puts itself before Python's import and reads the source of each module that is
imported from then on, to see whether it is written for another style of names. Nothing here is, so
imports are the binding's plain ones again: that reading was a sixth of an import of the window.
"""

from __future__ import annotations

import builtins

import PySide6.QtCore  # noqa: F401 -- it is what puts itself there

builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
