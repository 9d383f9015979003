"""What happened, and why something is shown: code to sentence."""

from __future__ import annotations

from app.texts.marks import N_

# Tag of an audit event -> what the actor did; the actor's name stands before it.
EVENTS: dict[str, str] = {
    "alert.acknowledged": N_("acknowledged alert {number}, {title}, on {subject}"),
    "alert.assigned": N_("gave alert {number} on {subject} to {assignee}"),
    "alert.changed": N_("saw alert {number} on {subject} again"),
    "alert.closed": N_("closed alert {number} on {subject}"),
    "alert.commented": N_("commented on alert {number} on {subject}: {comment}"),
    "alert.escalated": N_("escalated alert {number}, {title}, on {subject}, to {assignee}"),
    "alert.in_remediation": N_("began to remedy alert {number} on {subject}"),
    "alert.open": N_("raised alert {number}, {title}, on {subject}"),
    "alert.released": N_("gave alert {number} on {subject} back to everybody"),
    "alert.resolved": N_("resolved alert {number} on {subject} by a passing re-test"),
    "alert.snoozed": N_("put off alert {number} on {subject} until {snoozed_until}"),
    "alert.taken_back": N_("took back the acknowledgement of alert {number} on {subject}"),
    "alert.woken": N_("ended the snooze of alert {number} on {subject}"),
    "application.added": N_("added the application {name}"),
    "application.changed": N_("changed the application {name}: {changed}"),
    "application.uses_model": N_("recorded that an application uses {subject}"),
    "asset.added": N_("added {role} file {path} to {subject}"),
    "asset.changed": N_("replaced {role} file {path} of {subject}"),
    "attestation.approved": N_("approved attestation {number} on {subject}"),
    "attestation.changed": N_("changed attestation {number} on {subject}"),
    "attestation.open": N_("opened attestation {number} on {subject}"),
    "act.changed": N_("changed a signed act"),
    "act.signed": N_("signed for a step: {thing}, {state}"),
    "attestation.returned": N_("returned attestation {number} on {subject}: {reason}"),
    "attestation.scheduled": N_("scheduled attestation {number} on {subject}"),
    "attestation.submitted": N_("submitted attestation {number} on {subject}"),
    "binding.added": N_("bound {subject} to the life cycle {template_key}"),
    "binding.changed": N_("changed the life cycle of {subject} to {template_key}"),
    "control.added": N_("added the control {number}: {name}"),
    "control.changed": N_("changed the control {number}"),
    "data_source.added": N_("added the data source {name}"),
    "data_source.changed": N_("changed the data source {name}: {changed}"),
    "decision.changed": N_("changed a decision on {subject}"),
    "decision.recorded": N_("voted {verdict} on {subject} as {role}"),
    "deployment.changed": N_("changed deployment {number} of {subject}"),
    "deployment.deployed": N_("deployed {subject} to {runtime} for {stage}, deployment {number}"),
    "deployment.deploying": N_("began deployment {number} of {subject} to {runtime} for {stage}"),
    "deployment.failed": N_("stopped deployment {number} of {subject} on {runtime}: {reason}"),
    "deployment.matching": N_("looked for a runtime for {subject}, deployment {number}"),
    "deployment.requested": N_(
        "asked for deployment {number} of {subject} to {runtime} for {stage}"
    ),
    "deployment.waiting": N_("let deployment {number} of {subject} wait: {reason}"),
    "deployment.retrying": N_("tried deployment {number} of {subject} again"),
    "deployment.rolled_back": N_(
        "rolled back deployment {number} of {subject} on {runtime}: {reason}"
    ),
    "deployment.rolling_back": N_("began to roll deployment {number} of {subject} back"),
    "deployment.undeployed": N_("took {subject} off {runtime}, deployment {number}"),
    "deployment.undeploying": N_("began to take {subject} off {runtime}, deployment {number}"),
    "document.added": N_("added the document {title} to {subject}"),
    "document.changed": N_("changed the document {title} of {subject}"),
    "evidence.changed": N_("changed the evidence for {subject}"),
    "voters.reminded": N_("reminded who still has to vote on {subject}"),
    "evidence.opened": N_("opened evidence on {subject}: {part}"),
    "evidence.pinned": N_("pinned the evidence for {subject}"),
    "finding.accepted": N_("accepted finding {number}, {title}, on {subject}: {reason}"),
    "finding.changed": N_("changed finding {number} on {subject}"),
    "finding.closed": N_("closed finding {number} on {subject}"),
    "finding.mitigating": N_("began to mitigate finding {number} on {subject}"),
    "finding.open": N_("opened finding {number}, {title}, on {subject}"),
    "records.changed": N_("changed an import of decision records of {subject}"),
    "records.imported": N_("recorded {records} decisions of {subject} from {name}"),
    "inbox.asked": N_("asked the background service to act: {kind}"),
    "incident.changed": N_("changed incident {number}"),
    "incident.open": N_("stopped at incident {number}: {message}"),
    "incident.resolved": N_("resolved incident {number}"),
    "instance.active": N_("started run {number} for {subject}"),
    "instance.cancelled": N_("cancelled run {number} for {subject}: {reason}"),
    "instance.changed": N_("changed run {number} for {subject}"),
    "instance.completed": N_("ended run {number} for {subject} as {outcome}"),
    "instance.incident": N_("stopped run {number} for {subject} at an incident"),
    "instance.suspended": N_("suspended run {number} for {subject}"),
    "key.active": N_("confirmed the signing key {kid}"),
    "key.changed": N_("changed the signing key {kid}"),
    "key.endorsed": N_("endorsed the signing key {kid}"),
    "key.proposed": N_("proposed the signing key {kid}"),
    "key.refused": N_("refused the signing key {kid}: {reason}"),
    "key.withdrawn": N_("withdrew the signing key {kid}: {reason}"),
    "key.revoked": N_("revoked the signing key {kid}: {reason}"),
    "case.commented": N_("commented on the case file: {text}"),
    "lineage_review.changed": N_("changed a sign-off of {subject}"),
    "lineage_review.signed": N_("signed off {events} events of {subject}: {reason}"),
    "list.exported": N_("exported a list of {rows} rows: {list}"),
    "membership.added": N_("gave {person} the role {role}"),
    "membership.changed": N_("changed the role {role} of {person}"),
    "model.changed": N_("changed {subject}: {changed}"),
    "model.registered": N_("registered {subject}"),
    "monitor.added": N_("added the monitor {name} to {subject}"),
    "monitor.changed": N_("changed a monitor of {subject}: {changed}"),
    "framework.changed": N_("changed the framework {key} v{version}"),
    "framework.draft": N_("brought in the framework {name}, {key} v{version}: {reason}"),
    "framework.published": N_("put the framework {key} v{version} in force: {reason}"),
    "framework.refused": N_("refused the framework {key} v{version}: {reason}"),
    "note.added": N_("wrote about {subject}: {text}"),
    "note.changed": N_("changed a note on {subject}"),
    "on_call.changed": N_("changed who is on call"),
    "on_call.added": N_("put {person} on call until {ends_at}"),
    "person.added": N_("added {full_name} to the workspace"),
    "person.changed": N_("changed the account of {full_name}"),
    "placement.changed": N_("changed the place of {subject} in {stage}"),
    "placement.in_place": N_("put {subject} in place in {stage} for {service}"),
    "placement.left": N_("took {subject} out of {stage} for {service}"),
    "placement.promised": N_("reserved the place of {service} in {stage} for {subject}"),
    "placement.withdrawn": N_("withdrew the place of {subject} in {stage}: {reason}"),
    "proof.exported": N_("exported a proof of {events} events, {excluded} left out"),
    "profile.changed": N_("changed the data profile of {subject}"),
    "profile.recorded": N_("recorded the {kind} data profile of {subject}"),
    "request.accepted": N_("accepted the request of {subject} for {stage}"),
    "request.changed": N_("changed the request of {subject} for {stage}: new evidence"),
    "request.draft": N_("asked for {subject} to enter {stage}"),
    "request.expired": N_("let the request of {subject} for {stage} expire"),
    "request.pending": N_("opened the vote on {subject} for {stage}"),
    "request.rejected": N_("rejected {subject} for {stage}"),
    "request.superseded": N_("ended the request of {subject} for {stage}: a newer one came"),
    "request.withdrawn": N_("withdrew the request of {subject} for {stage}: {reason}"),
    "raci.changed": N_("changed the entry {number} on who answers for {about}"),
    "raci.ended": N_("ended the entry {number} on who answers for {about}: {reason}"),
    "window.ended": N_("ended window {number}: {ended_reason}"),
    "window.changed": N_("changed window {number}"),
    "window.planned": N_("planned window {number}, in which nothing is deployed: {reason}"),
    "raci.in_force": N_("recorded in entry {number} who is {part} for {about}"),
    "requirement_evidence.attached": N_("attached evidence {number} to a requirement: {title}"),
    "requirement_evidence.changed": N_("changed evidence {number}"),
    "requirement_evidence.withdrawn": N_("withdrew evidence {number}: {reason}"),
    "risk.accepted": N_("accepted risk assessment {number}, tier {tier}: {remark}"),
    "risk.changed": N_("changed risk assessment {number}"),
    "risk.proposed": N_("assessed a use as {tier} in risk assessment {number}: {reason}"),
    "risk.refused": N_("refused risk assessment {number}: {remark}"),
    "risk.superseded": N_("put a newer one in the place of risk assessment {number}"),
    "registration_request.asked": N_("asked for {name} to be registered, request {number}"),
    "registration_request.changed": N_("changed request {number} for a model"),
    "registration_request.declined": N_(
        "declined request {number} of {asked_by} for a model to be registered: {reason}"
    ),
    "registration_request.registered": N_(
        "registered {subject}, for which {asked_by} had asked in request {number}"
    ),
    "registration_request.withdrawn": N_("withdrew request {number} for a model to be registered"),
    "role_request.asked": N_("asked for a change of roles, request {number}: {action} {role}"),
    "role_request.changed": N_("changed request {number} for a change of roles"),
    "role_request.confirmed": N_(
        "confirmed request {number} for a change of roles: {action} {role}"
    ),
    "role_request.refused": N_("refused request {number} for a change of roles"),
    "role_request.withdrawn": N_("withdrew request {number} for a change of roles"),
    "room.exported": N_("made a review room of {events} events and {documents} documents"),
    "runtime.busy": N_("found the runtime {name} busy"),
    "runtime.paused": N_("paused the runtime {name}: {pause_reason}"),
    "runtime.resumed": N_("let the runtime {name} go on: {pause_reason}"),
    "runtime.changed": N_("changed the runtime {name}: {changed}"),
    "runtime.draining": N_("began to drain the runtime {name}: {reason}"),
    "runtime.ready": N_("found the runtime {name} ready"),
    "runtime.retired": N_("retired the runtime {name}: {reason}"),
    "runtime.unknown": N_("added the runtime {name}"),
    "runtime.unreachable": N_("lost the runtime {name}: {reason}"),
    "snapshot.changed": N_("changed a snapshot of {subject}"),
    "snapshot.taken": N_("froze {subject} as snapshot s{sequence}"),
    "stage.added": N_("added the stage {name}"),
    "stage.changed": N_("changed the stage {name}"),
    "stage.lifted": N_("took the stage {name} from its place, to give it another"),
    "stage.moved": N_("gave the stage {name} another place in its path"),
    "stage_path.added": N_("added the stage path {name}"),
    "stage_path.changed": N_("changed the stage path {name}"),
    "store.added": N_("added the store {name}"),
    "store.paused": N_("paused the store {name}: {pause_reason}"),
    "store.resumed": N_("let the store {name} go on: {pause_reason}"),
    "store.changed": N_("changed the store {name}"),
    "tags.merged": N_("merged the service tag #{gone} into #{into}: {reason}"),
    "table.changed": N_("changed the draft of the decision table {key} v{version}"),
    "table.deprecated": N_("deprecated the decision table {key} v{version}"),
    "table.draft": N_("drafted the decision table {key} v{version}: {reason}"),
    "table.published": N_("published the decision table {key} v{version}: {reason}"),
    "table.refused": N_("refused the decision table {key} v{version}: {reason}"),
    "table.retired": N_("retired the decision table {key} v{version}"),
    "task.cancelled": N_("cancelled task {number} on {subject}"),
    "task.changed": N_("changed task {number} on {subject}: {changed}"),
    "task.claimed": N_("took task {number} on {subject}"),
    "task.completed": N_("ended task {number} on {subject} as {outcome}"),
    "task.created": N_("opened task {number} on {subject}"),
    "task.delegated": N_("gave task {number} on {subject} to {assignee}"),
    "task.escalated": N_("escalated task {number} on {subject}"),
    "task.released": N_("gave task {number} on {subject} back to all who may do it"),
    "template.changed": N_("changed the draft of the life cycle {key} v{version}"),
    "template.deprecated": N_("deprecated the life cycle {key} v{version}"),
    "template.draft": N_("drafted the life cycle {key} v{version}"),
    "template.in_review": N_("gave the life cycle {key} v{version} to review"),
    "template.published": N_("published the life cycle {key} v{version}"),
    "template.retired": N_("retired the life cycle {key} v{version}"),
    "template.sent_back": N_("sent the life cycle {key} v{version} back: {reason}"),
    "template.taken_back": N_("took the life cycle {key} v{version} back"),
    "test_run.changed": N_("changed test run {number} of {subject}"),
    "test_run.finished": N_("finished test run {number} of {subject}: {verdict}"),
    "test_run.started": N_("started test run {number} of {subject}"),
    "trail.verified": N_("verified {events} events of the trail: {outcome}"),
    "training.changed": N_("changed the training record of {subject}"),
    "training.recorded": N_("recorded the training of {subject} with {algorithm}"),
    "unit.added": N_("added the unit {name}"),
    "unit.changed": N_("changed the unit {name}"),
    "use_case.added": N_("added the use case {name}"),
    "use_case.changed": N_("changed the use case {name}"),
    "use_case.model_added": N_("put {subject} under a use case"),
    "version.changed": N_("changed {subject}"),
    "version.registered": N_("registered {subject}"),
    "waiver.asked": N_("asked for waiver {number} on {subject}: {test}"),
    "waiver.changed": N_("changed waiver {number} on {subject}"),
    "waiver.expired": N_("let waiver {number} on {subject} expire"),
    "waiver.granted": N_("granted waiver {number} on {subject} until {expires_at}"),
    "waiver.refused": N_("refused waiver {number} on {subject}"),
    "workspace.created": N_("created the workspace"),
}

