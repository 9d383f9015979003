"""Which libraries come with copyleft obligations: installed metadata first, then our table."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import metadata
from pathlib import Path

from packaging.utils import canonicalize_name

import app
from app.errors import AppError

FAMILIES = ("AGPL", "LGPL", "GPL")  # tested in this order: the names contain one another
_WORDS = {
    "AGPL": re.compile(r"\bAGPL|Affero General Public", re.I),
    "LGPL": re.compile(r"\bLGPL|(Lesser|Library) General Public", re.I),
    "GPL": re.compile(r"\bGPL|\bGNU General Public", re.I),
}
_EXCEPTION = re.compile(r"\S+ WITH (GCC|Classpath|Bootloader)[\w.\-]*", re.I)
MAX_LICENCE_LENGTH = 100  # longer is the licence's text, which may quote others


def copyleft_family(name: str) -> str:
    """AGPL, GPL or LGPL, or "" where the library has none of them or is unknown."""
    installed = _installed_licence(name)
    if installed:
        return family_of(installed)
    return _table().get(canonicalize_name(name), "")


def family_of(licence: str) -> str:
    """The copyleft family of a licence expression; a choice (A OR GPL) binds nobody."""
    licence = _EXCEPTION.sub("", licence)
    choices = re.split(r"\bOR\b", licence)
    found = [
        next((family for family in FAMILIES if _WORDS[family].search(choice)), "")
        for choice in choices
    ]
    return found[0] if all(found) else ""


def _installed_licence(name: str) -> str:
    try:
        about = metadata.metadata(name).json
    except (metadata.PackageNotFoundError, ValueError):
        return ""
    expression = str(about.get("license_expression", ""))
    if expression:
        return expression
    classifiers = [
        str(text).rpartition(" :: ")[2]
        for text in about.get("classifier", ())
        if str(text).startswith("License :: OSI")
    ]
    if classifiers:
        return " OR ".join(classifiers)
    licence = str(about.get("license", ""))
    return licence if len(licence) <= MAX_LICENCE_LENGTH else ""


@cache
def _table() -> dict[str, str]:
    rows = json.loads(_resource("scanning/licences.json").read_text(encoding="utf-8"))
    return {name: family for family in FAMILIES for name in rows[family]}


def _resource(name: str) -> Path:
    """A shipped file: inside the installed package, or beside it in a working copy."""
    package = Path(app.__file__).resolve().parent
    for folder in (package / "resources", package.parent / "resources"):
        if (folder / name).is_file():
            return folder / name
    raise AppError(f"The shipped file {name} is missing.", hint="Install Modelward again.")
