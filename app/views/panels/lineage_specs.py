"""The actions of the lineage screen, as data."""

from __future__ import annotations

from app.views.actions import ActionSpec
from app.views.language import N_

CHOOSE = N_("Choose a model first.")
_L = "lineage"
TABLE = ActionSpec("lineage.table", N_("Chart or table"), ("Ctrl+Shift+T",), "View", "data", _L)
EXPORT = ActionSpec(
    "lineage.export",
    N_("Export what is shown…"),
    ("Ctrl+Shift+E",),
    "File",
    "new",
    _L,
    changes=True,
)
MODEL = ActionSpec("lineage.model", N_("Choose a model…"), ("O",), "Actions", "model", _L)
INVENTORY = ActionSpec(
    "lineage.inventory", N_("Show in the inventory"), ("I",), "Actions", "model", _L
)
HERE = ActionSpec("lineage.asofhere", N_("As of this event"), ("A",), "Actions", "time", _L)
PROOF = ActionSpec(
    "lineage.proof", N_("Export proof…"), ("P",), "File", "new", _L, "download", changes=True
)
ROOM = ActionSpec(
    "lineage.room", N_("Make a review room…"), (), "File", "new", _L, "lock", changes=True
)
SIGN_OFF = ActionSpec(
    "lineage.signoff", N_("Sign off a range…"), (), "Actions", "trail", _L, "pencil",
    changes=True, words=N_("review, reviewed, signature"),
)  # fmt: skip
VERIFY = ActionSpec(
    "lineage.verify", N_("Verify the trail"), (), "Actions", "trail", _L, changes=True
)
GRAPH = ActionSpec("lineage.graph", N_("Timeline or graph"), ("V",), "View", "data", _L)
GROUPING = ActionSpec(
    "lineage.grouping", N_("Group the events…"), (), "View", "data", _L,
    words=N_("day, act, person"),
)  # fmt: skip
NOW = ActionSpec("lineage.now", N_("Back to now"), (), "Actions", "time", _L, "clock")
SEAL = ActionSpec("lineage.now", N_("Back to the seal"), (), "Actions", "time", _L, "clock")
STORY = ActionSpec("lineage.story", N_("Story of a decision…"), ("S",), "View", "data", _L)
