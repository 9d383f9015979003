"""What several queries of one question look up is read once, and again after a write."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from sqlalchemy import event, insert, select, update

from app.models.database import Database
from app.models.queries.lookups import load_stages, remember_look_ups
from app.models.tables.base import NOBODY
from app.models.tables.execution import Stage, StagePath
from app.models.upgrade import upgrade_tables


def test_stages_are_read_once_and_anew_after_a_write(tmp_path: Path) -> None:
    with closing(Database(tmp_path / "tables.db")) as database:
        with database.session(writes=True) as session:
            upgrade_tables(session.connection())
        with database.session(writes=True) as session:
            remember_look_ups(session)
            path = StagePath(name="Path", recorded_by=NOBODY)
            session.add(path)
            session.flush()
            stage = {"stage_path_id": path.id, "kind": "none", "recorded_by": NOBODY}
            asked: list[str] = []
            event.listen(
                session.connection(), "before_cursor_execute",
                lambda _c, _k, statement, *_: asked.append(statement),
            )  # fmt: skip

            assert load_stages(session) == load_stages(session) == {}
            assert len(asked) == 1
            session.execute(insert(Stage).values(name="SIT", position=1, **stage))
            assert {one.name for one in load_stages(session).values()} == {"SIT"}
            session.scalars(select(Stage)).one().name = "UAT"
            session.flush()
            assert {one.name for one in load_stages(session).values()} == {"UAT"}
            session.execute(update(Stage.__table__).values(name="PROD"))
            assert {one.name for one in load_stages(session).values()} == {"PROD"}
