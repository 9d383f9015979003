"""Decision records: what a runtime logged is told by who runs it, or by the service."""

from __future__ import annotations

from app.models.rules.roles import OPERATORS, Role

LOG = "runtime log"  # as the source of a record, and of an import
LOGGERS = OPERATORS | {Role.WORKER}
