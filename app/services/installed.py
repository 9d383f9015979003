"""What is installed here, as a lock says it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from importlib import metadata

from packaging.markers import UndefinedEnvironmentName
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name


def installed(roots: Iterable[str]) -> tuple[str, ...]:
    """name==version of these libraries and everything they need, sorted."""
    found: dict[str, str] = {}
    waiting = list(roots)
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in found:
            continue
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        found[name] = distribution.version
        waiting.extend(_required(distribution.requires or ()))
    return tuple(f"{name}=={version}" for name, version in sorted(found.items()))


def python_version() -> str:
    return ".".join(map(str, sys.version_info[:3]))


def _required(requirements: Sequence[str]) -> list[str]:
    names = []
    for text in requirements:
        try:
            requirement = Requirement(text)
            wanted = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        except (InvalidRequirement, UndefinedEnvironmentName):
            continue
        if wanted:
            names.append(requirement.name)
    return names