# Why something is shown to a reader: code -> sentence.
WHYS: dict[str, str] = {
    "inbox.asked": N_("You asked for this; it waits for {missing}."),
    "inbox.assigned": N_("It is assigned to you."),
    "inbox.author": N_("You worked on this version; it waits for {missing}."),
    "inbox.done": N_("Ended: {outcome}."),
    "inbox.draft": N_("Its life cycle has not come to the vote yet."),
    "inbox.register_asked": N_("You asked for this; it waits for {who}."),
    "inbox.register_meant": N_("{person} asks {who} to register it."),
    "inbox.role": N_("It is for {roles}."),
    "inbox.taken": N_("{person} has it."),
    "inbox.void": N_("The evidence changed after your vote, which no longer counts."),
    "inbox.vote": N_("You hold the {role} vote; {given} of {needed} are given."),
    "inbox.voted": N_("You have voted; it waits for {missing}."),
    "inbox.waits": N_("{asked_by} asked; it waits for {missing}."),
    "home.alert": N_("{severity} alert on {owner}, {times} times."),
    "home.escalated": N_("{person} asks you: {reason}"),
    "home.incident": N_("The run can't go on by itself."),
    "home.question": N_("{person} asks: {question}"),
    "home.waiver": N_("The waiver ends on {expires_at}."),
    "home.waiver_over": N_("The waiver ended on {expires_at}; the version serves on without it."),
    "home.waiver_asked": N_("{person} asks that it pass until {expires_at}."),
    "home.attestation": N_("You are asked: {question}"),
    "home.answered": N_("{person} answered in “{campaign}”."),
    "home.review": N_("An emergency let it pass with fewer votes: {reason}"),
    "home.registration": N_("{person} asks for it to be registered: {purpose}"),
    "home.life_cycle": N_("{person} asks that it be published."),
    "home.sent_back": N_("{person} sent it back: {reason}"),
    "home.assessment": N_("{person} proposes the tier {tier}."),
    "home.next.attestation": N_("you answer for {name}"),
    "home.next.check": N_("{name} is checked"),
    "home.next.reminder": N_("you are reminded of {name}"),
    "home.next.waiver": N_("the waiver for {name} ends"),
    "home.acknowledged": N_("{words} · acknowledged by {person}"),
    "home.put_off": N_("{words} · put off by {person}"),
    "home.remedied": N_("{words} · in remediation"),
    "home.runtime.draining": N_("It ends what it does, and takes nothing new."),
    "home.runtime.late": N_("Nobody has looked at it for a while."),
    "home.runtime.lost": N_("It does not answer."),
    "home.runtime.unknown": N_("Nobody has looked at it yet."),
    "home.stuck": N_("Stuck at “{step}”."),
    "home.step": N_("At “{step}”."),
    "home.between": N_("Between two steps."),
    "home.taken": N_("At “{step}”; {person} has it."),
    "home.open_to": N_("At “{step}”, for {roles}."),
    "home.failing": N_("“{step}”: stuck {times} × in 90 days, {still} still open."),
    "home.draft": N_("{person} wrote it; it is not in force."),
    "home.draft_mine": N_("You wrote it; somebody else puts it in force."),
    "home.put_up": N_("{person} asks that it be published."),
    "home.put_up_mine": N_("You ask that it be published; somebody else does."),
    "home.voted.accept": N_("You accepted it for {stage} as {role}."),
    "home.voted.reject": N_("You rejected it for {stage} as {role}."),
    "home.rolled_back": N_("In {stage} {person} rolled it back: {reason}"),
    "home.was_rolled_back": N_("It was rolled back in {stage}: {reason}"),
    "home.ended": N_("You ended “{step}”: {outcome}."),
    "home.waived": N_("The waiver for {title} ends."),
    "home.waived_asked": N_("The waiver for {title} is asked for until then."),
    "home.campaign": N_("{person} answers for it: {title}."),
    "home.late_vote": N_("{person} asked; votes are missing."),
    "home.beyond": N_("Beyond its limit: {tests}."),
    "home.broke": N_("Not measured, it broke: {tests}."),
    "home.warned": N_("Inside its limit, but it warns: {tests}."),
    "home.used_for": N_("Used for: {uses}."),
    "home.measured": N_("{test} is {value}; it must be {limit}."),
    "home.role.grant": N_("{person} asks that they get the role {role}."),
    "home.role.end": N_("{person} asks that they lose the role {role}."),
    "home.role_ends": N_("Their role {role} in {unit} ends."),
    "home.key": N_("Their signing key {kid} waits for an administrator."),
    "home.service": N_("On {host}. Jobs due: {due}; failed: {failed}."),
    "home.seal": N_("Covers the first {size} events."),
    "home.no_seal": N_("Nothing is sealed yet."),
}

