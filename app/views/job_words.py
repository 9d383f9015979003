"""What the background service does, by the type of its task."""

from __future__ import annotations

from app.views.language import N_

# The labels of the registered tasks: asking the registry would load what the tasks work with.
TASKS = {
    "attach_monitors": N_("Attach monitors"),
    "check_completeness": N_("Check completeness"),
    "compare_versions": N_("Compare champion and challenger"),
    "deploy": N_("Deploy"),
    "find_runtime": N_("Find runtime"),
    "judge": N_("Judge results"),
    "next_stage": N_("Next stage"),
    "remind": N_("Remind"),
    "reproduce": N_("Run again"),
    "roll_back": N_("Roll back"),
    "run_monitor": N_("Run monitor"),
    "run_tests": N_("Run tests"),
    "scan": N_("Scan for risks"),
    "take_snapshot": N_("Freeze snapshot"),
    "tidy_up": N_("Tidy up"),
    "train": N_("Train"),
}
