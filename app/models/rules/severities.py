"""How grave an alert or a finding is, the mildest first."""

from __future__ import annotations

SEVERITIES = ("low", "medium", "high", "critical")
GRAVEST_FIRST = SEVERITIES[::-1]
