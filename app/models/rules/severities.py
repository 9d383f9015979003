"""How grave an alert or a finding is, the mildest first."""

from __future__ import annotations

SEVERITIES = ("low", "medium", "high", "critical")
GRAVEST_FIRST = SEVERITIES[::-1]
GRAVITY = {severity: place for place, severity in enumerate(GRAVEST_FIRST)}
GRAVE = GRAVEST_FIRST[:2]  # what stops a release, and what counts as critical
