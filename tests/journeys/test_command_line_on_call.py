"""`modelward on-call`: who takes up new alerts, said, handed over, and refused."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.journeys.command_line import CommandLine


def test_being_on_call_is_listed_and_handed_over(modelward: CommandLine) -> None:
    assert modelward.done("on-call", "list", by="lin")["on_call"] == []

    first = modelward.done("on-call", "set", "tom", "--until", "8h", by="tom")
    second = modelward.done("on-call", "set", "mark", "--until", "2d", "--unit", "bank", by="tom")

    (row,) = modelward.done("on-call", "list", by="lin")["on_call"]
    assert row == second
    assert row["unit_id"] == first["unit_id"]
    assert row["person_id"] != first["person_id"]
    lasts = datetime.fromisoformat(row["ends_at"]) - datetime.fromisoformat(first["ends_at"])
    assert timedelta(hours=39) < lasts < timedelta(hours=41)
    assert row["person"] in modelward("on-call", "list", by="lin").out


def test_who_may_not_and_what_is_too_long_is_refused(modelward: CommandLine) -> None:
    refused = (
        ("lin", "tom", "8h", "write.refused"),
        ("tom", "lin", "8h", "on_call.taker"),
        ("tom", "tom", "30d", "on_call.long"),
        ("tom", "tom", "0d", "on_call.past"),
    )
    for by, person, until, code in refused:
        answer = modelward("on-call", "set", person, "--until", until, by=by)
        assert answer.code == 1
        assert code in answer.out + answer.err
    assert modelward("on-call", "set", "nobody", "--until", "8h", by="tom").code == 2
    assert modelward.done("on-call", "list", by="tom")["on_call"] == []
