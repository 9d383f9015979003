"""Attacks on what people work with: models, tasks, alerts, units, roles, the engine's inbox."""

from __future__ import annotations

from tests.db.attack_kit import (
    ACT,
    ADMIN,
    ARCHITECT,
    ASK,
    COMPLIANCE,
    NO,
    NO_ROW,
    OPERATOR,
    RISK,
    SCIENTIST,
    TESTER,
    VIEWER,
    Attacks,
    change,
    decide,
)
from tests.db.enforcement_kit import BOTH_HATS, OK

ADD_RUNTIME = (
    "INSERT INTO mw.runtime (id, unit_id, name, kind, url, mode, stage_tags, service_tags, formats,"
    " capacity, state, reason, description, row_version, secret_ref)"
    " VALUES ('{{new}}', '{{unit}}', '{{new}}', 'oip', 'https://evil.example', 'online', '[]',"
    " '[]', '[]', 1, 'unknown', '', '', 1, '{secret}')"
)
ADD_RUNTIME_CALLED = ADD_RUNTIME.format(secret="").replace("'{new}', 'oip'", "NAME, 'oip'")
ADD_PERSON = (
    "INSERT INTO mw.person (id, handle, full_name, login, kind, row_version)"
    " VALUES ('{{new}}', '{{new}}', 'Ghost', 'b_{{new}}', '{kind}', 1)"
)
ADD_CALLED = ADD_PERSON.format(kind="person").replace("'{new}', 'Ghost'", "'NAME', 'Ghost'")
CALL_USE_CASE = change("use_case", "name = NAME", "use_case")
ASK_A_NUMBER = ASK.format(unit="unit", kind="message", payload='{{"name": "x", "n": 1e5000}}')
TAG_A_NUMBER = change("registered_model", """service_tags = '["a", "b", 1e5000]'""", "free")
VIEW_A_NUMBER = (
    "INSERT INTO mw.saved_view (id, unit_id, person_id, screen, name, content, is_shared,"
    " is_default) VALUES ('{new}', '{unit}', '{me}', 'inventory', 'v', '{{\"n\": 1e5000}}', true,"
    " false)"
)
WAIVER = (
    "INSERT INTO mw.waiver (id, model_id, version_id, snapshot_id, test, reason, state, expires_at,"
    " feature, row_version) VALUES ('{{new}}', '{{model}}', '{{version}}', '{{snapshot}}', 'psi',"
    " 'Because.', 'asked', {until}, '', 1)"
)
MAINTENANCE = (
    "INSERT INTO mw.closed_window (id, unit_id, runtime_id, stage_kind, starts_at, ends_at,"
    " is_weekly, zone, reason, state, ended_reason, row_version) VALUES ('{{new}}', '{{unit}}',"
    " '{{runtime}}', '', {since}, {until}, false, '', 'A new disk for it.', 'planned', '', 1)"
)
RELEASED, HIDDEN = "model.tag_released", "name.hidden"
SECRET_OF_RUNTIME = change("runtime", "secret_ref = '{secret}'", "{runtime}")
ATTACKS: Attacks = {
    # A39 a decider who is made an author of what they are to decide on
    **{
        f"A39 an old request of a decider is answered with what is {told}": (
            SCIENTIST,
            change(
                "registration_request",
                "state = 'registered', answered_by = '{me}',"
                f" model_id = '{{{of}}}', version_id = '{{{version}}}'",
                "wish",
            ),
            verdict,
        )
        for told, of, version, verdict in (
            ("being decided on", "model", "version", "registration.under_way"),
            ("asked by nobody", "free", "free_version", OK),
        )
    },
    # A37 what a machine keeps for another purpose, sent to an address of one's own
    **{
        f"A37 {told} {how}": (who, sql.format(secret=secret), verdict)
        for told, secret, verdict in (
            ("a runtime is given the sealing key", "seal-{new}", "runtime.secret"),
            ("a runtime is given a person's key", "key.4b0f", "runtime.secret"),
            ("a runtime is given a database's password", "database.desk", "runtime.secret"),
            ("a runtime is given a person's password", "sign-in.4b0f", "runtime.secret"),
            ("a runtime is given the prefix alone", "runtime.", "runtime.secret"),
            ("a runtime is given its own token", "runtime.far", OK),
        )
        for how, who, sql in (
            ("as it is added", OPERATOR, ADD_RUNTIME),
            ("later", ADMIN, SECRET_OF_RUNTIME),
        )
    },
    # B27 a runtime whose name leads to the process of another one
    **{
        f"B27 a runtime is called {name}": (
            OPERATOR, ADD_RUNTIME_CALLED.replace("NAME", f"'{name}'"), verdict
        )
        for name, verdict in (
            ("./r", "runtime.name"), ("r/", "runtime.name"), (r".\r", "runtime.name"),
            ("r.", "runtime.name"), ("R ", "runtime.known"), ("r.2", OK),
        )
    },
    # B28 a runtime of production that is led away, so that another row leads there
    **{
        f"B28 {told} is led to another address": (
            OPERATOR, change("runtime", "url = 'https://evil.example'", row), verdict
        )
        for told, row, verdict in (
            ("a runtime of production", "for_production", "runtime.address"),
            ("a runtime on which nothing serves", "runtime", OK),
        )
    },
    **{
        f"B28 a runtime is called at {url}": (
            OPERATOR,
            ADD_RUNTIME.format(secret="").replace("'https://evil.example'", f"'{url}'"),
            verdict,
        )
        for url, verdict in (
            ("file:///etc/passwd", "runtime.url"), ("https://a:b@far.example", "runtime.url"),
            ("https://[::1]:8443/v2", OK), ("", OK),
        )
    },
    # B23 values that no reader takes, in rows that many read
    **{
        f"B23 {told}": (who, sql, verdict)
        for told, who, sql, verdict in (
            ("a number in what is asked", SCIENTIST, ASK_A_NUMBER, "json.number"),
            ("a number in the tags of a model", SCIENTIST, TAG_A_NUMBER, "json.number"),
            ("a number in a shared view", VIEWER, VIEW_A_NUMBER, "json.number"),
            ("a description of millions of letters", SCIENTIST,
             change("registered_model", "description = repeat('x', 3000000)", "free"),
             "text.size"),
            ("a waiver from before Christ, which the service looks for", SCIENTIST,
             WAIVER.format(until="'0044-03-15 BC'"), "time.range"),
            ("a maintenance that no reader can tell the time of", OPERATOR,
             MAINTENANCE.format(since="'294000-01-01'", until="'294000-01-02'"), "time.range"),
            ("one from before the calendar", OPERATOR,
             MAINTENANCE.format(since="'0044-03-15 BC'", until="'0044-03-16 BC'"), "time.range"),
            ("a reminder at the end of days", VIEWER,
             "INSERT INTO mw.watch (id, unit_id, person_id, object_type, object_id, is_on,"
             " remind_at) VALUES ('{new}', '{unit}', '{me}', 'model', '{model}', true,"
             " 'infinity')", "time.range"),
            ("a use from ever on", SCIENTIST,
             "INSERT INTO mw.application_use (id, application_id, model_id, version_id, used_from,"
             " row_version) VALUES ('{new}', '{new}', '{model}', '{version}', '-infinity', 1)",
             "time.range"),
            ("tags of a runtime that are no list", OPERATOR,
             change("runtime", "stage_tags = '7'", "runtime"), "json.shape"),
            ("tests of a monitor that are no list", OPERATOR,
             change("monitor", "tests = '7'", "monitor"), "json.shape"),
            ("tags that are no texts", SCIENTIST,
             change("registered_model", "service_tags = '[{{}}]'", "free"), "json.shape"),
            ("a document of lists without end", RISK,
             decide().replace("'{{}}'", "repeat('[', 100001)"), "text.size"),
        )
    },
    # B24 what an approved version was made of, and since when it serves
    "B24 a file of an approved version that vanishes": (
        SCIENTIST, "UPDATE mw.asset SET replaced_by = '{new}' WHERE id = '{file}'", "asset.replaced"
    ),
    "B24 a file that another one takes the place of, once approved": (
        SCIENTIST,
        "UPDATE mw.asset SET replaced_by = '{second_file}' WHERE id = '{file}'",
        "version.approved",
    ),
    "B24 how an approved version was trained, told afterwards": (
        SCIENTIST,
        "INSERT INTO mw.training_record (id, version_id, run_key, algorithm, parameters, metrics,"
        " data_digests, environment_sha256, commit_ref, seed, seconds) VALUES ('{new}',"
        " '{version}', '{new}', 'other', '{{}}', '{{}}', '{{\"data\": \"ab\"}}', '', '', 1, 1)",
        "version.approved",
    ),
    "B24 how a version was trained, told while people decide on it": (
        SCIENTIST,
        "INSERT INTO mw.training_record (id, version_id, run_key, algorithm, parameters, metrics,"
        " data_digests, environment_sha256, commit_ref, seed, seconds) SELECT '{new}',"
        " v.id, '{new}', 'other', '{{}}', '{{}}', '{{\"data\": \"ab\"}}', '', '', 1, 1"
        " FROM mw.model_version v WHERE v.model_id = '{asked_for}'",
        "training.asked",
    ),
    "B24 a training of the service, told by somebody else": (
        SCIENTIST,
        "INSERT INTO mw.training_record (id, version_id, run_key, algorithm, parameters, metrics,"
        " data_digests, environment_sha256, commit_ref, seed, seconds) VALUES ('{new}',"
        " '{free_version}', 'job-{new}', 'other', '{{}}', '{{\"auc\": 0.99}}', '{{}}', '', '', 1,"
        " 1)",
        "training.of_service",
    ),
    "B24 a place that was taken years ago": (
        RISK,
        "INSERT INTO mw.placement (id, model_id, version_id, snapshot_id, stage_id, stage_kind,"
        " service_tag, state, request_id, placed_from, reason, row_version) VALUES ('{new}',"
        " '{model}', '{version}', '{snapshot}', '{prod}', 'production', 'accepted', 'promised',"
        " '{accepted}', now() - interval '900 days', '', 1)",
        "write.time",
    ),
    "B24 a stage with the letters of production, where nobody is asked": (
        ARCHITECT,
        "INSERT INTO mw.stage (id, stage_path_id, position, name, kind, is_protected, row_version)"
        " VALUES ('{new}', '{path}', 99, 'Prod', 'staging', false, 1)",
        "stage.kind",
    ),
    "B25 a stage between those that models go through": (
        ARCHITECT,
        "INSERT INTO mw.stage (id, stage_path_id, position, name, kind, is_protected, row_version)"
        " VALUES ('{new}', '{path}', 99, 'Later', 'staging', false, 1)",
        "stage.in_use",
    ),
    "B25 the last number that a version may have": (
        SCIENTIST,
        "INSERT INTO mw.model_version (id, model_id, version, source_kind)"
        " VALUES ('{new}', '{free}', 1000000, 'entry')",
        "number.next",
    ),
    "B25 an import that seals what never came in": (
        SCIENTIST,
        "INSERT INTO mw.record_import (id, model_id, source, name, records, first_at, last_at,"
        " sha256) VALUES ('{new}', '{free}', 'file', 'march.csv', 1, now(), now(),"
        " repeat('ab', 32))",
        "record.root",
    ),
    "B25 what a runtime never logged": (
        SCIENTIST,
        "INSERT INTO mw.decision_record (id, decision_id, model_id, version_id, served_sha256,"
        " inference_sha256, decided_at, source, import_id, position) VALUES ('{new}', 'LOAN-1001',"
        " '{model}', '{version}', '', '', now(), 'runtime log', '{other}', 0)",
        "record.log",
    ),
    # A31 noise
    "A31 new version without a change": (
        SCIENTIST,
        "UPDATE mw.registered_model SET row_version = row_version + 1 WHERE id = '{model}'",
        "write.changes_nothing",
    ),
    # A26 other units
    "A26 edit in another unit": (
        SCIENTIST, change("registered_model", "description = 'x'", "foreign"), NO_ROW
    ),
    "A26 version of another unit's model": (
        SCIENTIST,
        "INSERT INTO mw.model_version (id, model_id, version, source_kind)"
        " VALUES ('{new}', '{foreign}', 9, 'entry')",
        "write.refused",
    ),
    "A26 data of another unit, read by the service": (
        SCIENTIST,
        "INSERT INTO mw.data_source (id, unit_id, name, kind, store, pattern, label_key,"
        " label_delay_s, data_class, purpose, retention_days, encryption, access, row_version)"
        " VALUES ('{new}', '{unit}', 'x', 'files', 'far-store', '*.parquet', '', 0, 'internal',"
        " '', 0, 'unknown', '', 1)",
        "source.store",
    ),
    "A26 inbox of another unit": (
        OPERATOR,
        "INSERT INTO mw.engine_inbox (id, unit_id, kind, payload)"
        " VALUES ('{new}', '{other_unit}', 'cancel', '{{}}')",
        "write.refused",
    ),
    # A25 roles that one administrator gives alone
    "A25 a membership without a request": (
        ADMIN,
        "INSERT INTO mw.membership (id, unit_id, person_id, role)"
        " VALUES ('{new}', '{unit}', '{other}', 'operator')",
        "membership.by_request",
    ),
    "A25 end another's role alone": (
        ADMIN, change("membership", "valid_until = now()", "held"), "membership.by_request"
    ),
    "A25 a duty of the database": (ADMIN, "GRANT mw_risk_officer TO b_other", NO),
    "A25 confirm one's own request": (
        ADMIN,
        change("role_request", "state = 'confirmed', answered_by = '{me}'", "role_asked"),
        "role_request.second",
    ),
    "A25 confirm in another's name": (
        ADMIN,
        change("role_request", "state = 'confirmed', answered_by = '{author}'", "role_for_me"),
        "role_request.second",
    ),
    "A25 ask in another's name": (
        ADMIN,
        "INSERT INTO mw.role_request (id, unit_id, person_id, role, action, reason, asked_by)"
        " VALUES ('{new}', '{unit}', '{other}', 'operator', 'grant', 'x', '{author}')",
        NO,
    ),
    "A25 a request that is born confirmed": (
        ADMIN,
        "INSERT INTO mw.role_request (id, unit_id, person_id, role, action, reason, state,"
        " row_version) VALUES ('{new}', '{unit}', '{other}', 'operator', 'grant', 'x',"
        " 'confirmed', 1)",
        "transition.refused",
    ),
    "A25 the owner's role": (
        ADMIN,
        "INSERT INTO mw.role_request (id, unit_id, person_id, role, action, reason, state,"
        " row_version) VALUES ('{new}', '{unit}', '{other}', 'owner', 'grant', 'x', 'asked', 1)",
        "membership.unknown_role",
    ),
    "A25 the function that gives duties": (
        ADMIN, "SELECT mw.project_duty('{me}', 'risk_officer')", NO
    ),
    "A25 a login that is a duty": (
        ADMIN,
        "INSERT INTO mw.person (id, handle, full_name, login, kind, row_version)"
        " VALUES ('{new}', 'sly', 'Sly', 'mw_viewer', 'person', 1)",
        "person.reserved",
    ),
    **{
        f"A25 an account of the kind {kind}": (ADMIN, ADD_PERSON.format(kind=kind), "person.kind")
        for kind in ("service", "weird")
    },
    **{
        f"A25 an account called {told}": (ADMIN, ADD_CALLED.replace("NAME", handle), verdict)
        for told, handle, verdict in (
            ("nothing", "", "person.handle"), ("by a blank more", "author ", "person.handle"),
            ("as another by its case", "AUTHOR", "person.handle_taken"),
            ("with a sign unseen", "author\u200b", "person.handle"), ("by a name", "dana", OK),
        )
    },
    "A25 close another administrator's account alone": (
        ADMIN, change("person", "closed_at = now()", "second_administrator"), "person.administers"
    ),
    "A25 close an administrator's account as the second one": (
        "second_administrator", change("person", "closed_at = now()", ADMIN), "person.administers"
    ),
    "A25 close the account of who holds no such role": (
        ADMIN, change("person", "closed_at = now(), reason = 'Left the bank.'", "other"), OK
    ),
    "A25 ask for a role of a closed account": (
        ADMIN,
        "INSERT INTO mw.role_request (id, unit_id, person_id, role, action, reason, state,"
        " row_version) VALUES ('{new}', '{unit}', '{left}', 'tester', 'grant', 'x', 'asked', 1)",
        "person.closed",
    ),
    "A25 confirm what was asked for it before": (
        ADMIN, change("role_request", "state = 'confirmed', answered_by = '{me}'", "role_for_left"),
        "person.closed",
    ),
    "A25 close an account without a reason": (
        ADMIN, change("person", "closed_at = now(), reason = 'gone'", "other"), "person.reason"
    ),
    "A25 say a reason without closing the account": (
        ADMIN, change("person", "reason = 'Left the bank.'", "other"), "person.reworded"
    ),
    "A25 an account of a person": (ADMIN, ADD_PERSON.format(kind="person"), OK),
    # What this test bench found beside the table
    "B1 assign another's task to oneself": (
        TESTER, change("user_task", "assignee_id = '{me}'", "task"), "task.role"
    ),
    "B2 complete another's task": (
        TESTER, change("user_task", "state = 'completed', outcome = 'waive'", "task"), "task.role"
    ),
    **{
        f"B26 {told}": (TESTER, change("user_task", says, task), verdict)
        for told, says, task, verdict in (
            ("end a task that one was handed, without a role of it",
             "state = 'completed', outcome = 'done'", "handed", "task.role_lost"),
            ("claim it", "state = 'claimed'", "handed", "task.role_lost"),
            ("hand it on", "assignee_id = '{only_validator}'", "handed", "task.role_lost"),
            ("take its roles for one's own", "roles = '[\"tester\"]'", "handed", NO),
            ("say that the step itself named one", "named_id = '{me}'", "handed", NO),
            ("end a task that the step itself gave to one",
             "state = 'completed', outcome = 'done'", "named", OK),
        )
    },
    "B3 rewrite a completed task": (
        TESTER, change("user_task", "outcome = 'waive'", "done"), "task.closed"
    ),
    "B4 sign a granted waiver anew": (
        COMPLIANCE, change("waiver", "granted_by = '{me}'", "waiver"), "waiver.closed"
    ),
    "B5 acknowledge in another's name": (
        OPERATOR, change("alert", "acknowledged_by = '{author}'", "alert"), "actor.forged"
    ),
    "B5b take back another's acknowledgement": (
        SCIENTIST,
        change("alert", "state = 'open', acknowledged_by = NULL", "alert"),
        "alert.not_yours",
    ),
    "B6 edit a published life cycle": (
        ARCHITECT, change("life_cycle_template", "bpmn = 'x'", "template"), "published.content"
    ),
    "B7 bring an ended role back": (
        ADMIN, change("membership", "valid_until = NULL", "membership"), "membership.ended"
    ),
    "B8 accept a finding in one's own work": (
        BOTH_HATS, change("finding", "state = 'accepted', reason = 'x'", "finding"),
        "four_eyes.own_work",
    ),
    "B9 reword another's request": (
        "only_validator", change("transition_request", "reason = 'x'", "request"),
        "request.not_yours",
    ),
    **{
        f"B9 reword one's own request that is {state}": (
            SCIENTIST, change("transition_request", "reason = 'x'", row), "request.reason"
        )
        for state, row in (("voted on", "full"), ("accepted", "accepted"), ("rejected", "closed"))
    },
    **{
        f"B9 reword {told}": (who, change(table, "reason = 'x'", row), "reason.reworded")
        for told, who, table, row in (
            ("what another administrator asks", "second_administrator", "role_request",
             "role_asked"),
            ("why an alert was taken note of", SCIENTIST, "alert", "alert"),
            ("another's finding", RISK, "finding", "finding"),
            ("why a runtime is emptied", ADMIN, "runtime", "draining"),
        )
    },
    "B9 lower the tier of a model that one worked on": (
        BOTH_HATS, change("registered_model", "risk_tier = 'low'", "model"), "model.own_work"
    ),
    "B9 raise it": (
        BOTH_HATS, change("registered_model", "risk_tier = 'high'", "model"), OK
    ),
    "B9 reword one's own draft": (
        SCIENTIST, change("transition_request", "reason = 'x'", "draft"), OK
    ),
    "B9 say why one takes one's own request back": (
        SCIENTIST,
        change("transition_request", "reason = 'x', state = 'withdrawn'", "request"),
        OK,
    ),
    "B10 give oneself a role": (
        ADMIN,
        "INSERT INTO mw.membership (id, unit_id, person_id, role)"
        " VALUES ('{new}', '{unit}', '{me}', 'risk_officer')",
        "membership.own",
    ),
    "B11 give a role that conflicts": (
        ADMIN,
        "INSERT INTO mw.membership (id, unit_id, person_id, role)"
        " VALUES ('{new}', '{unit}', '{only_auditor}', 'risk_officer')",
        "membership.conflict",
    ),
    "B12 make somebody the service": (
        ADMIN,
        "INSERT INTO mw.membership (id, unit_id, person_id, role)"
        " VALUES ('{new}', '{unit}', '{other}', 'worker')",
        "membership.worker",
    ),
    "B13 a tester cancels a process": (
        TESTER, ASK.format(unit="unit", kind="cancel", payload='{{}}'), "inbox.refused"
    ),
    "B14 a tester starts a life cycle": (
        TESTER, ASK.format(unit="unit", kind="start", payload='{{}}'), "inbox.refused"
    ),
    "B15 an operator cancels another unit's process": (
        OPERATOR,
        ASK.format(unit="unit", kind="cancel", payload='{{"instance_id": "{elsewhere}"}}'),
        "inbox.unit",
    ),
    **{
        f"B15 an operator cancels another unit's process, its id written {told}": (
            OPERATOR,
            ASK.format(unit="unit", kind="cancel", payload=f'{{{{"instance_id": "{written}"}}}}'),
            "inbox.unit",
        )
        for told, written in (
            ("as a URN", "urn:uuid:{elsewhere}"), ("in braces", "{{{elsewhere}}}"),
        )
    },
    "B16 a start for another unit's model": (
        SCIENTIST,
        ASK.format(unit="unit", kind="start", payload='{{"model_id": "{foreign}"}}'),
        "inbox.unit",
    ),
    "B18 a builder lowers the risk tier": (
        SCIENTIST, change("registered_model", "risk_tier = 'low'", "model"), "model.tier"
    ),
    "B18 a builder raises the risk tier": (
        SCIENTIST, change("registered_model", "risk_tier = 'high'", "model"), OK
    ),
    "B18 risk lowers the tier": (
        RISK, change("registered_model", "risk_tier = 'low'", "model"), OK
    ),
    "B19 a builder binds a life cycle that lets more through": (
        SCIENTIST,
        "INSERT INTO mw.life_cycle_binding (id, model_id, template_key, parameters, row_version)"
        " VALUES ('{new}', '{model}', 'on-model-changed', '{{\"block_from\": \"critical\"}}', 1)",
        "binding.guarded",
    ),
    "B19 a builder says when what serves is looked at": (
        SCIENTIST,
        "INSERT INTO mw.life_cycle_binding (id, model_id, template_key, parameters, row_version)"
        " VALUES ('{new}', '{model}', 'on-model-changed',"
        " '{{\"monitor_cron\": \"0 6 29 2 *\"}}', 1)",
        "binding.guarded",
    ),
    **{
        f"B19 a builder binds {said}": (
            SCIENTIST,
            "INSERT INTO mw.life_cycle_binding (id, model_id, template_key, parameters,"
            f" row_version) VALUES ('{{new}}', '{{model}}', 'on-model-changed', '{said}', 1)",
            verdict,
        )
        for said, verdict in (
            ('{{"remind_after": "P999D"}}', "binding.guarded"),
            ('{{"given_at_start": ["remind_after"]}}', "binding.guarded"),
            ('{{"wanted_runtime": "prod-2"}}', OK),
        )
    },
    **{
        f"B19 an attestation is asked for with its {column}": (
            COMPLIANCE,
            "INSERT INTO mw.attestation (id, model_id, campaign, person_id, question, due_at,"
            " state, answer, reason, row_version) VALUES ('{new}', '{model}', 'c', '{me}', 'So?',"
            f" now(), 'scheduled', {values}, 1)",
            verdict,
        )
        for column, values, verdict in (
            ("answer", "'It is so.', ''", "row.answered"),
            ("review", "'', 'Well said.'", "row.answered"),
            ("question alone", "'', ''", OK),
        )
    },
    "B19 an architect does": (
        ARCHITECT,
        "INSERT INTO mw.life_cycle_binding (id, model_id, template_key, parameters, row_version)"
        " VALUES ('{new}', '{model}', 'on-model-changed', '{{\"block_from\": \"critical\"}}', 1)",
        OK,
    ),
    "B20 an act that is not listed": (
        RISK, ACT.format(kind="decision.recorded", about="request", key="request"), "act.unknown"
    ),
    "B20 an act about another kind of thing": (
        RISK, ACT.format(kind="evidence.opened", about="unit", key="unit"), "act.unknown"
    ),
    "B20 an act about a request that is not there": (
        RISK, ACT.format(kind="evidence.opened", about="request", key="new"), "act.object"
    ),
    "B20 an act about a model of another unit": (
        RISK, ACT.format(kind="list.exported", about="model", key="foreign"), "act.object"
    ),
    "B20 an act that says more than it may": (
        RISK,
        "SELECT mw.record_act('evidence.opened', 'request', '{request}',"
        " '{{\"actor_id\": \"{other}\"}}')",
        "act.fact",
    ),
    "B20 an act with a nested fact": (
        RISK,
        "SELECT mw.record_act('evidence.opened', 'request', '{request}',"
        " '{{\"part\": {{\"a\": 1}}}}')",
        "act.fact",
    ),
    "B20 an act of one's own": (
        RISK, ACT.format(kind="evidence.opened", about="request", key="request"), OK
    ),
    "B17 an unknown kind": (
        OPERATOR, ASK.format(unit="unit", kind="explode", payload='{{}}'), "inbox.refused"
    ),
    **{
        f"B21 {told}": (
            SCIENTIST, change("registered_model", f"service_tags = '{tags}'", of), verdict
        )
        for told, of, tags, verdict in (
            ("a release that is asked for is led elsewhere", "asked_for", '["b", "a"]', RELEASED),
            ("a release that runs is led elsewhere", "running", '["b", "a"]', RELEASED),
            ("a release that is to begin is led elsewhere", "told", '["b", "a"]', RELEASED),
            ("its service is taken away", "asked_for", '["b"]', RELEASED),
            ("by a list that names nothing", "running", "[null]", RELEASED),
            ("by what is no list", "told", '"a"', RELEASED),
            ("where a version serves is taken away", "serving", '["b"]', "model.tag_serves"),
            ("the same beside nothing", "serving", '["b", null]', "model.tag_serves"),
            ("where no release is under way, on purpose", "serving", '["b", "a"]', OK),
            ("another service is added", "asked_for", '["a", "b", "c"]', OK),
        )
    },
    **{
        f"B22 {told}": (who, sql.replace("NAME", name), verdict)
        for who, of, sql in (
            (OPERATOR, "a runtime", ADD_RUNTIME_CALLED),
            (COMPLIANCE, "a use case", CALL_USE_CASE),
        )
        for told, name, verdict in (
            (f"{of} that reads another way", "'fraud' || chr(8238) || 'tiderc'", HIDDEN),
            (f"{of} with a sign of no width", "'cc-fraud' || chr(8203)", HIDDEN),
            (f"{of} with a control", "'cc-fraud' || chr(27) || '[2K'", HIDDEN),
            (f"{of} with a sign that is nobody's", "'cc-fraud' || chr(983040)", HIDDEN),
            (f"{of} in another script", "'מודל سري 模型 é'", OK),
        )
    },
    "B22 a service that can't be told from another": (
        OPERATOR,
        change("runtime", "service_tags = jsonb_build_array('a' || chr(8203))", "runtime"),
        HIDDEN,
    ),
    "B22 a service with a control": (
        OPERATOR,
        change("runtime", "service_tags = jsonb_build_array('a' || chr(7))", "runtime"),
        HIDDEN,
    ),
}  # fmt: skip

# What is answered by rows: how many there are.
SEEN = {
    "A26 models of another unit": "SELECT count(*) FROM mw.registered_model WHERE id = '{foreign}'",
    "A26 processes of another unit": (
        "SELECT count(*) FROM mw.process_instance WHERE id = '{elsewhere}'"
    ),
    "A26 an error in the condition": (
        "SELECT count(*) FROM mw.registered_model WHERE id = '{foreign}' "
        " AND 1 / (length(name) - length(name)) > 0"
    ),
}
