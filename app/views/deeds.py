"""What a guided hint may wait for: told by the part in which it was really done."""

from __future__ import annotations

from enum import StrEnum


class Deed(StrEnum):
    VOTED = "voted"  # the vote is stored, whichever it is
    ACKNOWLEDGED = "acknowledged"
    SERVED_THEN_READ = "served_then_read"  # which version served on a past day was shown
    MISFIT_READ = "misfit_read"  # why a runtime does not fit was shown
    VERIFIED = "verified"  # the whole trail, and it is intact
    ROLLED_BACK = "rolled_back"  # asked for; the service does it
