"""Keys that were registered before the databases asked whether a key is one."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.models.queries.proof import list_unsound_keys


def told_unsound_keys(session: Session) -> list[str]:
    """A sentence for each, for `workspace check`."""
    return [
        f"The key {kid} is none: anybody can sign with it, or its name is another key's. Nothing"
        f" signed with it counts. Have it ended: modelward key revoke {kid} --reason …."
        for kid in list_unsound_keys(session)
    ]
