"""`modelward demo`: the demo workspace with real runtimes, and its main job."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Annotated

import typer

from app.command_line.call import of
from app.command_line.family import new_family
from app.errors import InputError

APP = new_family()
