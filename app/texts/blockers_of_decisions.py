"""What stops who asks, decides, waives or reviews: code to sentence, and the way out."""

from __future__ import annotations

from app.texts.marks import N_

# Code of a blocker -> sentence, and what to do about it.
OF_DECISIONS: dict[str, tuple[str, str]] = {
    "attestation.answer": (N_("An attestation needs a statement."), N_("Say what you attest.")),
    "attestation.closed": (
        N_("This attestation is not open to that step now."),
        N_("Its case file tells where it stands; so does modelward attest show."),
    ),
    "attestation.not_yours": (
        N_("Only who is asked can attest."),
        N_("Ask the person; where they have left or own the model no more, it is handed over."),
    ),
    "attestation.role": (
        N_("Attestations are reviewed by {needed}."),
        N_("Ask a holder of one of these roles."),
    ),
    "attestation.theirs": (
        N_("Who is asked owns the model and can answer."),
        N_("Ask the person, or change the owner of the model first."),
    ),
    "case.comment": (
        N_("A comment has words, {longest} letters at most."),
        N_("Write what you mean."),
    ),
    "decision.reason": (N_("A decision needs a reason."), ""),
    "decision.unsigned": (
        N_("A decision needs your signature."),
        N_("Sign with your key: make one in your account or by modelward key new."),
    ),
    "decision.verdict": (N_("A decision is accept or reject."), ""),
    "emergency.accepted": (
        N_("The review of an emergency release is done and closed, not accepted as it is."),
        N_("Look at the release, then close its review with what you found."),
    ),
    "emergency.asker": (
        N_("An emergency is asked for by {needed}."),
        N_("A holder of that role asks, or you ask in the usual way."),
    ),
    "emergency.forged": (
        N_("The review of an emergency release is made by the database alone."),
        "",
    ),
    "emergency.late": (
        N_("The time to decide this emergency is over."),
        N_("Withdraw it, and ask again: the reason may have gone."),
    ),
    "emergency.none": (
        N_("No policy lets an emergency pass into this stage."),
        N_("Ask in the usual way, or propose a version of emergency-route."),
    ),
    "emergency.reason": (
        N_("An emergency needs its reason."),
        N_("Write why it can't wait for the usual approvals."),
    ),
    "emergency.reviewer": (
        N_("This review needs a role in which nobody decided: {needed}."),
        N_("Somebody else with such a role reviews it."),
    ),
    "emergency.unreviewed": (
        N_("An emergency is not let through without a review that is due."),
        "",
    ),
    "emergency.unsigned": (
        N_("The review of an emergency release needs your signature."),
        N_("Sign with your key: make one in your account or by modelward key new."),
    ),
    "finding.scanned": (
        N_("A finding of this kind is recorded by the scan alone."),
        N_("Record yours without a kind; the scan's own can be accepted or closed."),
    ),
    "finding.signed": (
        N_("What is signed of the review of an emergency release changes only with its closing."),
        "",
    ),
    "four_eyes.own_work": (
        N_("You asked for this or worked on it, so someone else must approve."),
        N_("Ask another holder of the role."),
    ),
    "four_eyes.twice": (
        N_("You have decided on this already."),
        N_("Another person gives the next vote."),
    ),
    "limit.old": (
        N_("Its table is no longer in force: version {version} is."),
        N_("Let the monitor be judged by that first."),
    ),
    "limit.own": (
        N_("It is judged by {table}, which is no policy."),
        N_("Change that table itself."),
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
    "note.answer": (
        N_("An answer is to a question about the same request; nothing else is."),
        "",
    ),
    "note.kind": (N_("What is said is a question, an answer or a comment."), ""),
    "note.text": (N_("It has words, {longest} letters at most."), N_("Write what you mean.")),
    "policy.closed": (
        N_("This version is {state}; only a proposed one is published or refused."),
        N_("Propose the next version in Governance, or with modelward policy propose."),
    ),
    "policy.in_force": (
        N_("A life cycle or decision table leaves force only where a newer one is published."),
        N_("Publish the next version: that puts the old one out of force."),
    ),
    "policy.not_yours": (
        N_("Somebody else put it up for publishing."),
        N_("Publish it, or send it back and say why."),
    ),
    "template.asked": (
        N_("What others are asked to publish does not change under their eyes."),
        N_("Take it back to a draft, change it, and put it up again."),
    ),
    "template.reason": (
        N_("Who sends a life cycle back says why, in ten characters or more, and anew each time."),
        N_("Write what is missing; whoever stored it reads it there."),
    ),
    "policy.publishes": (
        N_("You may publish it yourself: you did not write it."),
        N_("Look at it, and publish it."),
    ),
    "policy.role": (
        N_("Life cycles, decision tables and frameworks are put in force by {needed}."),
        N_("Ask a holder of one of these roles."),
    ),
    "policy.second": (
        N_("You wrote this version, so a second person puts it in force."),
        N_("An architect, risk officer or compliance officer who did not write it publishes it."),
    ),
    "policy.switch": (
        N_("This policy says yes or no, by one of two files that the product knows."),
        N_("Propose it with: modelward unit evidence."),
    ),
    "policy.taken": (
        N_("This table decides what a policy decides, under another key."),
        N_("Propose it as the next version of that policy, or give its decision another id."),
    ),
    "policy.unseen": (
        N_("This version is not what you looked at."),
        N_("Look at it again, then put it in force."),
    ),
    "published.content": (
        N_("What is published never changes."),
        N_("Import it as a new version."),
    ),
    "reminder.again": (
        N_("They were reminded of it less than {hours} hours ago."),
        N_("Ask them with C, or remind them later."),
    ),
    "reminder.nobody": (
        N_("Nobody else can give a vote that is missing."),
        N_("An administrator gives somebody the role."),
    ),
    "request.closed": (
        N_("This request is no longer open."),
        N_("Look at its end in the lineage; a new request can be made."),
    ),
    "request.draft": (
        N_("Its life cycle has not come to the vote yet."),
        N_("Wait until its tests are done; it will come to the inbox."),
    ),
    "request.evidence_changed": (
        N_("The evidence changed since you opened it."),
        N_("Look at the new evidence, then decide on that."),
    ),
    "request.in_place": (
        N_("This version is in {stage} already."),
        N_(
            "A newer snapshot goes through its life cycle: submit it in Inventory, or"
            " with modelward submit."
        ),
    ),
    "request.no_life_cycle": (
        N_("No life cycle runs for this version, so nobody is asked to vote on it."),
        N_(
            "Submit the version (modelward submit), which takes this request up. After a rejection"
            " add a file or a document to the version first: a link alone begins nothing anew."
        ),
    ),
    "request.no_reject": (N_("Nobody has rejected this request."), ""),
    "request.not_yours": (N_("Only who asked can withdraw a request."), ""),
    "request.open": (
        N_("There is an open request for this stage already."),
        N_("Wait for its end, or withdraw it."),
    ),
    "request.order": (
        N_("Others have to decide before you."),
        N_("You will see it in your inbox when it is your turn."),
    ),
    "request.outgrown": (
        N_("As the model is rated and used now, the policy asks others too to let it pass."),
        N_("Reject it, then submit the version again: all of them are asked then."),
    ),
    "request.quorum": (N_("Votes are still missing."), ""),
    "request.reason": (
        N_("What a request was asked for with stays: people decide on it."),
        N_("Withdraw the request, and ask anew."),
    ),
    "request.role": (
        N_("This needs the role {needed} in the model's unit."),
        N_("A holder of that role decides."),
    ),
    "request.service": (
        N_("The next release of this version is for another service."),
        N_("Look at the model's service tags, and ask again."),
    ),
    "request.stage": (
        N_("The path of this model has no such stage."),
        N_("Choose a stage that the model goes through."),
    ),
    "request.unopened": (
        N_("A policy wants the evidence opened first: {opened} of {total} parts are."),
        N_("Open each part in Approvals, then decide."),
    ),
    "request.veto": (N_("Somebody has rejected this request."), ""),
    "request.waits": (
        N_("Its life cycle has not come to the vote yet: it waits at “{task}”."),
        N_("That is task {number}, for {who}; once it is done, the life cycle goes on."),
    ),
    "request.waiver_over": (
        N_("A waiver among the evidence is past its day."),
        N_("Wait until the service has pinned the evidence anew, then decide on that."),
    ),
    "risk.closed": (
        N_("This assessment has been answered already."),
        N_("Assess the use again in Governance, or with modelward risk assess."),
    ),
    "risk.differs": (
        N_("The answers do not give this score and tier by the method they were made with."),
        N_("Refuse it and assess the use again."),
    ),
    "risk.method": (
        N_("An assessment is made by a published method of its unit."),
        N_("Assess the use again in Governance, or with modelward risk assess."),
    ),
    "risk.newer": (
        N_("An assessment counts until a newer one of the same use is accepted."),
        N_("Assess the use again and have that accepted."),
    ),
    "risk.role": (
        N_("Risk assessments are accepted by {needed}."),
        N_("Ask a holder of one of these roles."),
    ),
    "tier.unknown": (
        N_("There is no such risk tier."),
        N_("The tiers are low, medium and high."),
    ),
    "use.own_work": (
        N_("You worked on a model of this use, so someone else says it is regulated no more."),
        N_("Ask another risk officer or compliance officer."),
    ),
    "use.regulated": (
        N_("That a use is regulated no more is said by {needed}."),
        N_("Ask a holder of one of these roles; whoever builds for the use may only say it is."),
    ),
    "use.tag": (
        N_("The model has no such service."),
        N_("Name one of its services, or none: then the use asks for all of them."),
    ),
    "waiver.closed": (N_("This waiver has been decided already."), ""),
    "waiver.covers": (
        N_("Waiver {number} covers {rule} until {until} already."),
        N_("To prolong it, choose a later day."),
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
    "waiver.role": (
        N_("Waivers are granted by {needed}."),
        N_("Ask a holder of one of these roles."),
    ),
    "waiver.unsigned": (
        N_("Granting a waiver needs your signature."),
        N_("Sign with your key: make one in your account or by modelward key new."),
    ),
    "waiver.waits": (
        N_("Waiver {number} for {rule} waits for its decision."),
        N_("Who may grant it decides on it first."),
    ),
}
