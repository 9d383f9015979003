"""Every threat with the tests that try it: one without a test is red.

A1-A39 are attacks by people with a login (`attacks_on_*.py` name what each does), F1-F13 faults of
machines and lines.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from app import texts
from tests.db.attack_kit import NO, NO_ROW, TWICE
from tests.db.attacks_on_bonds import APART
from tests.db.attacks_on_rows import SEEN
from tests.db.attacks_on_the_server import NO_SCHEMA
from tests.db.enforcement_kit import OK
from tests.db.test_attack_table import ATTACKS

TESTS = Path(__file__).parent.parent
ATTACK_TABLE = "db/test_attack_table.py"
BY_LOGINS = "db/test_attacks_by_logins.py"
GUARDS = "db/test_attacks_meet_their_guard.py"
ON_THE_SERVER = f"{BY_LOGINS}::test_nobody_has_objects_rules_files_and_roles_of_the_server"
ROWS = (*(f"A{n}" for n in range(1, 40)), *(f"F{n}" for n in range(1, 14)))
# Beside the cases of ATTACKS and SEEN, whose names begin with their row.
TRIED: dict[str, tuple[str, ...]] = {
    "A4": (
        "services/test_changing.py::test_who_is_later_is_told_who_changed_what_and_writes_nothing",
    ),
    "A8": (
        f"{ATTACK_TABLE}::test_thirty_double_clicks_store_one_decision",
        f"{GUARDS}::test_who_decides_twice_is_kept_off_by_the_guard_and_behind_it_by_a_key",
    ),
    "A12": (f"{ATTACK_TABLE}::test_nobody_touches_trail_history_and_rules",),
    "A13": (ON_THE_SERVER,),
    "A14": (
        f"{BY_LOGINS}::test_triggers_are_not_switched_off_by_a_startup_option",
        ON_THE_SERVER,
    ),
    "A15": (ON_THE_SERVER, f"{GUARDS}::test_it_goes_through_where_what_keeps_it_off_is_gone"),
    "A16": (f"{ATTACK_TABLE}::test_two_accept_and_close_while_a_third_rejects",),
    "A17": (
        f"{ATTACK_TABLE}::test_a_snapshot_from_before_the_rejection_accepts_nothing",
        f"{ATTACK_TABLE}::test_another_isolation_level_is_refused_on_governed_writes",
    ),
    "A18": (
        f"{BY_LOGINS}::test_settings_of_the_server_are_out_of_reach",
        ON_THE_SERVER,
        f"{GUARDS}::test_settings_of_the_server_need_the_right_to_them",
    ),
    "A19": (
        ON_THE_SERVER,
        f"{ATTACK_TABLE}::"
        "test_no_function_of_the_server_that_holds_others_up_or_fills_it_is_a_persons",
    ),
    "A20": (
        f"{ATTACK_TABLE}::test_nobody_touches_trail_history_and_rules",
        f"{ATTACK_TABLE}::test_nobody_locks_a_table_but_as_readers_do",
    ),
    "A21": (
        f"{ATTACK_TABLE}::test_a_row_held_open_ends_the_wait_of_others",
        # By many sessions that take turns at it.
        "services/test_hold_ups.py::test_a_vote_comes_through_whoever_locks_its_request",
        "services/test_hold_ups.py::test_an_account_is_closed_whatever_its_owner_does",
    ),
    "A22": (f"{ATTACK_TABLE}::test_the_watchdog_ends_who_switched_off_every_timeout",),
    "A23": (
        f"{BY_LOGINS}::test_a_login_has_so_many_connections",
        f"{GUARDS}::test_connections_are_counted_by_login_and_by_nothing_else",
    ),
    "A24": (f"{BY_LOGINS}::test_a_login_that_creates_roles_does_not_become_the_owner",),
    "A26": (
        f"{ATTACK_TABLE}::test_row_security_is_not_switched_off",
        f"{ATTACK_TABLE}::test_rows_of_another_unit_are_not_there",
        f"{ATTACK_TABLE}::test_what_is_asked_of_another_units_model_tells_not_whether_it_is_there",
        f"{ATTACK_TABLE}::test_what_is_counted_of_a_table_is_not_there_either",
    ),
    "A27": (f"{BY_LOGINS}::test_a_known_id_of_another_unit_collides_and_tells_no_more",),
    "A28": (
        f"{BY_LOGINS}::test_counts_of_hidden_rows_show_in_plans",
        f"{BY_LOGINS}::test_counts_of_a_table_show_in_statistics",
        f"{ATTACK_TABLE}::test_what_is_counted_of_a_table_is_not_there_either",
    ),
    "A29": (f"{BY_LOGINS}::test_names_of_logins_show_and_what_others_run_does_not",),
    "A30": (
        f"{BY_LOGINS}::test_a_false_alarm_is_a_hint",
        f"{BY_LOGINS}::test_a_login_starts_with_bounds_and_its_space_is_out_of_its_reach",
        f"{BY_LOGINS}::test_what_spills_past_its_space_is_ended",
        f"{BY_LOGINS}::test_a_login_without_bounds_is_told",
    ),
    "A32": (f"{ATTACK_TABLE}::test_nobody_touches_trail_history_and_rules",),
    "A33": ("db/test_transport.py::test_members_come_in_over_tls_alone",),
    "A34": (
        "services/test_trail_verifying.py::test_what_was_changed_is_named_by_place_and_kind",
        "services/test_trail_verifying.py::test_heads_signed_anew_by_another_key_are_forged",
    ),
    "A35": (
        f"{BY_LOGINS}::test_a_trigger_switched_off_by_hand_is_found_by_anybody",
        "db/test_schema_seal.py::test_a_change_by_hand_is_named",
        "db/test_schema_seal.py::test_who_joins_the_owner_is_found",
        "db/test_schema_seal.py::test_who_and_what_stands_above_the_rules_is_named",
        "db/test_schema_seal.py::test_guards_that_the_servers_own_file_switches_off_are_named",
        "services/test_rules_witness.py::"
        "test_rules_sealed_anew_by_their_owner_are_named_by_who_saw_others",
    ),
    "A36": (
        "services/test_forged_decisions.py::test_nothing_is_deployed_on_a_forged_decision",
        "services/test_story.py::test_a_forged_signature_is_told",
        "views/test_signing.py::test_a_signature_that_does_not_hold_is_shown_as_such",
        "services/test_trail_proof.py::test_a_record_changed_with_its_digest_is_named",
    ),
    "A37": (
        "services/test_runtime_hears.py::"
        "test_a_runtime_that_is_moved_to_another_server_takes_no_token_along",
        "services/test_runtime_hears.py::"
        "test_a_runtime_of_another_path_or_unit_of_the_same_host_hears_no_token",
    ),
    "A38": (
        "db/test_rows_belong_together.py::test_no_row_names_what_does_not_belong_together",
        f"{ATTACK_TABLE}::test_a_release_and_a_reorder_of_its_services_wait_for_each_other",
    ),
    "A39": (
        "services/test_asked_registrations.py::"
        "test_who_asked_for_another_model_is_no_author_of_what_they_are_answered_with",
        "services/test_asked_registrations.py::"
        "test_nobody_becomes_an_author_of_what_is_being_decided_on",
    ),
    "F1": (
        "services/test_worker.py::"
        "test_two_services_killed_twelve_times_in_the_middle_deliver_each_of_200_once",
        "services/test_kill_worker.py::"
        "test_a_worker_killed_once_at_every_point_leaves_the_same_end_state",
        "services/test_worker.py::test_kill_9_at_every_point_changes_nothing_but_attempts",
    ),
    "F2": (
        "services/test_worker.py::"
        "test_a_worker_stopped_past_its_lease_changes_nothing_when_it_goes_on",
        "services/test_runtime_sequence.py::"
        "test_a_late_wish_is_refused_though_the_name_answers_as_it_did_before",
        "services/test_runtime_process.py::"
        "test_how_often_a_name_was_switched_outlives_the_process_and_the_name",
    ),
    "F3": (
        "services/test_faults.py::test_a_server_that_goes_and_comes_loses_nothing",
        "views/test_server_restarts.py::"
        "test_a_window_is_back_within_seconds_and_nothing_it_stored_is_lost",
    ),
    "F4": (
        "services/test_half_open.py::test_reading_and_writing_end_and_go_on_when_the_line_is_back",
        "services/test_half_open.py::"
        "test_one_dead_connection_to_a_server_that_lives_ends_after_what_a_statement_may_take",
        "services/test_half_open.py::test_the_service_goes_on_when_the_line_is_back",
        "views/test_half_open.py::"
        "test_a_server_that_falls_silent_is_told_with_the_age_of_what_is_shown_and_comes_back",
        "journeys/window/test_team.py::"
        "test_a_database_that_goes_while_a_reason_is_typed_costs_no_word",
    ),
    "F5": (
        "services/test_faults.py::"
        "test_a_full_disk_of_the_server_is_said_and_nothing_before_it_is_lost",
        "journeys/test_command_line_workspace.py::"
        "test_a_full_disk_is_said_and_nothing_before_it_is_lost",
    ),
    "F6": (
        "services/test_faults.py::"
        "test_a_desktop_whose_clock_jumped_changes_neither_order_nor_seal_nor_signature",
        "services/test_worker.py::test_a_clock_that_jumps_makes_nothing_due_until_it_is_right",
        "services/test_jobs.py::test_leases_go_by_the_clock_of_the_database",
        "services/test_worker.py::test_a_wrong_clock_is_refused_but_not_in_a_demo",
        "services/test_signatures.py::test_what_was_sealed_before_a_revocation_stays_signed",
    ),
    "F7": (
        f"{ATTACK_TABLE}::test_thirty_double_clicks_store_one_decision",
        f"{ATTACK_TABLE}::test_two_accept_and_close_while_a_third_rejects",
        f"{ATTACK_TABLE}::test_a_snapshot_from_before_the_rejection_accepts_nothing",
    ),
    "F8": (
        "services/test_faults.py::test_many_desktops_decide_at_once_without_an_unexpected_code",
    ),
    "F9": (
        "services/test_sealing.py::test_two_services_at_once_seal_every_event_once",
        "services/test_sealing.py::test_a_second_leaf_in_a_place_fails_on_the_primary_key",
        "views/test_trail_notice.py"
        "::test_events_that_stay_unsealed_for_a_minute_are_told_until_they_are_sealed",
    ),
    "F10": (f"{ATTACK_TABLE}::test_an_attack_is_refused_with_its_code",),
    "F11": (
        "db/test_enforcement_mutants.py::test_python_and_the_database_agree_in_each_case",
        "db/test_enforcement_differential.py::test_decisions_on_generated_requests",
        "db/test_enforcement_mutants.py::test_a_reason_deleted_from_python_is_named",
        "db/test_enforcement_mutants.py::test_a_guard_deleted_from_the_database_is_named",
        "db/test_enforcement_mutants.py::test_a_step_deleted_from_the_database_is_named",
    ),
    "F12": (
        "services/test_trail_verifying.py::"
        "test_a_restored_backup_is_an_alarm_until_somebody_says_so",
        "views/test_trail_notice.py::test_a_shortened_trail_is_an_alarm_from_the_first_look",
    ),
    "F13": (
        f"{ATTACK_TABLE}::test_the_watchdog_ends_who_switched_off_every_timeout",
        # Its long run waits for the two minutes of the policy.
        "views/test_hold_up_notice.py::"
        "test_an_open_change_holds_up_feed_and_seal_is_named_and_is_ended",
    ),
}


def cases_of(row: str) -> list[str]:
    return [name for name in (*ATTACKS, *SEEN) if name.split()[0] == row]


@cache
def functions_of(path: str) -> dict[str, ast.FunctionDef]:
    tree = ast.parse((TESTS / path).read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def is_switched_off(test: ast.FunctionDef) -> bool:
    """By a bare skip or xfail; a condition that says what is missing may stand."""
    marks = {ast.unparse(mark).partition("(")[0] for mark in test.decorator_list}
    return bool(marks & {"pytest.mark.skip", "pytest.mark.xfail"})


@pytest.mark.parametrize("row", ROWS)
def test_a_row_of_the_design_is_tried(row: str) -> None:
    named = TRIED.get(row, ())

    assert named or cases_of(row), f"nothing tries {row}"
    for one in named:
        path, _, name = one.partition("::")
        test = functions_of(path).get(name)
        assert test is not None, f"{row}: there is no {one}"
        assert not is_switched_off(test), f"{row}: {one} is switched off"


# By SQLSTATE: no right, no schema of one's own, a key's other end, a key that is taken.
STATES = {NO, NO_SCHEMA, APART, TWICE}


def test_a_case_is_refused_by_a_rule_and_not_by_a_mistake_in_it() -> None:
    """What can't run, whoever it is, would be refused without any rule."""
    by_chance = {
        name: found
        for name, (_, _, found) in ATTACKS.items()
        if found not in {OK, NO_ROW, *STATES, *texts.BLOCKERS}
    }

    assert by_chance == {}


def test_no_case_is_of_a_row_that_is_not_there() -> None:
    known = {name.split()[0] for name in (*ATTACKS, *SEEN) if name.startswith("A")}

    assert known | set(TRIED) <= set(ROWS)
