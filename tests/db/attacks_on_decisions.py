"""Attacks on decisions: forged, early, late, alone; what only the service does."""

from __future__ import annotations

from app.models.rules.public_keys import WEAK, key_name
from app.services.signing import KeyPair
from tests.db.attack_kit import (
    ADMIN,
    ASK,
    AUDITOR,
    COMPLIANCE,
    NO,
    OPERATOR,
    RISK,
    SCIENTIST,
    TESTER,
    VIEWER,
    WORKER,
    Attacks,
    change,
    close,
    decide,
)
from tests.db.enforcement_kit import BOTH_HATS, OK

# {{…}}: what the kit fills in.
PROPOSED_KEY = (
    "INSERT INTO mw.signing_key (id, unit_id, person_id, purpose, kid, public_key, state, reason,"
    " row_version) VALUES ('{{new}}', '{{unit}}', '{{me}}', 'decision', '{kid}', '{public_key}',"
    " 'proposed', '', 1)"
)
A_KEY = KeyPair.generate()
PASSED = "state = 'completed', outcome = 'passed'"
ATTACKS: Attacks = {
    # A1 forged actors and times
    "A1 decision in another's name": (
        RISK,
        "INSERT INTO mw.decision (id, request_id, verdict, slot, role, reason, seen_digest,"
        " decided_by) VALUES ('{new}', '{request}', 'accept', 1, 'risk_officer', 'x', '{digest}',"
        " '{only_compliance}')",
        NO,
    ),
    "A1 decision at another time": (
        RISK,
        "INSERT INTO mw.decision (id, request_id, verdict, slot, role, reason, seen_digest,"
        " decided_at) VALUES ('{new}', '{request}', 'accept', 1, 'risk_officer', 'x', '{digest}',"
        " now())",
        NO,
    ),
    "A1 inbox in another's name": (
        TESTER,
        "INSERT INTO mw.engine_inbox (id, unit_id, kind, payload, created_by)"
        " VALUES ('{new}', '{unit}', 'start', '{{}}', '{author}')",
        NO,
    ),
    "A1 copy into decisions": (RISK, "COPY mw.decision FROM STDIN", NO),
    "A1 copy into the audit trail": (RISK, "COPY mw.audit_event FROM STDIN", NO),
    "A1 history in advance": (
        SCIENTIST,
        "INSERT INTO mw.registered_model (id, unit_id, name, name_folded, owner_id, stage_path_id,"
        " recorded_from) SELECT '{new}', '{unit}', 'z', 'z', '{me}', stage_path_id, now()"
        " FROM mw.registered_model LIMIT 1",
        NO,
    ),
    "A1 a request from a stage that the version never was in": (
        SCIENTIST,
        "INSERT INTO mw.transition_request (id, model_id, version_id, stage_id, service_tag,"
        " from_stage, state, documents, reason, is_emergency) VALUES ('{new}', '{model}',"
        " '{version}', '{prod}', 'draft', 'ACC', 'draft', '', '', false)",
        NO,
    ),
    "A1 a request asked at another time": (
        SCIENTIST,
        "INSERT INTO mw.transition_request (id, model_id, version_id, stage_id, service_tag,"
        " from_stage, state, documents, reason, is_emergency, requested_at) VALUES ('{new}',"
        " '{model}', '{version}', '{prod}', 'x', '', 'draft', '', '', false, '2020-01-01')",
        NO,
    ),
    "A1 a request dated back by who asked": (
        SCIENTIST, change("transition_request", "requested_at = '2020-01-01'", "request"), NO
    ),
    "A1 a request closed at another time by who asked": (
        SCIENTIST,
        change("transition_request", "closed_at = '2020-01-01'", "request"),
        "request.closed",
    ),
    # A2 states and columns nobody may write
    "A2 placement that is in place": (
        RISK,
        "INSERT INTO mw.placement (id, model_id, version_id, snapshot_id, stage_id, stage_kind,"
        " service_tag, state, request_id) VALUES ('{new}', '{model}', '{version}', '{snapshot}',"
        " '{prod}', 'production', 'accepted', 'in_place', '{accepted}')",
        "transition.refused",
    ),
    "A2 placement without an accepted request": (
        RISK,
        "INSERT INTO mw.placement (id, model_id, version_id, snapshot_id, stage_id, stage_kind,"
        " service_tag, state, request_id) VALUES ('{new}', '{model}', '{version}', '{snapshot}',"
        " '{prod}', 'production', 'request', 'promised', '{request}')",
        "placement.request",
    ),
    "A2 placement in a protected stage without an accepted request": (
        RISK,
        "INSERT INTO mw.placement (id, model_id, version_id, snapshot_id, stage_id, stage_kind,"
        " service_tag, state) VALUES ('{new}', '{model}', '{version}', '{snapshot}', '{guarded}',"
        " 'staging', 'x', 'promised')",
        "placement.request",
    ),
    "A2 placement in a stage of another kind": (
        RISK,
        "INSERT INTO mw.placement (id, model_id, version_id, snapshot_id, stage_id, stage_kind,"
        " service_tag, state, request_id) VALUES ('{new}', '{model}', '{version}', '{snapshot}',"
        " '{prod}', 'staging', 'accepted', 'promised', '{accepted}')",
        "placement.stage",
    ),
    "A2 digest of a snapshot": (
        SCIENTIST, "UPDATE mw.snapshot SET digest = 'x' WHERE id = '{snapshot}'", NO
    ),
    "A2 row into another unit": (
        SCIENTIST, change("registered_model", "unit_id = '{other_unit}'", "model"), NO
    ),
    "A2 evidence pinned by a person": (
        SCIENTIST, change("transition_request", "evidence_digest = 'x'", "request"), NO
    ),
    "A2 placement on a request that was used": (
        RISK,
        "INSERT INTO mw.placement (id, model_id, version_id, snapshot_id, stage_id, stage_kind,"
        " service_tag, state, request_id) VALUES ('{new}', '{model}', '{version}', '{snapshot}',"
        " '{prod}', 'production', 'used', 'promised', '{used}')",
        "placement.used",
    ),
    # A3 shortcuts
    "A3 accepted from draft": (SCIENTIST, close("accepted", "draft"), "transition.refused"),
    "A3 upsert": (
        SCIENTIST,
        "INSERT INTO mw.transition_request (id, model_id, version_id, stage_id, service_tag,"
        " state, documents, reason, is_emergency, row_version)"
        " VALUES ('{draft}', '{model}', '{version}', '{prod}', 'draft', 'draft', '', '',"
        " false, 1)"
        " ON CONFLICT (id) DO UPDATE SET state = 'accepted',"
        " row_version = transition_request.row_version + 1",
        "transition.refused",
    ),
    "A3 merge": (
        SCIENTIST,
        "MERGE INTO mw.transition_request r USING (SELECT '{draft}'::uuid AS id) s ON r.id = s.id"
        " WHEN MATCHED THEN UPDATE SET state = 'accepted', row_version = r.row_version + 1",
        "transition.refused",
    ),
    "A3 writable with": (
        SCIENTIST,
        "WITH x AS (" + close("accepted", "draft") + " RETURNING id) SELECT * FROM x",
        "transition.refused",
    ),
    # A4 lost updates
    "A4 without a new version": (
        SCIENTIST,
        "UPDATE mw.registered_model SET description = 'x' WHERE id = '{model}'",
        "write.stale",
    ),
    "A4 with a version ahead": (
        SCIENTIST,
        "UPDATE mw.registered_model SET description = 'x', row_version = row_version + 2"
        " WHERE id = '{model}'",
        "write.stale",
    ),
    # A5–A7 who decides
    "A5 viewer decides": (VIEWER, decide(), NO),
    "A5 auditor decides": (AUDITOR, decide(), NO),
    "A5 operator decides": (OPERATOR, decide(), NO),
    "A5 who began its run decides": (RISK, decide("begun"), "four_eyes.own_work"),
    "A5 tester decides": (TESTER, decide(role="tester"), "request.role"),
    "A5 tester decides as a risk officer": (TESTER, decide(), "request.role"),
    "A5 the service decides": (WORKER, decide(), NO),
    "A6 the submitter decides": (SCIENTIST, decide(), "four_eyes.own_work"),
    "A6 an author with a deciding role": (BOTH_HATS, decide(), "four_eyes.own_work"),
    "A6 the maker tests their own version": (
        SCIENTIST, change("user_task", PASSED, "trial"), "task.own_work"
    ),
    "A6 a tester tests what they submitted": (
        TESTER, change("user_task", PASSED, "own_trial"), "task.own_work"
    ),
    "A6 the maker takes the test of their own version": (
        SCIENTIST, change("user_task", "state = 'claimed', assignee_id = '{me}'", "trial"),
        "task.own_work",
    ),
    "A6 a tester hands the test to the maker": (
        TESTER, change("user_task", "assignee_id = '{author}'", "trial"), "task.own_work"
    ),
    "A7 decision moved to another": (
        RISK,
        "UPDATE mw.decision SET decided_by = '{me}' WHERE request_id = '{half}'",
        NO,
    ),
    "A7 a decision without a signature": (
        RISK, decide().replace("'c2lnbmVk'", "''"), "decision.unsigned"
    ),
    "A7 a decision signed with another's key": (
        RISK, decide().replace("mw.mw_actor()", "'{only_compliance}'"), "key.inactive"
    ),
    "A7 a key put in force by its owner": (
        ADMIN,
        change("signing_key", "state = 'active', confirmed_by = '{me}'", "endorsed_key"),
        "key.own",
    ),
    "A7 a key confirmed twice by one administrator": (
        ADMIN,
        change("signing_key", "state = 'active', confirmed_by = '{me}'", "once_endorsed_key"),
        "key.same_administrator",
    ),
    "A7 a key confirmed in another's name": (
        ADMIN,
        change(
            "signing_key", "state = 'active', confirmed_by = '{second_administrator}'",
            "once_endorsed_key",
        ),
        "actor.forged",
    ),
    "A7 a key confirmed by the login of a second administrator": (
        "second_administrator",
        change("signing_key", "state = 'active', confirmed_by = '{me}'", "once_endorsed_key"),
        "act.unsigned",
    ),
    "A7 a key confirmed by a second administrator": (
        "second_administrator",
        change("signing_key", "state = 'active', confirmed_by = '{me}'", "signed_key"),
        OK,
    ),
    "A7 a key proposed for another": (
        ADMIN,
        "INSERT INTO mw.signing_key (id, unit_id, person_id, purpose, kid, public_key, state,"
        " reason, row_version) VALUES ('{new}', '{unit}', '{only_risk_officer}', 'decision',"
        " 'k1', 'x', 'proposed', '', 1)",
        "actor.forged",
    ),
    "A7 a key in force from birth": (
        ADMIN,
        "INSERT INTO mw.signing_key (id, unit_id, person_id, purpose, kid, public_key, state,"
        " reason, row_version) VALUES ('{new}', '{unit}', '{me}', 'decision', 'k2', 'x',"
        " 'active', '', 1)",
        "transition.refused",
    ),
    "A7 a key for seals proposed by a person": (
        ADMIN,
        "INSERT INTO mw.signing_key (id, unit_id, person_id, purpose, kid, public_key, state,"
        " reason, row_version) VALUES ('{new}', '{unit}', '{me}', 'seal', 'k3', 'x', 'proposed',"
        " '', 1)",
        "key.purpose",
    ),
    "A7 garbage for a key, under a name of one's own": (
        SCIENTIST, PROPOSED_KEY.format(kid="b" * 16, public_key="garbage"), "key.name"
    ),
    "A7 a key whose name is a handle": (
        SCIENTIST, PROPOSED_KEY.format(kid=ADMIN, public_key=A_KEY.public_key), "key.name"
    ),
    **{
        f"A7 the key {key} by which anybody signs": (
            SCIENTIST, PROPOSED_KEY.format(kid=key_name(key), public_key=key), "key.weak"
        )
        for key in WEAK
    },
    "A7 the public half of a key changed": (
        ADMIN, "UPDATE mw.signing_key SET public_key = 'x' WHERE id = '{endorsed_key}'", NO
    ),
    "A7 a revocation dated back in the log": (
        RISK,
        change("signing_key", "state = 'revoked', revoked_at_size = -1", "active_key"),
        "key.position",
    ),
    "A7 the key that seals the trail revoked by an administrator": (
        ADMIN,
        change("signing_key", "state = 'revoked', revoked_at_size = {sealed}", "sealing_key"),
        "key.seal",
    ),
    "A7 the key that seals the trail revoked by the service": (
        WORKER,
        change("signing_key", "state = 'revoked', revoked_at_size = {sealed}", "sealing_key"),
        NO,
    ),
    "A7 another's key revoked": (
        "only_compliance",
        change("signing_key", "state = 'revoked', revoked_at_size = {sealed}", "active_key"),
        "key.not_yours",
    ),
    "A7 a finding of the scan, recorded milder before it": (
        SCIENTIST,
        "INSERT INTO mw.finding (id, model_id, version_id, kind, severity, title, detail, place,"
        " fix, state, reason, row_version) VALUES ('{new}', '{model}', '{version}', 'secret',"
        " 'low', 'Holds a key.', '', 'a.py:1', '', 'open', '', 1)",
        "finding.scanned",
    ),
    "A7 the review of an emergency that nobody signed": (
        RISK, change("finding", "state = 'closed', reason = 'x'", "review"), "emergency.unsigned"
    ),
    "A7 the review of an emergency signed with another's key": (
        RISK,
        change(
            "finding",
            "state = 'closed', signature = 'c2lnbmVk', key_id = (SELECT id FROM mw.signing_key"
            " WHERE person_id = '{only_compliance}')",
            "review",
        ),
        "key.inactive",
    ),
    "A7 the review of an emergency accepted as it is": (
        RISK,
        change(
            "finding",
            "state = 'accepted', signature = 'c2lnbmVk', key_id = '{active_key}'",
            "review",
        ),
        "emergency.accepted",
    ),
    "A7 a signature put under a finding that is no review": (
        RISK, change("finding", "signature = 'c2lnbmVk'", "finding"), "finding.signed"
    ),
    "A7 a signature put under a review that stays open": (
        RISK, change("finding", "signature = 'c2lnbmVk'", "review"), "finding.signed"
    ),
    "A7 the words of a signed review changed": (
        RISK, change("finding", "reason = 'x'", "reviewed"), "finding.signed"
    ),
    "A7 the words of an open review changed": (
        RISK, change("finding", "reason = 'x'", "review"), "finding.signed"
    ),
    "A7 a signed review taken back by a person": (
        RISK,
        change(
            "finding",
            "state = 'open', document = NULL, signature = NULL, key_id = NULL",
            "reviewed",
        ),
        "transition.refused",
    ),
    "A7 a signed review opened again with its signature, by the service": (
        WORKER, change("finding", "state = 'open', reason = 'x'", "reviewed"), "finding.signed"
    ),
    "A7 the words of a signed review changed by the service": (
        WORKER, change("finding", "reason = 'x'", "reviewed"), "finding.signed"
    ),
    "A7 a signed review put under another snapshot by the service": (
        WORKER, change("finding", "snapshot_id = NULL", "reviewed"), "emergency.forged"
    ),
    "A7 a roll-back that nobody signed": (
        OPERATOR, ASK.format(unit="unit", kind="roll_back", payload='{{}}'), "act.unsigned"
    ),
    "A7 a version retired without a signature": (
        OPERATOR, ASK.format(unit="unit", kind="retire_version", payload='{{}}'), "act.unsigned"
    ),
    "A7 a runtime said to have ended without a signature": (
        OPERATOR, ASK.format(unit="unit", kind="runtime_ended", payload='{{}}'), "act.unsigned"
    ),
    "A7 a runtime said to have ended by who does not operate it": (
        SCIENTIST, ASK.format(unit="unit", kind="runtime_ended", payload='{{}}'), "inbox.refused"
    ),
    "A7 a roll-back signed with another's key": (
        OPERATOR,
        "INSERT INTO mw.engine_inbox (id, unit_id, kind, payload, document, signature, key_id)"
        " VALUES ('{new}', '{unit}', 'roll_back', '{{}}', '{{}}', 'c2lnbmVk', '{active_key}')",
        "key.inactive",
    ),
    "A7 a signature put beside a wish that nobody signs": (
        TESTER,
        "INSERT INTO mw.engine_inbox (id, unit_id, kind, payload, signature)"
        " VALUES ('{new}', '{unit}', 'reproduce', '{{}}', 'x')",
        "act.not_signed",
    ),
    "A7 a wish that nobody signs, under another's key": (
        OPERATOR,
        "INSERT INTO mw.engine_inbox (id, unit_id, kind, payload, key_id)"
        " VALUES ('{new}', '{unit}', 'reproduce', '{{}}', '{active_key}')",
        "act.not_signed",
    ),
    "A7 a signature put beside a new runtime": (
        OPERATOR,
        "INSERT INTO mw.runtime (id, unit_id, name, kind, url, mode, stage_tags, service_tags,"
        " formats, capacity, secret_ref, state, reason, description, is_paused, pause_reason,"
        " row_version, signature) VALUES ('{new}', '{unit}', 'n-1', 'embedded', '', 'online',"
        " '[]', '[]', '[]', 1, '', 'unknown', '', '', false, '', 1, 'x')",
        "runtime.signed",
    ),
    "A7 a runtime retired without a signature": (
        OPERATOR, change("runtime", "state = 'retired'", "runtime"), "act.unsigned"
    ),
    "A7 a runtime retired with another's key": (
        OPERATOR,
        change("runtime", "state = 'retired', signature = 'x', key_id = '{active_key}'", "runtime"),
        "key.inactive",
    ),
    "A7 the reason of another's signed retirement, reworded": (
        ADMIN, change("runtime", "reason = 'On a whim.'", "retired"), "runtime.retired"
    ),
    "A7 a signature put beside a runtime that serves": (
        OPERATOR, change("runtime", "signature = 'x'", "runtime"), "runtime.signed"
    ),
    # A8 twice, A9 late, A10 quorum
    "A8 decides twice": (RISK, decide("half"), "four_eyes.twice"),
    "A9 after closing": (RISK, decide("closed"), "request.closed"),
    "A9 on older evidence": (RISK, decide(seen="0" * 64), "request.evidence_changed"),
    "A9 on a waiver past its day": (RISK, decide("lapsed"), "request.waiver_over"),
    "A9 closes on a waiver past its day": (
        RISK, close("accepted", "lapsed_full"), "request.waiver_over"
    ),
    "A9 for a use that the policy asks others for": (RISK, decide("outgrown"), "request.outgrown"),
    "A9 closes for a use that the policy asks others for": (
        RISK, close("accepted", "outgrown_full"), "request.outgrown"
    ),
    "A9 says that those asked are enough": (
        RISK, change("transition_request", "is_outgrown = false", "outgrown"), NO
    ),
    "A10 closes with no vote": (RISK, close("accepted"), "request.quorum"),
    "A10 closes with one of two": (RISK, close("accepted", "half"), "request.quorum"),
    "A10 rejects without a rejection": (RISK, close("rejected", "half"), "request.no_reject"),
    "A10 closes with two of two": (RISK, close("accepted", "full"), OK),
    "A10 withdraws another's request": (
        "only_data_scientist", close("withdrawn"), "request.not_yours"
    ),
    # A11 what only the service does, and not even it without a request
    "A11 operator puts in place": (
        OPERATOR, change("placement", "state = 'in_place'", "promised"), NO
    ),
    "A11 risk officer puts in place": (
        RISK, change("placement", "state = 'in_place'", "promised"), NO
    ),
    "A11 service without approval": (
        WORKER,
        "INSERT INTO mw.placement (id, model_id, version_id, snapshot_id, stage_id, stage_kind,"
        " service_tag, state) VALUES ('{new}', '{model}', '{version}', '{snapshot}', '{prod}',"
        " 'production', 'x', 'promised')",
        "placement.request",
    ),
    "A11 service without approval into a protected stage": (
        WORKER,
        "INSERT INTO mw.placement (id, model_id, version_id, snapshot_id, stage_id, stage_kind,"
        " service_tag, state) VALUES ('{new}', '{model}', '{version}', '{snapshot}', '{guarded}',"
        " 'staging', 'x', 'in_place')",
        "placement.request",
    ),
    "A11 service places what was promised before the protection": (
        WORKER,
        "UPDATE mw.placement SET state = 'in_place', row_version = row_version + 1"
        " WHERE id = '{promised_before}'",
        "placement.request",
    ),
    "A11 service places again what was in place before the protection": (
        WORKER,
        "INSERT INTO mw.placement (id, model_id, version_id, snapshot_id, stage_id, stage_kind,"
        " service_tag, state, reason, row_version) VALUES ('{new}', '{model}', '{version}',"
        " '{snapshot}', '{guarded}', 'staging', 'stood', 'in_place', '', 1)",
        OK,
    ),
    "A11 service promises what was in place before the protection": (
        WORKER,
        "INSERT INTO mw.placement (id, model_id, version_id, snapshot_id, stage_id, stage_kind,"
        " service_tag, state) VALUES ('{new}', '{model}', '{version}', '{snapshot}', '{guarded}',"
        " 'staging', 'stood', 'promised')",
        "placement.request",
    ),
    "A11 service accepts": (WORKER, close("accepted", "full"), "transition.refused"),
    "A11 deployment by a person": (
        OPERATOR,
        "INSERT INTO mw.deployment (id, model_id, version_id, snapshot_id, runtime_id, stage_id,"
        " service_tag) SELECT '{new}', '{model}', '{version}', '{snapshot}', id, '{prod}', 'x'"
        " FROM mw.runtime LIMIT 1",
        NO,
    ),
    "A11 deployment taken off by a person": (
        OPERATOR, "UPDATE mw.deployment SET state = 'undeployed'", NO
    ),
    "A11 test result by a person": (
        "only_data_scientist", "UPDATE mw.test_result SET verdict = 'PASS'", NO
    ),
    # What decisions rest on: the service that writes it does not write it anew
    "A11 test result anew": (WORKER, "UPDATE mw.test_result SET statistic = 0.55", NO),
    "A11 test result away": (WORKER, "DELETE FROM mw.test_result WHERE test = 'psi'", NO),
    "A11 point of a measure away": (WORKER, "DELETE FROM mw.metric_point", NO),
    "A11 step that ran anew": (WORKER, "UPDATE mw.step_run SET outcome = 'approved'", NO),
    "A11 step that ran away": (WORKER, "DELETE FROM mw.step_run", NO),
    "A11 slot by the service": (WORKER, "UPDATE mw.request_slot SET needed = 1", NO),
    "A11 wish in other words": (WORKER, "UPDATE mw.engine_inbox SET payload = '{{}}'", NO),
    "A11 run of another": (WORKER, "UPDATE mw.process_instance SET started_by = NULL", NO),
    "A11 job away": (WORKER, "DELETE FROM mw.job", NO),
    "A11 job by a person": (OPERATOR, "UPDATE mw.job SET state = 'succeeded'", NO),
    "A11 variable by a person": (ADMIN, "DELETE FROM mw.variable", NO),
}  # fmt: skip

# Under another isolation level an older snapshot would not show what has just been stored.
GOVERNED_WRITES = {
    RISK: (decide(), "transaction.isolation"),
    COMPLIANCE: (close("accepted", "full"), "transaction.isolation"),
    SCIENTIST: (change("registered_model", "description = 'x'", "model"), "transaction.isolation"),
    "only_validator": (
        change("user_task", "state = 'claimed', assignee_id = '{me}'", "task"),
        "transaction.isolation",
    ),
    OPERATOR: (change("alert", "state = 'in_remediation'", "alert"), "transaction.isolation"),
    WORKER: (change("placement", "state = 'withdrawn'", "promised"), "transaction.isolation"),
}
