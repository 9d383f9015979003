"""What the background service does, by the type of its task."""

from __future__ import annotations

from app.views.cells import Status
from app.views.language import N_, tr

# The labels of the registered tasks: asking the registry would load what the tasks work with.
TASKS = {
    "attach_monitors": N_("Attach monitors"),
    "check_completeness": N_("Check completeness"),
    "compare_versions": N_("Compare champion and challenger"),
    "deploy": N_("Deploy"),
    "deploy_again": N_("Deploy again"),
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
STATES: dict[str, tuple[Status, str]] = {
    "running": (Status.RUNNING, N_("running")),
    "due": (Status.WAITING, N_("due")),
    "later": (Status.UNKNOWN, N_("later")),
    "suspended": (Status.WAITING, N_("suspended")),
    "failed": (Status.CRITICAL, N_("failed")),
    "ended_badly": (Status.FAILED, N_("did not pass")),
    "succeeded": (Status.OK, N_("done")),
    "cancelled": (Status.UNKNOWN, N_("cancelled")),
}
KINDS = {
    "timer": N_("Wait for its time"),
    "begin": N_("Begin a run"),
    "return": N_("Return to the run that called"),
}


def known_works() -> dict[str, str]:
    """Each kind and type of work with its name, in the order of the names as they are read."""
    named = {one: tr(words) for one, words in (TASKS | KINDS).items()}
    return dict(sorted(named.items(), key=lambda one: one[1].casefold()))


def work_words(kind: str, task_type: str) -> str:
    """ "Run tests"; the label of the task type, or what a job without one is for."""
    if kind != "task":
        return tr(KINDS.get(kind, kind))
    known = TASKS.get(task_type)
    return tr(known) if known is not None else task_type.replace("_", " ")
