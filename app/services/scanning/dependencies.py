"""Reads the dependency files of a model folder: is each library pinned, and how licensed?"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from app.errors import InputError
from app.models.rules.scanned import Kind
from app.services.intake.documents import parse_text
from app.services.scanning.findings import Finding, Severity
from app.services.scanning.licences import copyleft_family
from app.texts import N_

_REQUIREMENTS = re.compile(r"^(requirements|constraints|environment)[\w.\-]*\.(txt|lock|in)$")
_CONDA = re.compile(r"^(conda|environment|python_env)[\w.\-]*\.ya?ml$")
_TOML_LOCKS = ("poetry.lock", "uv.lock", "pdm.lock", "pylock.toml")
_COMMENT = re.compile(r"(^|\s)#.*$")
_HASH = re.compile(r"\s--hash[= ]\S+")

MOST_NAMED = 5  # of the lines that leave a version open

_LICENCE_SEVERITY = {
    "AGPL": Severity.HIGH,
    "GPL": Severity.HIGH,
    "LGPL": Severity.MEDIUM,
}
_LICENCE_FIX = {
    "AGPL": "Replace it, or have the legal department allow it: serving it over a network "
    "obliges to publish the source.",
    "GPL": "Replace it, or have the legal department allow it: passing it on obliges to publish "
    "the source.",
    "LGPL": "Keep it a separate, replaceable library, or replace it.",
}


@dataclass(frozen=True, slots=True)
class Dependency:
    """One required library. `pin` is exact ("1.2.3"), else "" with what stands there in `spec`."""

    name: str
    pin: str
    spec: str
    line: int

    @property
    def written(self) -> str:
        """As it stands in the file, but for spaces: `requests>=2`."""
        return f"{self.name}{self.spec}" if self.spec[:1] in tuple("=<>!~^") else self.name


def is_dependency_file(name: str) -> bool:
    """True for the last part of a path that names libraries."""
    low = name.lower()
    return (
        bool(_REQUIREMENTS.match(low) or _CONDA.match(low))
        or low in (*_TOML_LOCKS, "pyproject.toml")
        or low.endswith(".lock.txt")
    )


def is_lock(name: str, dependencies: tuple[Dependency, ...]) -> bool:
    """True when the file fixes a whole environment: a lock by name, or all lines pinned."""
    if name.lower() in _TOML_LOCKS:
        return True
    return bool(dependencies) and all(dependency.pin for dependency in dependencies)


def environment_missing(sentence: str, found: Mapping[str, Sequence[Dependency]]) -> str:
    """`sentence`, that no file fixes every library, with the lines of `found` that leave one open.

    Args:
        found: the libraries of each dependency file, by its path.
    """
    lines = [
        f"“{item.written}” ({file}:{item.line})" if item.line else f"“{item.written}” ({file})"
        for file, items in sorted(found.items())
        for item in items
        if not item.pin
    ]
    if not lines:
        return sentence
    more = len(lines) - MOST_NAMED
    told = ", ".join(lines[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
    return f"{sentence} " + N_("Not fixed: {lines}.").format(lines=told)


def read_dependencies(text: str, name: str) -> tuple[Dependency, ...]:
    """The libraries that a dependency file names.

    Raises:
        InputError: the file is no TOML or YAML, with its line, or is nested too deeply.
    """
    low = name.lower()
    try:
        if low.endswith((".yml", ".yaml")):
            return tuple(_conda(text, name))
        if low in _TOML_LOCKS or low == "pyproject.toml":
            return tuple(_toml(text, name))
        return tuple(_requirements(text))
    except RecursionError:
        raise InputError(f"{name} is nested too deeply.") from None


def dependency_findings(text: str, name: str, file: str) -> Iterator[Finding]:
    """Unpinned and copyleft libraries of the dependency file `name` at the path `file`."""
    for item in read_dependencies(text, name):
        if not item.pin:
            yield _unpinned(item, file)
        family = copyleft_family(item.name)
        if family:
            yield Finding(
                _LICENCE_SEVERITY[family],
                Kind.LICENCE,
                file,
                item.line,
                f"{item.name} is under a licence of the {family} family.",
                _LICENCE_FIX[family],
            )


def _unpinned(item: Dependency, file: str) -> Finding:
    said = f"“{item.spec}” lets its version change" if item.spec else "has no version"
    return Finding(
        Severity.MEDIUM if item.spec else Severity.HIGH,
        Kind.DEPENDENCY,
        file,
        item.line,
        f"{item.name} is not pinned: {said}.",
        f"Write the exact version that was tested: {item.name}==….",
    )


def _requirements(text: str) -> Iterator[Dependency]:
    joined = text.replace("\\\r\n", "\x00").replace("\\\n", "\x00")
    number = 1
    for raw in joined.split("\n"):
        first = number
        number += 1 + raw.count("\x00")
        line = _HASH.sub("", _COMMENT.sub("", raw.replace("\x00", " "))).strip()
        if not line or line.startswith(("-r", "-c", "--", "-f", "-i")):
            continue
        yield _requirement(line.removeprefix("-e").strip(), first)


def _requirement(line: str, number: int) -> Dependency:
    try:
        requirement = Requirement(line)
    except InvalidRequirement:
        return _by_hand(line, number)
    pins = [spec.version for spec in requirement.specifier if spec.operator in ("==", "===")]
    pin = pins[0] if pins and "*" not in pins[0] else ""
    if requirement.url:
        pin = _url_pin(requirement.url)
    spec = requirement.url or str(requirement.specifier)
    return Dependency(canonicalize_name(requirement.name), pin, spec, number)


def _by_hand(line: str, number: int) -> Dependency:
    """A line that is no requirement by the standard: an address, or a path."""
    egg = re.search(r"#egg=([\w.\-]+)", line)
    name = egg[1] if egg else re.split(r"[\s;=<>!~\[@]", line, maxsplit=1)[0]
    return Dependency(name[:100], _url_pin(line), line[:100], number)


def _url_pin(url: str) -> str:
    found = re.search(r"@([0-9a-f]{40})\b|sha256[=:]([0-9a-f]{64})", url)
    return found[0] if found else ""


def _conda(text: str, name: str) -> Iterator[Dependency]:
    content = parse_text(text, name, is_json=False)
    rows = content.get("dependencies", []) if isinstance(content, dict) else []
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and isinstance(row.get("pip"), list):
            for item in row["pip"]:
                yield _requirement(str(item), _line_of(text, str(item)))
        elif isinstance(row, str):
            yield _conda_row(row, _line_of(text, row))


def _conda_row(row: str, number: int) -> Dependency:
    name, _, rest = row.rpartition("::")[2].partition("=")
    name = re.split(r"[\s<>!~]", name, maxsplit=1)[0]
    version = rest.lstrip("=").split("=")[0].strip()
    # Conda's single = means "starts with": only == and a full version with a build fix one.
    is_exact = bool(version) and "*" not in version and version.count(".") >= 1
    spec = row.rpartition("::")[2].removeprefix(name).strip()
    return Dependency(canonicalize_name(name), version if is_exact else "", spec, number)


def _toml(text: str, name: str) -> Iterator[Dependency]:
    try:
        content = tomllib.loads(text)
    except ValueError as error:  # also of a number of 5,000 digits
        raise InputError(f"{name} is not TOML: {error}.") from error
    if name.lower() != "pyproject.toml":
        for row in (*_rows(content.get("package")), *_rows(content.get("packages"))):
            if row.get("version") and row.get("name"):
                said, version = str(row["name"]), str(row["version"])
                yield Dependency(
                    canonicalize_name(said), version, f"=={version}", _line_of(text, f'"{said}"')
                )
        return
    project = content.get("project")
    wanted = project.get("dependencies", []) if isinstance(project, dict) else []
    for item in wanted if isinstance(wanted, list) else []:
        yield _requirement(str(item), _line_of(text, str(item)))
    yield from _poetry(content, text)


def _poetry(content: dict[str, Any], text: str) -> Iterator[Dependency]:
    tool = content.get("tool")
    poetry = tool.get("poetry") if isinstance(tool, dict) else None
    wanted = poetry.get("dependencies", {}) if isinstance(poetry, dict) else {}
    for name, value in wanted.items() if isinstance(wanted, dict) else ():
        if name.lower() == "python":
            continue
        spec = str(value.get("version", "")) if isinstance(value, dict) else str(value)
        # In Poetry a bare version is exact; with ^ ~ or * it is not.
        exact = spec.removeprefix("==")
        pin = exact if re.fullmatch(r"\d+(\.\w+)+", exact) else ""
        yield Dependency(canonicalize_name(name), pin, spec, _line_of(text, name))


def _rows(rows: Any) -> list[dict[str, Any]]:
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _line_of(text: str, part: str) -> int:
    place = text.find(part)
    return text.count("\n", 0, place) + 1 if place >= 0 else 0
