"""What stops who decides, signs, answers or writes: code to sentence, and the way out."""

from __future__ import annotations

from app.texts.marks import N_

# Code of a blocker -> sentence, and what to do about it.
OF_PEOPLE: dict[str, tuple[str, str]] = {
    "act.fact": (N_("This is not said of such an act: {names}."), ""),
    "act.empty": (N_("It has no words."), N_("Write what you mean.")),
    "act.object": (
        N_("What this is about is not there, or lies in a unit you don't see."),
        "",
    ),
    "act.unknown": (N_("The trail keeps no such act."), ""),
    "case.comment": (
        N_("A comment has words, {longest} letters at most."),
        N_("Write what you mean."),
    ),
    "actor.forged": (
        N_("This can only be recorded under your own name."),
        N_("Do it yourself, or ask the person to."),
    ),
    "need.critical": (
        N_("What is critical is not put off."),
        N_("Open it, or hand it to somebody."),
    ),
    "need.due": (
        N_("It falls due before that."),
        N_("Choose an earlier time, or hand it to somebody."),
    ),
    "need.long": (
        N_("It can be put off for at most {days} days."),
        N_("For longer, hand it to somebody."),
    ),
    "need.overdue": (
        N_("What is overdue is not put off."),
        N_("Open it, or hand it to somebody."),
    ),
    "need.past": (N_("That time is past."), N_("Choose a later one.")),
    "attestation.answer": (N_("An attestation needs a statement."), N_("Say what you attest.")),
    "attestation.closed": (
        N_("This attestation is not open to that step now."),
        N_("Its case file tells where it stands (modelward attest show)."),
    ),
    "attestation.not_yours": (
        N_("Only who is asked can attest."),
        N_("Ask the person; where they have left or own the model no more, it is handed over."),
    ),
    "attestation.theirs": (
        N_("Who is asked owns the model and can answer."),
        N_("Ask the person, or change the owner of the model first."),
    ),
    "attestation.role": (
        N_("Attestations are reviewed by {needed}."),
        N_("Ask a holder of one of these roles."),
    ),
    "database.no_right": (
        N_("Your database login has no right to do this."),
        N_("The duty belongs to another role; an administrator sees who holds it."),
    ),
    "decision.unsigned": (
        N_("A decision needs your signature."),
        N_("Sign with your key: make one in your account or by modelward key new."),
    ),
    "decision.verdict": (N_("A decision is accept or reject."), ""),
    "decision.reason": (N_("A decision needs a reason."), ""),
    "four_eyes.own_work": (
        N_("You asked for this or worked on it, so someone else must approve."),
        N_("Ask another holder of the role."),
    ),
    "four_eyes.twice": (
        N_("You have decided on this already."),
        N_("Another person gives the next vote."),
    ),
    "key.closed": (
        N_("This key is {state}; that step is not open to it."),
        N_("modelward key list shows where each key stands."),
    ),
    "key.inactive": (
        N_("Only a key of your own that is in force signs for you."),
        N_("modelward key list shows your keys, and which confirmations they still need."),
    ),
    "key.elsewhere": (
        N_("The private half of your key {kid} is not on this computer."),
        N_(
            "Sign where you made it, or make another here: in your account or by modelward key new."
        ),
    ),
    "key.none": (
        N_("You have no signing key in force, and decisions here are signed."),
        N_("Your account or modelward key new makes one; two administrators confirm it."),
    ),
    "key.not_yours": (
        N_("A key is revoked by its owner or by an administrator."),
        N_("Ask one of them."),
    ),
    "key.own": (
        N_("Nobody confirms their own key."),
        N_("Two other administrators do it."),
    ),
    "key.passphrase": (
        N_("A passphrase has at least {minimum} characters."),
        N_("Several words that do not belong together are easy to keep in mind."),
    ),
    "key.position": (
        N_("The trail was sealed further meanwhile."),
        N_("Repeat it."),
    ),
    "key.purpose": (
        N_("People's keys are for decisions only."),
        "",
    ),
    "key.seal": (
        N_("The key that seals the trail is not revoked: no other key could take its place."),
        N_(
            "If others may have it, export a proof now (modelward audit export) and begin a new"
            " workspace."
        ),
    ),
    "key.same_administrator": (
        N_("You have confirmed this key already; a second administrator does it next."),
        N_("Ask another administrator: modelward key confirm {kid}."),
    ),
    "lineage_review.digest": (
        N_("The events of this range are others than those that were shown."),
        N_("Look at the range again, then sign it."),
    ),
    "lineage_review.events": (
        N_("The range holds another number of events than was shown."),
        N_("Some may belong to a unit that you don't read; look at the range again."),
    ),
    "lineage_review.own": (
        N_("How many of the events are your own is not what was shown."),
        N_("Look at the range again, then sign it."),
    ),
    "lineage_review.range": (
        N_("A review goes from an event of the model to another one of it."),
        N_("Choose the range again."),
    ),
    "lineage_review.reason": (
        N_("A review needs a note."),
        N_("Say what you looked at, and what you found."),
    ),
    "lineage_review.unsealed": (
        N_("What is not sealed yet can't be signed off."),
        N_("The background service seals each second; so does modelward audit seal."),
    ),
    "lineage_review.unsigned": (
        N_("A review of the lineage needs your signature."),
        N_("Sign with your key: make one in your account or by modelward key new."),
    ),
    "membership.conflict": (
        N_("This role may not meet a role that the person already holds."),
        N_("Administrators and auditors never decide; end the other membership first."),
    ),
    "membership.ended": (
        N_("A role that has ended is not given again by changing its end."),
        N_("Grant it anew."),
    ),
    "person.closed": (N_("This account is closed, and stays so."), N_("Add the person anew.")),
    "person.reason": (
        N_("Who closes an account says why, in ten characters or more."),
        N_("Write what an auditor should know in a year."),
    ),
    "person.reworded": (
        N_("Why an account was closed is said as it is closed, and stays so."),
        "",
    ),
    "person.reserved": (
        N_("Logins that begin with mw_ or pg_ are the database's own."),
        N_("Choose another login."),
    ),
    "person.login": (
        N_("This person has a database login; it can't be given another."),
        N_("Close the account and add the person anew, or rename the login in the database."),
    ),
    "person.root": (
        N_("People belong to the whole bank; only an administrator of its top unit changes them."),
        N_("Ask one of them."),
    ),
    "person.administers": (
        N_("The account of an administrator is not closed by another one alone."),
        N_("Ask that the role ends; when a second administrator has confirmed, close the account."),
    ),
    "person.kind": (
        N_("Who is added is a person; the background service is made with the workspace."),
        N_("Leave the kind out."),
    ),
    "person.service": (
        N_("The background service is no person; its account stays."),
        "",
    ),
    "membership.by_request": (
        N_("Where a team works, roles change by request only."),
        N_("Ask with modelward user request-role; another administrator confirms."),
    ),
    "membership.own": (
        N_("Nobody changes their own roles."),
        N_("Another administrator does it."),
    ),
    "membership.unknown_role": (N_("There is no such role."), ""),
    "membership.worker": (N_("The worker's role is never given to a person."), ""),
    "request.stage": (
        N_("The path of this model has no such stage."),
        N_("Choose a stage that the model goes through."),
    ),
    "request.service": (
        N_("The next release of this version is for another service."),
        N_("Look at the model's service tags, and ask again."),
    ),
    "policy.closed": (
        N_("This version is {state}; only a proposed one is published or refused."),
        N_("Propose the next version: modelward policy propose."),
    ),
    "policy.role": (
        N_("Life cycles, decision tables and frameworks are put in force by {needed}."),
        N_("Ask a holder of one of these roles."),
    ),
    "limit.old": (
        N_("Its table is no longer in force: version {version} is."),
        N_("Let the monitor be judged by that first."),
    ),
    "limit.own": (
        N_("It is judged by {table}, which is no policy."),
        N_("Change that table itself."),
    ),
    "policy.second": (
        N_("You wrote this version, so a second person puts it in force."),
        N_("An architect, risk officer or compliance officer who did not write it publishes it."),
    ),
    "policy.publishes": (
        N_("You may publish it yourself: you did not write it."),
        N_("Look at it, and publish it."),
    ),
    "policy.not_yours": (
        N_("Somebody else put it up for publishing."),
        N_("Publish it, or ask them to take it back."),
    ),
    "policy.in_force": (
        N_("A life cycle or decision table leaves force only where a newer one is published."),
        N_("Publish the next version: that puts the old one out of force."),
    ),
    "policy.unseen": (
        N_("This version is not what you looked at."),
        N_("Look at it again, then put it in force."),
    ),
    "policy.switch": (
        N_("This policy says yes or no, by one of two files that the product knows."),
        N_("Propose it with: modelward unit evidence."),
    ),
    "policy.taken": (
        N_("This table decides what a policy decides, under another key."),
        N_("Propose it as the next version of that policy, or give its decision another id."),
    ),
    "use.regulated": (
        N_("That a use is regulated no more is said by {needed}."),
        N_("Ask a holder of one of these roles; whoever builds for the use may only say it is."),
    ),
    "use.own_work": (
        N_("You worked on a model of this use, so someone else says it is regulated no more."),
        N_("Ask another risk officer or compliance officer."),
    ),
    "use.tag": (
        N_("The model has no such service."),
        N_("Name one of its services, or none: then the use asks for all of them."),
    ),
    "risk.closed": (
        N_("This assessment has been answered already."),
        N_("Assess the use again: modelward risk assess."),
    ),
    "risk.differs": (
        N_("The answers do not give this score and tier by the method they were made with."),
        N_("Refuse it and assess the use again."),
    ),
    "risk.method": (
        N_("An assessment is made by a published method of its unit."),
        N_("Assess the use again: modelward risk assess."),
    ),
    "risk.newer": (
        N_("An assessment counts until a newer one of the same use is accepted."),
        N_("Assess the use again and have that accepted."),
    ),
    "risk.role": (
        N_("Risk assessments are accepted by {needed}."),
        N_("Ask a holder of one of these roles."),
    ),
    "framework.content": (
        N_("The requirements of a framework come with its file, from whoever brings it."),
        N_("Import the file anew: modelward framework import."),
    ),
    "framework.differs": (
        N_("The requirements of this version are not those of its file."),
        N_("Refuse it and import the file anew."),
    ),
    "framework.days": (
        N_("A version ends after it begins, and both between 1900 and 2200."),
        "",
    ),
    "framework.key": (
        N_("The key of a framework is small letters, digits and dashes."),
        "",
    ),
    "framework.reason": (
        N_("Why a version was brought is told once, by whoever brought it."),
        N_("Give another reason when you put it in force or refuse it."),
    ),
    "framework.version": (N_("A new version has the number after the newest one."), ""),
    "text.size": (
        N_("A text is empty, or longer than can be kept."),
        N_("A name has 200 characters at most, a line 1,000, a text 10,000, a file's text 2 MiB."),
    ),
    "json.number": (
        N_("A number is too large to be kept."),
        N_("Leave it out, or write it as a text."),
    ),
    "json.depth": (
        N_("Lists and values by name stand inside each other more often than can be kept."),
        N_("32 of them may: write what is further inside as a text."),
    ),
    "value.size": (
        N_("A value is larger than can be kept."),
        N_("Tags have 10,000 bytes at most, other values 1 MiB, a file in a row 16 MiB."),
    ),
    "json.shape": (
        N_("A value is not of the kind that is kept there."),
        N_("Tags and tests are a list of texts; parameters and answers are values by name."),
    ),
    "time.range": (
        N_("A time lies before the year 1900, or after the year 2999."),
        N_("Give a day that a calendar has."),
    ),
    "control.cadence": (N_("How often is a number of days, from 1 to 9999."), ""),
    "control.owner": (
        N_("The owner of a control holds a role in its unit, or above it."),
        N_("Name somebody of this unit."),
    ),
    "requirement.superseded": (
        N_("A later version of this framework has begun."),
        N_("Attach it to the requirement of that version."),
    ),
    "evidence.reason": (
        N_("Who withdraws evidence says why, in ten characters or more."),
        N_("Say something else than why it was attached."),
    ),
    "framework.line": (
        N_("Another version was put in force meanwhile, so this one comes after none."),
        N_("Refuse it and import it with the number of the newest version as supersedes."),
    ),
    "mapping.requirement": (
        N_("A mapping names a requirement of the version before, and one of its own."),
        "",
    ),
    "mapping.outcome": (
        N_("A duty is carried, to re-assess, or dropped; what is dropped leads nowhere."),
        "",
    ),
    "requirement.unknown": (
        N_("No such requirement was put in force for this unit."),
        N_("modelward framework list shows what is in force."),
    ),
    "evidence.unknown": (
        N_("What this points to is not on record with this digest."),
        N_("Choose it anew: evidence is pinned as the thing is now."),
    ),
    "evidence.control": (
        N_("This control is of another requirement, or of another unit."),
        N_("Choose a control of the same requirement."),
    ),
    "evidence.withdrawn": (
        N_("This evidence was withdrawn, so it is not assessed anew."),
        N_("What shows something after all is attached by itself."),
    ),
    "evidence.anew": (
        N_("What this evidence was attached to did not become this requirement."),
        N_("modelward framework evidence says which it can show now."),
    ),
    "evidence.settled": (N_("Nothing of an earlier version waits to be assessed anew."), ""),
    "evidence.none": (N_("No evidence is attached yet."), ""),
    "evidence.closed": (N_("Why evidence was attached is not changed afterwards."), ""),
    "control.none": (N_("No control is done for it."), N_("Add a control first.")),
    "control.none_ended": (N_("No control of it has ended."), ""),
    "raci.entry": (
        N_("One role or one person is responsible, accountable, consulted or informed."),
        N_("Name a role or a person, not both."),
    ),
    "raci.accountable": (
        N_("Entry {number} says who is accountable; there is one."),
        N_("End that entry first: modelward raci end."),
    ),
    "raci.about": (
        N_("There is no such act, step or requirement."),
        N_("For example request.accepted, on-model-changed/approve, eu-ai-act/Art. 9."),
    ),
    "raci.reason": (
        N_("Who ends an entry says why, in ten characters or more."),
        N_("Say something else than why it was recorded."),
    ),
    "raci.closed": (N_("An entry is not reworded; it ends, and another one begins."), ""),
    "tier.unknown": (
        N_("There is no such risk tier."),
        N_("The tiers are low, medium and high."),
    ),
    "role_request.action": (N_("A role is granted or ended."), ""),
    "role_request.administrator": (
        N_("Only an administrator of the unit answers requests for roles."),
        N_("Administration names who they are."),
    ),
    "role_request.closed": (N_("This request for a role has been answered already."), ""),
    "role_request.held": (N_("The person holds this role there already."), ""),
    "role_request.not_held": (
        N_("The person does not hold this role in this unit."),
        N_("modelward user list shows who holds what."),
    ),
    "role_request.second": (
        N_("A second administrator confirms: neither who asked, nor who gets the role."),
        N_("Ask another administrator."),
    ),
    "row.exists": (
        N_("There is one of this name or number already."),
        N_("Look at the one that is there, or choose another name."),
    ),
    "record.log": (
        N_("What a runtime logged is recorded by who runs it: an operator or an MLOps engineer."),
        N_("Ask one of them, or import your own file."),
    ),
    "record.order": (
        N_("The records of an import follow one another; this one does not come next."),
        N_("Import them with Modelward: modelward records import."),
    ),
    "record.block": (
        N_("These leaves are not those of the decision records that came in."),
        N_("Import them with Modelward: modelward records import."),
    ),
    "record.root": (
        N_("This import seals other decision records than those that came in."),
        N_("Import them with Modelward: modelward records import."),
    ),
    "act.often": (
        N_("So many acts of yours as one person may add in a day are in the trail already."),
        N_("Go on when the first of them are a day old."),
    ),
    "share.full": (
        N_("There are as many of yours as one person may have."),
        N_("Wait until some of what you asked is answered, or use again what you have."),
    ),
    "record.sealed": (
        N_("This import of decision records is sealed; nothing is added to it."),
        N_("Import what is missing; that becomes an import of its own."),
    ),
    "note.answer": (
        N_("An answer is to a question about the same request; nothing else is."),
        "",
    ),
    "note.kind": (N_("What is said is a question, an answer or a comment."), ""),
    "note.text": (N_("It has words, {longest} letters at most."), N_("Write what you mean.")),
    "request.closed": (
        N_("This request is no longer open."),
        N_("Look at its end in the lineage; a new request can be made."),
    ),
    "request.draft": (
        N_("Its life cycle has not come to the vote yet."),
        N_("Wait until its tests are done; it will come to the inbox."),
    ),
    "request.no_life_cycle": (
        N_("No life cycle runs for this version, so nobody is asked to vote on it."),
        N_("Submit the version: modelward submit. It takes this request up."),
    ),
    "request.evidence_changed": (
        N_("The evidence changed since you opened it."),
        N_("Look at the new evidence, then decide on that."),
    ),
    "request.outgrown": (
        N_("As the model is rated and used now, the policy asks others too to let it pass."),
        N_("Reject it, then submit the version again: all of them are asked then."),
    ),
    "request.no_reject": (N_("Nobody has rejected this request."), ""),
    "request.not_yours": (N_("Only who asked can withdraw a request."), ""),
    "request.reason": (
        N_("What a request was asked for with stays: people decide on it."),
        N_("Withdraw the request, and ask anew."),
    ),
    "request.in_place": (
        N_("This version is in {stage} already."),
        N_("A newer snapshot goes through its life cycle: modelward submit."),
    ),
    "request.open": (
        N_("There is an open request for this stage already."),
        N_("Wait for its end, or withdraw it."),
    ),
    "reminder.again": (
        N_("They were reminded of it less than {hours} hours ago."),
        N_("Ask them with C, or remind them later."),
    ),
    "reminder.nobody": (
        N_("Nobody else can give a vote that is missing."),
        N_("An administrator gives somebody the role."),
    ),
    "request.order": (
        N_("Others have to decide before you."),
        N_("You will see it in your inbox when it is your turn."),
    ),
    "request.quorum": (N_("Votes are still missing."), ""),
    "request.role": (
        N_("This needs the role {needed} in the model's unit."),
        N_("A holder of that role decides."),
    ),
    "request.unopened": (
        N_("A policy wants the evidence opened first: {opened} of {total} parts are."),
        N_("Open each part in Approvals, then decide."),
    ),
    "request.veto": (N_("Somebody has rejected this request."), ""),
    "request.waiver_over": (
        N_("A waiver among the evidence is past its day."),
        N_("Wait until the service has pinned the evidence anew, then decide on that."),
    ),
    "emergency.none": (
        N_("No policy lets an emergency pass into this stage."),
        N_("Ask in the usual way, or propose a version of emergency-route."),
    ),
    "emergency.asker": (
        N_("An emergency is asked for by {needed}."),
        N_("A holder of that role asks, or you ask in the usual way."),
    ),
    "emergency.reason": (
        N_("An emergency needs its reason."),
        N_("Write why it can't wait for the usual approvals."),
    ),
    "emergency.late": (
        N_("The time to decide this emergency is over."),
        N_("Withdraw it, and ask again: the reason may have gone."),
    ),
    "emergency.unreviewed": (
        N_("An emergency is not let through without a review that is due."),
        "",
    ),
    "finding.scanned": (
        N_("A finding of this kind is recorded by the scan alone."),
        N_("Record yours without a kind; the scan's own can be accepted or closed."),
    ),
    "emergency.forged": (
        N_("The review of an emergency release is made by the database alone."),
        "",
    ),
    "emergency.reviewer": (
        N_("This review needs a role in which nobody decided: {needed}."),
        N_("Somebody else with such a role reviews it."),
    ),
    "published.content": (
        N_("What is published never changes."),
        N_("Import it as a new version."),
    ),
    "view.exists": (
        N_("You have a view called {name} already."),
        N_("Choose another name, or save your changes to that one."),
    ),
    "view.name": (N_("The name of a view has at most {most} characters."), ""),
    "view.not_yours": (
        N_("This view is somebody else's."),
        N_("Save it under a name of your own."),
    ),
    "reason.reworded": (
        N_("What somebody else said stays in their own words."),
        N_("Say yours with a step of your own, or as a comment."),
    ),
    "reason.short": (
        N_("The reason needs at least {minimum} characters."),
        N_("Write what an auditor should know in a year."),
    ),
    "transaction.isolation": (N_("The database connection has an unsafe setting."), ""),
    "transition.refused": (
        N_("This step is not allowed from here, or not for your roles."),
        N_("The states and who may change them are in the user guide."),
    ),
    "past.read_only": (
        N_("You see the workspace as it was recorded; nothing of that can be changed."),
        N_("Go back to now first: the strip above has the button."),
    ),
    "room.read_only": (N_("This is a review room: nothing can be changed in it."), ""),
    "viewing.read_only": (
        N_("You see the app as somebody else; nothing can be changed."),
        N_("Leave that view first: the strip above has the button."),
    ),
    "act.not_signed": (
        N_("This is not signed, so no signature is stored with it."),
        N_("Leave document, signature and key empty."),
    ),
    "act.subject": (
        N_("This is not what was read, or nothing of it is signed."),
        N_("Read it again, then sign it."),
    ),
    "act.unsigned": (
        N_("This needs your signature."),
        N_("Sign with your key: make one in your account or by modelward key new."),
    ),
    "finding.signed": (
        N_("What is signed of the review of an emergency release changes only with its closing."),
        "",
    ),
    "emergency.unsigned": (
        N_("The review of an emergency release needs your signature."),
        N_("Sign with your key: make one in your account or by modelward key new."),
    ),
    "emergency.accepted": (
        N_("The review of an emergency release is done and closed, not accepted as it is."),
        N_("Look at the release, then close its review with what you found."),
    ),
    "waiver.closed": (N_("This waiver has been decided already."), ""),
    "waiver.covers": (
        N_("Waiver {number} covers {rule} until {until} already."),
        N_("To prolong it, choose a later day."),
    ),
    "waiver.waits": (
        N_("Waiver {number} for {rule} waits for its decision."),
        N_("Who may grant it decides on it first."),
    ),
    "waiver.expired": (N_("A waiver's expiry lies in the past."), N_("Choose a later date.")),
    "waiver.lapsed": (
        N_("The day until which this waiver was asked for is past."),
        N_("Another can be asked for, with a later day."),
    ),
    "waiver.long": (
        N_("A waiver holds for a year at most."),
        N_("Choose an earlier day; before it comes, another can be asked for."),
    ),
    "waiver.reason": (N_("A waiver needs a reason."), ""),
    "waiver.remark": (
        N_("Who grants or refuses a waiver says why."),
        N_("Give a reason of at least ten letters."),
    ),
    "waiver.unsigned": (
        N_("Granting a waiver needs your signature."),
        N_("Sign with your key: make one in your account or by modelward key new."),
    ),
    "waiver.role": (
        N_("Waivers are granted by {needed}."),
        N_("Ask a holder of one of these roles."),
    ),
    "write.append_only": (N_("What is recorded here is never changed or deleted."), ""),
    "write.changes_nothing": (N_("Nothing would change."), ""),
    "write.column": (N_("This is filled by the service or the database only."), ""),
    "row.answered": (
        N_("This begins without an answer: what is said of it comes from whom it asks."),
        N_("Store it without one, and have it answered then."),
    ),
    "write.settled": (
        N_("What this was made for is settled: nobody changes that afterwards."),
        "",
    ),
    "write.stale": (
        N_("Somebody else changed this since you opened it."),
        N_("Look at it again, then repeat."),
    ),
    "write.time": (
        N_("When it happened is told by the database."),
        N_("Leave the time out."),
    ),
    "write.refused": (
        N_("Your roles do not allow this here."),
        N_("An administrator sees who holds the role that does."),
    ),
}
