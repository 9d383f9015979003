"""Versions as a person writes them, to choose from while they type."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.inventory_filter import escape
from app.models.rules.folding import fold
from app.models.tables.inventory import ModelVersion, RegisteredModel

OFFERED = 12
_VERSION = re.compile(r"(:|\s+)v?[0-9]*$", re.IGNORECASE)  # begun behind the name


def list_version_names(session: Session, text: str) -> tuple[str, ...]:
    """ "cc-fraud v14": those whose model's name begins so, the newest of each model first."""
    word = fold(_VERSION.sub("", text))
    if not word:
        return ()
    rows = session.execute(
        select(RegisteredModel.name, ModelVersion.version)
        .join(ModelVersion, ModelVersion.model_id == RegisteredModel.id)
        .where(RegisteredModel.name_folded.like(f"{escape(word)}%", escape="\\"))
        .order_by(RegisteredModel.name_folded, ModelVersion.version.desc())
        .limit(OFFERED)
    )
    return tuple(f"{row.name} v{row.version}" for row in rows)
