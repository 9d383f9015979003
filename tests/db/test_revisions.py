"""The numbered files of the migrations are the chain that Alembic walks."""

from __future__ import annotations

from alembic.script import ScriptDirectory

from app.models.upgrade import alembic_config, is_known, newest_revision, revisions


def test_the_files_numbers_are_alembics_chain() -> None:
    script = ScriptDirectory.from_config(alembic_config())

    assert [one.revision for one in reversed([*script.walk_revisions()])] == [*revisions()]
    assert newest_revision() == script.get_current_head()
    assert is_known("0001")
    assert not is_known("9999")
