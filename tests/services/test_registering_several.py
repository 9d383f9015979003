"""Several models at once: what a folder holds, and that one that fails takes none with it."""

from __future__ import annotations

import errno
import json
from dataclasses import replace
from pathlib import Path
from shutil import rmtree

import pytest
from sqlalchemy import select

from app.errors import InputError, NotReachableError, RefusedError
from app.models.queries.registering import Traits, find_many_proposals
from app.models.tables.inventory import RegisteredModel
from app.services.commands.models import NewModel, register_model
from app.services.commands.registration import Wanted, register_several
from app.services.intake.look import Look
from app.services.intake.several import Several, look_at_any, models_in
from tests.machine import machine
from tests.workspaces import TestWorkspace


def folder_of(place: Path) -> Path:
    place.mkdir(parents=True)
    fields = [{"name": "age", "role": "predictor", "data_class": "numerical"}]
    (place / "schema.json").write_text(json.dumps({"fields": fields}))
    (place / "train.py").write_text(f"print('{place.name}')\n")
    return place


def test_only_what_lies_beside_each_other_is_several(tmp_path: Path) -> None:
    first, second = (folder_of(tmp_path / "all" / name) for name in ("b", "A"))
    (tmp_path / "all" / "data").mkdir()
    (tmp_path / "all" / ".git").mkdir()
    (tmp_path / "out").symlink_to(first)
    held = models_in(tmp_path / "all")
    assert (held.models, held.others) == ((second, first), ("data",))
    rmtree(second)
    assert models_in(tmp_path / "all").models == ()  # one is no several
    (tmp_path / "all" / "one.onnx").write_bytes(b"")
    assert len(models_in(tmp_path / "all").models) == 2
    (tmp_path / "all" / "README.md").write_text("of the whole")

    assert models_in(tmp_path / "all").models == ()  # a file that belongs to it makes it one
    assert models_in(tmp_path).models == ()
    assert models_in(tmp_path / "nowhere").models == ()


def test_one_that_fails_takes_none_of_the_others_with_it(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    settings, sanne = machine(home=tmp_path / "home"), workspace.work("sanne")
    for name in ("claims", "gone", "late", "limits", "scores"):
        folder_of(tmp_path / "all" / name)
    (tmp_path / "all" / "broken.onnx").write_bytes(b"no model")
    found = look_at_any(settings, tmp_path / "all")
    assert isinstance(found, Several)
    looks = {one.name: one.look for one in found.checked if one.look}
    (unusable,) = [one for one in found.checked if one.problem]
    sanne.write(register_model, NewModel("limits"))
    rmtree(tmp_path / "all" / "gone")
    traits = [Traits(one.name, one.inputs, one.digests) for one in looks.values()]
    with sanne.reading() as session:
        proposed = find_many_proposals(session, traits, ("bank",))
    wanted = [Wanted(one.given, NewModel(name)) for name, one in looks.items()]
    told: list[tuple[int, int]] = []

    outcomes = register_several(
        sanne, settings, wanted,
        progress=lambda done, total: told.append((done, total)),
        is_cancelled=lambda: len(told) == 4,
    )  # fmt: skip

    became = dict(zip(looks, outcomes, strict=True))
    assert unusable.name == "broken.onnx"
    assert [len(one.models) for one in proposed] == [0, 0, 0, 1, 0]
    assert [one.made.version for one in outcomes if one.made] == [1, 1]
    assert became["gone"].error is not None
    refused = became["limits"].error
    assert isinstance(refused, RefusedError)
    assert [one.code for one in refused.blockers] == ["model.exists"]
    assert became["scores"].made is became["scores"].error is None  # it was stopped before it
    with workspace.service.reading() as session:
        names = session.scalars(select(RegisteredModel.name)).all()
    assert sorted(names) == ["claims", "late", "limits"]
    again = [wanted[-1], replace(wanted[0], new=NewModel("claims again"))]
    assert [bool(one.made) for one in register_several(sanne, settings, again)] == [True, True]


def test_a_folder_that_is_said_to_be_one_is_looked_at_as_one(tmp_path: Path) -> None:
    for name in ("champion", "challenger"):
        folder_of(tmp_path / "all" / name)
    found = look_at_any(machine(home=tmp_path), tmp_path / "all", is_one=True)

    assert isinstance(found, Look)
    assert found.name == "all"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "can't keep the files: No space left"),
        (NotReachableError("The database does not answer."), "does not answer"),
    ],
)
def test_where_nothing_more_can_be_kept_the_rest_is_not_tried(
    workspace: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception,
    said: str,
) -> None:  # fmt: skip
    settings, sanne = machine(home=tmp_path / "home"), workspace.work("sanne")
    places = [folder_of(tmp_path / "all" / name) for name in ("claims", "limits", "scores")]
    (places[1] / "data.csv").write_text("age\n1\n")

    def put(*_args: object, **_kwargs: object) -> Path:
        raise error

    monkeypatch.setattr("app.services.registering.put_file", put)
    wanted = [Wanted(place, NewModel(place.name)) for place in places]
    first, failed, rest = register_several(sanne, settings, wanted)

    assert first.made is not None
    assert failed.error is not None
    assert said in failed.error.message
    assert rest.made is rest.error is None


def test_more_than_are_registered_at_once_are_not_looked_at(tmp_path: Path) -> None:
    named = tuple(f"mlflow+http://127.0.0.1:1#runs:/r{number}" for number in range(101))
    with pytest.raises(InputError, match="101 models are more than the 100"):
        look_at_any(machine(home=tmp_path), named, tmp_path)
