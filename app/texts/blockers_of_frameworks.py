"""What stops who keeps frameworks, controls and evidence: code to sentence, and the way out."""

from __future__ import annotations

from app.texts.marks import N_

# Code of a blocker -> sentence, and what to do about it.
OF_FRAMEWORKS: dict[str, tuple[str, str]] = {
    "control.cadence": (N_("How often is a number of days, from 1 to 9999."), ""),
    "control.none": (N_("No control is done for it."), N_("Add a control first.")),
    "control.none_ended": (N_("No control of it has ended."), ""),
    "control.owner": (
        N_("The owner of a control holds a role in its unit, or above it."),
        N_("Name somebody of this unit."),
    ),
    "evidence.anew": (
        N_("What this evidence was attached to did not become this requirement."),
        N_("modelward framework evidence says which it can show now."),
    ),
    "evidence.closed": (N_("Why evidence was attached is not changed afterwards."), ""),
    "evidence.control": (
        N_("This control is of another requirement, or of another unit."),
        N_("Choose a control of the same requirement."),
    ),
    "evidence.none": (N_("No evidence is attached yet."), ""),
    "evidence.reason": (
        N_("Who withdraws evidence says why, in ten characters or more."),
        N_("Say something else than why it was attached."),
    ),
    "evidence.settled": (N_("Nothing of an earlier version waits to be assessed anew."), ""),
    "evidence.unknown": (
        N_("What this points to is not on record with this digest."),
        N_("Choose it anew: evidence is pinned as the thing is now."),
    ),
    "evidence.withdrawn": (
        N_("This evidence was withdrawn, so it is not assessed anew."),
        N_("What shows something after all is attached by itself."),
    ),
    "framework.content": (
        N_("The requirements of a framework come with its file, from whoever brings it."),
        N_("Import the file anew: modelward framework import."),
    ),
    "framework.days": (
        N_("A version ends after it begins, and both between 1900 and 2200."),
        "",
    ),
    "framework.differs": (
        N_("The requirements of this version are not those of its file."),
        N_("Refuse it and import the file anew."),
    ),
    "framework.key": (
        N_("The key of a framework is small letters, digits and dashes."),
        "",
    ),
    "framework.line": (
        N_("Another version was put in force meanwhile, so this one comes after none."),
        N_("Refuse it and import it with the number of the newest version as supersedes."),
    ),
    "framework.reason": (
        N_("Why a version was brought is told once, by whoever brought it."),
        N_("Give another reason when you put it in force or refuse it."),
    ),
    "framework.version": (N_("A new version has the number after the newest one."), ""),
    "mapping.outcome": (
        N_("A duty is carried, to re-assess, or dropped; what is dropped leads nowhere."),
        "",
    ),
    "mapping.requirement": (
        N_("A mapping names a requirement of the version before, and one of its own."),
        "",
    ),
    "raci.about": (
        N_("There is no such act, step or requirement."),
        N_("For example request.accepted, on-model-changed/approve, eu-ai-act/Art. 9."),
    ),
    "raci.accountable": (
        N_("Entry {number} says who is accountable; there is one."),
        N_("End that entry first, in Governance or with modelward raci end."),
    ),
    "raci.closed": (N_("An entry is not reworded; it ends, and another one begins."), ""),
    "raci.entry": (
        N_("One role or one person is responsible, accountable, consulted or informed."),
        N_("Name a role or a person, not both."),
    ),
    "raci.reason": (
        N_("Who ends an entry says why, in ten characters or more."),
        N_("Say something else than why it was recorded."),
    ),
    "requirement.superseded": (
        N_("A later version of this framework has begun."),
        N_("Attach it to the requirement of that version."),
    ),
    "requirement.unknown": (
        N_("No such requirement was put in force for this unit."),
        N_("Governance shows what is in force; so does modelward framework list."),
    ),
}