# Of runs that do again what was done before; their kind is "reproduce_training" and the like.
REPRODUCE = "reproduce_"
AGAIN: dict[str, str] = {
    "test_run.finished": N_("ran the {what} of {subject} again in run {number}: {verdict}"),
    "test_run.started": N_("began to run the {what} of {subject} again in run {number}"),
}

# Of runs that hold a version against what serves.
COMPARED: dict[str, str] = {
    "test_run.finished": N_("compared {subject} with the champion in run {number}: {verdict}"),
    "test_run.started": N_("began to compare {subject} with the champion in run {number}"),
}


# Of alerts: what is told of the same step in another case.
RAISED_AGAIN = N_("raised alert {number}, {title}, on {subject} again")
RESOLVED_BY_ANOTHER = N_("resolved alert {number} on {subject} by a passing re-test of v{measured}")
IS_OVER = N_("resolved alert {number}, {title}, on {subject}: it is over")
# Of a deployment that served before, until another one came that was rolled back.
DEPLOYED_AGAIN = N_("deployed {subject} to {runtime} for {stage} again, deployment {number}")

# The service wrote down what somebody had asked for.
FOR_ASKER: dict[str, str] = {
    "deployment.rolled_back": N_(
        "rolled back deployment {number} of {subject} on {runtime}, as {asker} asked: {reason}"
    ),
    "deployment.undeployed": N_(
        "took {subject} off {runtime}, deployment {number}, which {asker} says has ended and no"
        " service saw end: {reason}"
    ),
    "request.draft": N_("took up the request of {asker} for {subject} to enter {stage}"),
}
# The same where who asked is not for this reader to read.
UNREAD: dict[str, str] = {
    "deployment.undeployed": N_(
        "took {subject} off {runtime}, deployment {number}, which an operator says has ended and no"
        " service saw end: {reason}"
    ),
}
# What somebody asked for that has a sentence of its own, by its kind.
ASKED: dict[str, str] = {
    "runtime_ended": N_("said that {runtime}, which is retired, has ended"),
}


