"""Temporary: a simple finder, replaced by the compatibility finder."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.tables.execution import Runtime


def find_places(
    session: Session, snapshot_id: UUID, stage: str, service_tag: str
) -> dict[str, Any]:
    rows = session.scalars(select(Runtime).order_by(Runtime.name)).all()
    fits = [
        r
        for r in rows
        if stage in r.stage_tags and service_tag in r.service_tags and r.state == "ready"
    ]
    return {
        "fits": [{"runtime": r.name, "id": str(r.id)} for r in fits],
        "after_fix": [],
        "not": [
            {
                "runtime": r.name,
                "rules": [
                    {
                        "rule": "tags",
                        "needed": f"{stage} {service_tag}",
                        "found": f"{r.stage_tags} {r.service_tags} {r.state}",
                        "ok": False,
                        "fix": "",
                    }
                ],
            }
            for r in rows
            if r not in fits
        ],
    }
