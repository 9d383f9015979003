"""What versions are called on a runtime, by us alone."""

from __future__ import annotations

import re


def candidate_name(service: str, sha256: str) -> str:
    """The name a version is loaded under before, and while, the stable name points to it."""
    return f"{service}--c{sha256[:8]}"


def is_candidate_of(name: str, service: str) -> bool:
    """Whether `name` is one that `candidate_name` gives for `service`."""
    return re.fullmatch(re.escape(service) + r"--c[0-9a-f]{8}", name) is not None