# A vote, by what it was.
VOTED: dict[str, str] = {
    "accept": N_("voted for {subject} as {role}"),
    "reject": N_("voted against {subject} as {role}"),
}

# What was said about a request, by its kind.
NOTES: dict[str, str] = {
    "answer": N_("answered about {subject}: {text}"),
    "question": N_("asked about {subject}: {text}"),
}

# A request that fewer people decided than usual says so wherever it is told.
IN_EMERGENCY: dict[str, str] = {
    "request.draft": N_("asked for {subject} to enter {stage} as an emergency"),
    "request.pending": N_("opened the emergency vote on {subject} for {stage}"),
    "request.accepted": N_("let {subject} enter {stage} as an emergency; a review is due"),
}
# True of the act itself, and of whatever is changed of a closed account afterwards.
ACCOUNT_CLOSED = N_("changed the account of {full_name}, which is closed: {reason}")
# Of a step that was signed for, where what it is taken with is known.
SIGNED_FOR = N_("signed for: {what}, {state}")
PUT_IN_FORCE = N_("signed for: {what} put in force")
# Whoever ends a control, or takes it up again, says why; whoever changes what it is does not.
CONTROL_ENDED: dict[bool, str] = {
    True: N_("ended the control {number}: {reason}"),
    False: N_("took the control {number} up again: {reason}"),
}
