"""Where the files of a version came from: facts that are kept beside them, in every snapshot."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

ROLE = "source"  # of the file that says it
PATH = ".modelward/source.json"  # no folder that is registered may bring one
_WORDS = ("kind", "address", "name", "commit", "revision", "run")


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of the source; nothing in it is secret.

    Args:
        kind: git or mlflow.
        address: of the repository or server, without credentials; empty: it names none.
        name: within it: the folder of a repository, `cc-fraud v15` of a registry.
        commit: of the code, as far as the source says; empty: it does not.
        revision: what was asked for: a branch, a tag, a commit.
        run: of the tracking server.
        differing: files that are not as in the commit.
        more_differing: how many more than those that are named.
    """

    kind: str
    address: str = ""
    name: str = ""
    commit: str = ""
    revision: str = ""
    run: str = ""
    differing: tuple[str, ...] = ()
    more_differing: int = 0

    @property
    def is_dirty(self) -> bool:
        return bool(self.differing)

    def facts(self) -> dict[str, Any]:
        """As they are kept: nothing of what is not known."""
        found: dict[str, Any] = {name: getattr(self, name) for name in _WORDS}
        found = {name: value for name, value in found.items() if value}
        if self.is_dirty:
            found |= {"differing": list(self.differing), "more_differing": self.more_differing}
        return found


def read_origin(content: bytes) -> Origin | None:
    """What a kept file says; None where it is none that we wrote."""
    try:
        facts = json.loads(content)
        words = {name: str(facts.get(name, "")) for name in _WORDS}
        differing = tuple(map(str, facts.get("differing", ())))
        return Origin(
            **words, differing=differing, more_differing=int(facts.get("more_differing", 0))
        )
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return None
