"""What stops a model and what is made of it: code to sentence, and the way out."""

from __future__ import annotations

from app.texts.marks import N_

# Code of a blocker -> sentence, and what to do about it.
OF_MODELS: dict[str, tuple[str, str]] = {
    "alert.comment": (
        N_("A comment has words, and is one more beside those there are."),
        N_("Write what you know; what others wrote stays."),
    ),
    "alert.ended": (
        N_("The alert has ended ({state})."),
        N_("A limit that is broken again opens it again."),
    ),
    "alert.escalate_self": (
        N_("An alert is escalated to somebody else."),
        N_("Choose another person, or assign it to yourself."),
    ),
    "alert.escalated_by_other": (
        N_("Somebody else escalated the alert, and only they can do that again."),
        N_("Leave it as it is, or escalate it yourself."),
    ),
    "alert.not_yours": (
        N_("Only who acknowledged an alert takes that back."),
        N_("Ask the person, or begin to remedy it."),
    ),
    "alert.reason": (
        N_("Acknowledging needs a reason."),
        N_("Say in a few words what you saw and what happens next."),
    ),
    "alert.snooze_long": (
        N_("An alert can be put off for at most {days} days."),
        N_("For longer, remedy the cause, or ask for a waiver of its rule."),
    ),
    "alert.snooze_past": (N_("That time is past."), N_("Choose a later one.")),
    "on_call.taker": (
        N_("Only {needed} can be on call."),
        N_("Choose somebody who holds one of these roles in the unit."),
    ),
    "on_call.past": (N_("That time is past."), N_("Choose a later one.")),
    "on_call.long": (
        N_("Somebody is on call for at most {days} days."),
        N_("Hand it over again then."),
    ),
    "alert.taker": (
        N_("Only {needed} can be given an alert."),
        N_("Choose somebody who holds one of these roles in its unit."),
    ),
    "binding.guarded": (
        N_("Which life cycle a model runs, and with what, is an architect's to say."),
        N_("Ask an architect of the unit, or leave the life cycle as it is."),
    ),
    "blob.chunk": (
        N_("These bytes don't belong to the stored file."),
        N_("A file is stored whole, by one person; store it again."),
    ),
    "blob.content": (
        N_("These bytes are not the file that their digest names."),
        N_("A file is stored whole, as it was hashed; store it again."),
    ),
    "blob.whole": (
        N_("A file is stored whole, or not at all."),
        N_("Store it with all its parts in one step."),
    ),
    "deployment.asked_back": (
        N_("Somebody asked already that it is rolled back; a service takes it up."),
        N_("Wait until a service has taken it up."),
    ),
    "deployment.first": (
        N_("There is no earlier version on this runtime to go back to."),
        "",
    ),
    "deployment.no_run": (
        N_("No run of a life cycle that could be cancelled brings it."),
        "",
    ),
    "deployment.not_coming": (
        N_("Its state is “{state}”; only what is under way can be cancelled."),
        "",
    ),
    "deployment.not_serving": (
        N_("Its state is “{state}”; only what serves can be rolled back."),
        "",
    ),
    "gate.no_snapshot": (
        N_("{version} has no snapshot yet."),
        N_("Take one: modelward snapshot, or N in the inventory."),
    ),
    "gate.stage": (
        N_("{version} must be in {before} before it can go to {stage}."),
        N_("Let it pass the stages in order."),
    ),
    "gate.verdict": (
        N_("The last tests of this snapshot ended {verdict}: {failed}."),
        N_("Fix and resubmit, or have the failed rules waived by a second person."),
    ),
    "gate.not_tested": (
        N_("This snapshot has not been tested."),
        N_("Submit it: its life cycle runs the tests."),
    ),
    "gate.findings": (
        N_("Open findings of severity {severity}: {count}. They block it."),
        N_("Fix them, or have them accepted by risk or compliance."),
    ),
    "gate.approval": (
        N_("It is not approved for {stage}: {missing}."),
        N_("The people named can decide in Approvals."),
    ),
    "gate.runtime": (
        N_("No runtime fits {stage} and {service}."),
        N_("Runtimes shows each rule that failed and its fix; so does modelward runtime find."),
    ),
    "inbox.refused": (
        N_("Your roles do not let you ask for this."),
        N_("Ask a holder of the role to do it."),
    ),
    "inbox.unit": (N_("This belongs to another business unit."), ""),
    "job.run_ended": (N_("Run {number} has ended already."), ""),
    "job.without_run": (
        N_("Only the run of a life cycle can be cancelled; this work belongs to none."),
        N_("It ends by itself; a monitor can be paused."),
    ),
    "model.tier": (
        N_("Who builds a model does not lower its risk tier."),
        N_("A risk officer or compliance does, on an assessment."),
    ),
    "model.own_work": (
        N_("You worked on this model, so someone else says that less is asked of it."),
        N_("Ask a colleague who holds the role and did not work on it."),
    ),
    "model.assessed": (
        N_("This model's tier comes from the accepted risk assessments of its uses."),
        N_(
            "Assess the use again in Governance, or with modelward risk assess; a"
            " second person accepts."
        ),
    ),
    "model.exists": (
        N_("There is a model called {name} in {unit} already."),
        N_("Register a new version of it, or choose another name."),
    ),
    "path.outside": (
        N_("This path leads out of its folder."),
        N_("Name something inside it."),
    ),
    "placement.request": (
        N_("Only an accepted request for exactly this snapshot, stage and service leads there."),
        "",
    ),
    "deployment.request": (
        N_("A deployment rests on the request that its place rests on."),
        "",
    ),
    "deployment.asked": (
        N_(
            "A deployment names the person on whose word it was rolled back or taken off, and keeps"
            " that name."
        ),
        "",
    ),
    "deployment.asked_again": (
        N_("On this word it was tried to roll back once, and failed."),
        N_("Ask for the roll back anew."),
    ),
    "deployment.back": (
        N_("What served before serves again only by a roll back of what replaced it."),
        N_("Ask for that roll back."),
    ),
    "placement.stage": (N_("The stage does not belong to this model's path."), ""),
    "placement.used": (
        N_("This request has led to a place already."),
        N_("Ask anew for another one."),
    ),
    "placement.taken": (
        N_("This place was reserved for {winner} first."),
        N_("Wait until it is in place or withdrawn, then ask again."),
    ),
    "start.service": (
        N_("Another service of this model has come first meanwhile."),
        N_("Look at its service tags, and submit again."),
    ),
    "start.bound": (
        N_("This model runs the life cycle {template}."),
        N_("Submit it without naming another; only an architect starts another one."),
    ),
    "start.variable": (
        N_("A start of this life cycle does not set {names}."),
        N_("Of what is published with it, it sets {free}: given_at_start says so."),
    ),
    "table.content": (
        N_("What is published is what the draft held, unchanged."),
        N_("Change the draft first; who reads it then publishes it."),
    ),
    "table.digest": (
        N_("The file of this version is not the one its digest was taken of."),
        N_("Refuse it and propose the file anew."),
    ),
    "table.version": (N_("A new version has the number after the newest one."), ""),
    "name.hidden": (
        N_("A name holds control or direction characters."),
        N_("Type it by hand."),
    ),
    "model.tag_used": (
        N_("A use case asks for {tags} of this model, so the name stays."),
        N_("Add the new service beside it, or ask {needed} to take the old one away."),
    ),
    "model.name_folded": (
        N_("What this model would be found by is not its name."),
        N_("Register it in the window, or with modelward model register."),
    ),
    "model.search_text": (
        N_("What this model would be found by is not what its row says."),
        N_("Change it in the window, or with modelward model change."),
    ),
    "model.stage_path": (
        N_("These stages are of another unit."),
        N_("A model goes through stages of its unit, or of one above it."),
    ),
    "model.tag_serves": (
        N_("A version serves under #{tag}, so the tag stays."),
        N_("Retire the version there first."),
    ),
    "model.tag_released": (
        N_("A release for #{tag} is under way, so the tag stays, and stays first."),
        N_("Wait until the release has ended, or end it: abandon its task, or cancel its run."),
    ),
    "model.tag_first": (
        N_("A version serves under #{tag}, the first tag: releases are for that one."),
        N_(
            "Leave it first. To let the next release go elsewhere while this version goes on:"
            " modelward model change, with --service-tag and --move-service."
        ),
    ),
    "number.range": (
        N_("A number is smaller or larger than it may be."),
        N_(
            "A runtime takes 1 to 100,000 models; a monitor's data span 1 second to 366 days;"
            " versions go up to 1,000,000; data are kept for 36,600 days at most; a review of"
            " the lineage covers 1 to 4,000 events."
        ),
    ),
    "number.next": (
        N_("Versions are numbered one after the other: this one is not the next."),
        N_("Leave the number to Modelward: it takes the next one."),
    ),
    "monitor.replaced": (
        N_("A later version of this monitor took its place."),
        N_("Look at that one, or make another monitor."),
    ),
    "monitor.own_work": (
        N_("You worked on this model, so someone else changes what watches it where it serves."),
        N_("Ask a colleague who runs monitors and did not work on it."),
    ),
    "monitor.stage": (
        N_("The path of this model has no such stage."),
        N_("Choose a stage that the model goes through."),
    ),
    "monitor.source": (
        N_("This data source is of another unit."),
        N_("A monitor reads data of its model's unit, or of one above it."),
    ),
    "monitor.table": (
        N_("This table is not published for the model's unit."),
        N_("A monitor is judged by a published table of its model's unit, or of one above it."),
    ),
    "window.freeze": (
        N_("Only an administrator freezes a stage, and ends a freeze."),
        N_("Operators plan the maintenance of runtimes."),
    ),
    "window.runtime": (
        N_("The maintenance of a runtime is of its unit, and of no stage."),
        "",
    ),
    "window.stage": (
        N_(
            "A freeze names one stage of its unit's paths, or a kind of stages ({kinds}), not both."
        ),
        N_("Without either it is a freeze of every stage."),
    ),
    "window.times": (
        N_("A window ends after it has begun, and within {days} days."),
        N_("Say from when until when."),
    ),
    "window.weekly": (
        N_("A weekly window has a time zone, and lasts {days} days at most."),
        N_("Say whose hours they are, for example Europe/Amsterdam."),
    ),
    "window.reason": (
        N_("Who plans or ends a window says why, in ten characters or more."),
        N_("Write what an auditor should know in a year."),
    ),
    "window.closed": (N_("A window is not reworded; it ends, and another one begins."), ""),
    "window.frozen": (
        N_("{stage} is frozen until {until}, window {number}: {reason}"),
        N_("Wait for its end, have it ended, or submit the version as an emergency."),
    ),
    "window.frozen_kind": (
        N_("Every stage of the kind {kind} is frozen until {until}, window {number}: {reason}"),
        N_("Wait for its end, have it ended, or submit the version as an emergency."),
    ),
    "window.frozen_all": (
        N_("Every stage is frozen until {until}, window {number}: {reason}"),
        N_("Wait for its end, have it ended, or submit the version as an emergency."),
    ),
    "window.maintenance": (
        N_("Maintenance until {until}, window {number}: {reason}"),
        N_("Wait for its end, have it ended, or submit the version as an emergency."),
    ),
    "pause.holds": (
        N_("{name} is paused by {by} on {since}: {reason}"),
        N_("Wait until it goes on, or ask who paused it."),
    ),
    "source.store": (
        N_("This store is of another unit, or holds the logs of all."),
        N_("Choose a store of the source's unit, or of one above it."),
    ),
    "source.runtime": (
        N_("This is not the name of a runtime's log, or it is one of another unit."),
        N_("Name a runtime of the source's unit, or of one above it, as it is written there."),
    ),
    "store.unit": (
        N_("This store is used by other units too, so a unit above all of them records it."),
        N_("Ask somebody who runs the stores there, or choose another name."),
    ),
    "pause.role": (
        N_("Only the roles {needed} pause a connection, and let it go on."),
        N_("Ask somebody who has one of them."),
    ),
    "pause.reason": (
        N_("Who pauses a connection, or lets it go on, says why, in ten characters or more."),
        N_("Write what an auditor should know in a year."),
    ),
    "pause.reworded": (
        N_("It is so already: a pause is not reworded; it ends, and another one begins."),
        N_("modelward connection list tells who paused it."),
    ),
    "pause.retired": (N_("A retired runtime is asked nothing: there is nothing to pause."), ""),
    "registration.closed": (
        N_("This request for a model has been answered already."),
        N_("Approvals tells what became of it; so does modelward registration show."),
    ),
    "registration.known": (
        N_("A model of this name is registered there already."),
        N_("Open it: a version of it is registered there, not another model."),
    ),
    "registration.person": (
        N_("Who is asked may not register a model there; it needs the role {needed}."),
        N_("Leave the person out: whoever may register there is asked."),
    ),
    "registration.reason": (
        N_("Who declines to register a model says why, in ten characters or more."),
        N_("Say what the one who asked can do instead."),
    ),
    "registration.unasked": (N_("A request for a model is answered after it was made."), ""),
    "registration.under_way": (
        N_("A stage is being asked for that version: who may decide on it is settled."),
        N_("Answer when it is decided, or name another version."),
    ),
    "registration.version": (
        N_("That version does not lie in the unit that was asked, or below it."),
        N_("Register it there, or decline the request with the reason."),
    ),
    "registration.words": (
        N_("A request for a model says its name, what it is for, and where its files are."),
        N_("Say where somebody can ask for the files, if you don't have them."),
    ),
    "many.no_version": (N_("It has no version yet."), N_("Register one first.")),
    "many.no_life_cycle": (
        N_("There is no published life cycle {key} for it."),
        N_("An architect publishes one in Life cycles, or with modelward template publish."),
    ),
    "many.no_tag": (
        N_("No service tag would be left."),
        N_("A model needs one: leave it one, or add another."),
    ),
    "many.tags": (
        N_("It would have more than the {most} service tags that a model may have."),
        N_("A tag names a service; take away those where it never serves."),
    ),
    "ended.asked": (
        N_("Somebody said already that it has ended; a service takes it up."),
        N_("Wait until a service has taken it up."),
    ),
    "ended.not_retired": (
        N_("This runtime is not retired."),
        N_("Retire it first: modelward runtime retire."),
    ),
    "ended.nothing": (
        N_("Nothing is deployed on it any more, so there is nothing to take off."),
        "",
    ),
    "ended.seen_up": (
        N_("A service saw its server up within the last minute."),
        N_("Have it ended; its alert says why the service did not end it."),
    ),
    "ended.unseen": (
        N_("What you were not shown is deployed on it, too: {what}."),
        N_("Look at it again, then repeat."),
    ),
    "retire.asked": (
        N_("Its retirement is asked for already; a service does it."),
        N_("Wait until a service has taken it up."),
    ),
    "retire.nowhere": (N_("It is in no stage, so there is nothing to retire."), ""),
    "retire.serving": (
        N_("It serves: {what}."),
        N_("Retire it by force where it may stop serving: then nothing answers there."),
    ),
    "retire.switching": (
        N_("Deployments of it are being switched: {numbers}."),
        N_("Try again when that has ended."),
    ),
    "retire.under_way": (
        N_("It is on its way in run {number}."),
        N_("Withdraw it first."),
    ),
    "runtime.takes_nothing": (
        N_("A retired runtime takes nothing: its tags are of no use any more."),
        "",
    ),
    "runtime.serving": (
        N_("Versions serve on this runtime: {what}."),
        N_("Deploy them elsewhere first, or retire it by force: then they stop serving."),
    ),
    "task.closed": (N_("This task has ended already."), ""),
    "task.until_past": (N_("That time is past."), N_("Choose a later one.")),
    "task.until_long": (
        N_("A task is handed over for {days} days at most."),
        N_("Choose an earlier day, or none: then it stays with whom it goes to."),
    ),
    "task.decide": (
        N_("An approval ends by the votes of its request, not by completing the task."),
        N_("Use modelward decide, or Approve in the inbox."),
    ),
    "task.outcome": (
        N_("This task ends with one of: {outcomes}."),
        N_("Choose one of these outcomes."),
    ),
    "task.not_serving": (
        N_(
            "This version serves no more where it was to be tested: another took its place, or it"
            " was taken away."
        ),
        N_("End the task with another outcome, or deploy the version there again."),
    ),
    "task.assignee": (
        N_("They hold none of the roles {needed} in this unit, so they can't do this task."),
        N_("Choose somebody who holds one of them."),
    ),
    "task.own_work": (
        N_("Who asked for this or worked on it does not judge it: someone else does."),
        N_("Choose somebody who did neither."),
    ),
    "task.role": (
        N_("This task belongs to {needed}."),
        N_("A holder of that role does it."),
    ),
    "task.role_lost": (
        N_("This task is with you, but you hold none of the roles {needed} in this unit."),
        N_("Whoever holds one of them can take it; the service gives it back to all of them."),
    ),
    "task.waivers": (
        N_("Not every failed rule is waived: {missing}."),
        N_("Ask for the waivers; a second eligible person grants them."),
    ),
    "schema.edition": (
        N_("A column belongs to the newest schema of its version, or to the one after it."),
        N_("Give all columns of the schema anew: modelward model add-file."),
    ),
    "snapshot.digest": (
        N_("The digest of this snapshot is not that of its manifest."),
        N_("Freeze the version anew: N in the inventory, or modelward snapshot."),
    ),
    "snapshot.manifest": (
        N_("What this snapshot says it froze can't be read."),
        N_("Freeze the version anew: N in the inventory, or modelward snapshot."),
    ),
    "snapshot.version": (
        N_("This snapshot says that it froze another version."),
        N_("Freeze the version anew: N in the inventory, or modelward snapshot."),
    ),
    "snapshot.tags": (
        N_("This snapshot names other service tags than its model has."),
        N_("Freeze the version anew: N in the inventory, or modelward snapshot."),
    ),
    "snapshot.model": (
        N_("This snapshot names another file to be served than the one it froze."),
        N_("Freeze the version anew: N in the inventory, or modelward snapshot."),
    ),
    "snapshot.files": (
        N_("This snapshot froze other files than its version has."),
        N_("Freeze the version anew: N in the inventory, or modelward snapshot."),
    ),
    "snapshot.sequence": (
        N_("Snapshots of a version are numbered one after the other."),
        N_("Freeze the version anew: N in the inventory, or modelward snapshot."),
    ),
    "tags.same": (
        N_("#{tag} is one tag already."),
        N_("Choose another tag to merge it into."),
    ),
    "tags.none": (
        N_("No model and no runtime has the tag #{tag}."),
        N_("Merging joins two tags that there are; tags keep their names."),
    ),
    "tags.placed": (
        N_("Under #{tag} are in place, or promised: {what}."),
        N_("What was decided for them was decided for this service. Retire them there first."),
    ),
    "tags.released": (
        N_("On their way to #{tag} are releases of {what}."),
        N_("Wait for their ends, or cancel them."),
    ),
    "tags.used": (
        N_("These use cases ask for #{tag} by name: {what}."),
        N_("Under another name they would count for it no more. Keep the tag."),
    ),
    "tags.watched": (
        N_("These monitors watch #{tag}: {what}."),
        N_("Pause those that are done; what they measured keeps its word."),
    ),
    "tags.ruled": (
        N_("These rules in force name #{tag}: {what}."),
        N_("They would hold for it no more. Publish versions without it first."),
    ),
    "stage.in_use": (
        N_("Models go through this stage path already: it gets no further stage."),
        N_("Make another path, for models that are registered from then on."),
    ),
    "stage.order": (
        N_("Models go through this stage path already: its stages keep their order."),
        N_("What was approved was for the next stage as it was. Make another path beside it."),
    ),
    "stage.kind": (
        N_("A stage of production is called so already, or such a stage is none of production."),
        N_("Give the stage other letters: runtimes are found by them."),
    ),
    "asset.replaced": (
        N_("A file gives way once, to another file of the same version."),
        N_("Add the file that takes its place."),
    ),
    "training.of_service": (
        N_("A key that begins with job- is of a training that the service ran, and told by it."),
        N_("Record your own training under another key."),
    ),
    "training.asked": (
        N_("People decide on this version, so how it was trained stays as they were shown it."),
        N_("Wait for the decision, withdraw the request, or register a new version."),
    ),
    "version.approved": (
        N_("This version has been approved for a stage, so its files stay as they are."),
        N_("Register a new version."),
    ),
    "runtime.secret": (
        N_("A runtime is sent only secrets whose name begins with “runtime.”."),
        N_("Keep its secret under such a name, and name that."),
    ),
    "runtime.name": (
        N_("A runtime is called without /, \\, : and ~, and with no . at its end."),
        N_("Use a dash instead."),
    ),
    "runtime.known": (
        N_("A runtime of this workspace is called so already, be it retired or of another unit."),
        N_("Choose another name; case and spaces tell no two apart."),
    ),
    "runtime.url": (
        N_(
            "A runtime is called by http or https, at an address without a name, a password or"
            " spaces, such as https://host:8443."
        ),
        N_("Its token is kept with modelward secret keep. A host with other letters begins xn--."),
    ),
    "runtime.stage_tag": (
        N_("A stage tag stands as the stage is called, without a # before it."),
        N_("Write PROD, not #PROD."),
    ),
    "runtime.retired": (N_("Why this runtime was retired is signed, and stays as it is."), ""),
    "runtime.address": (
        N_("Something serves on this runtime, or it is for production: its address stays."),
        N_("End what serves and take the tag off first, or add another runtime."),
    ),
    "runtime.signed": (N_("Only who retires a runtime signs that, while doing so."), ""),
}
