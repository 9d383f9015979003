"""Settings that whoever looks after this computer has fixed: read, never written, by the window.

A file of the computer, where people can't write: `fixed-settings.json` in its folder of
configurations, or the file that MODELWARD_FIXED_SETTINGS names:

    {"by": "Service desk", "reason": "Counters are shared.", "settings": {"forgets": true}}
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import platformdirs

from app.config import PRODUCT
from app.views.kept_files import read_json

log = logging.getLogger(__name__)

VARIABLE = "MODELWARD_FIXED_SETTINGS"
FILE = "fixed-settings.json"


@dataclass(frozen=True, slots=True)
class Fixed:
    """`values` are settings by their names, as the file has them."""

    by: str = ""
    reason: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


NOTHING = Fixed()


def fixed_file() -> Path:
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    return Path(platformdirs.site_config_dir(PRODUCT, appauthor=False)) / FILE


def read_fixed(path: Path | None = None) -> Fixed:
    """What is fixed here; a file that can't be understood fixes nothing, and the log says so."""
    file = path or fixed_file()
    try:
        found = read_json(file)
    except FileNotFoundError:
        return NOTHING
    except (OSError, ValueError) as error:
        log.warning("the file of fixed settings can't be read: %s", error)
        return NOTHING
    values = found.get("settings") if isinstance(found, dict) else None
    if not isinstance(values, dict):
        log.warning("%s fixes no settings", file)
        return NOTHING
    return Fixed(str(found.get("by", "")), str(found.get("reason", "")), values)
