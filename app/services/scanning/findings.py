"""What a security scan says: findings, what it could not read, and what it did not check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.models.rules.scanned import Kind


class Severity(StrEnum):
    """Worst first, in this order."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


NOT_AUDITED = "not audited"
_RANK = {severity: place for place, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to fix. `line` is 0 where lines make no sense; `what` never holds a secret."""

    severity: Severity
    kind: Kind
    file: str
    line: int
    what: str
    fix: str

    def to_json(self) -> dict[str, Any]:
        return {
            "severity": str(self.severity),
            "kind": str(self.kind),
            "file": self.file,
            "line": self.line,
            "what": self.what,
            "fix": self.fix,
        }


@dataclass(frozen=True, slots=True)
class NotRead:
    """A file that the scan could not (wholly) look into, and why: silence is not green."""

    file: str
    why: str


@dataclass(frozen=True, slots=True)
class ScanReport:
    """`findings` are sorted, worst first; `audits` says what was checked besides the files."""

    findings: tuple[Finding, ...]
    files_read: int
    not_read: tuple[NotRead, ...] = ()
    audits: Mapping[str, str] = field(
        default_factory=lambda: {"known vulnerabilities": NOT_AUDITED}
    )

    def counts(self) -> dict[str, int]:
        return {str(s): sum(f.severity == s for f in self.findings) for s in Severity}

    def to_json(self) -> dict[str, Any]:
        return {
            "findings": [finding.to_json() for finding in self.findings],
            "counts": self.counts(),
            "files_read": self.files_read,
            "not_read": [{"file": item.file, "why": item.why} for item in self.not_read],
            "audits": dict(self.audits),
        }


def sorted_findings(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Worst first, then by place; the same thing is said once."""
    unique = dict.fromkeys(findings)
    return tuple(sorted(unique, key=lambda f: (_RANK[f.severity], f.kind, f.file, f.line, f.what)))
