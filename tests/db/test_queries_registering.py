"""Of which model a version may be the next, and which holds the same files; on both databases."""

from __future__ import annotations

import pytest

from app.errors import InputError, RefusedError
from app.models.queries.life_cycle_choice import load_bound, load_new_model_choices
from app.models.queries.registering import Traits, Twin, find_proposals
from app.models.queries.submission import load_register_rights
from app.models.rules.folding import search_text
from app.models.tables.inventory import RegisteredModel
from app.services.commands.assets import NewAsset
from app.services.commands.models import NewField, NewModel, NewVersion, add_version, register_model
from app.services.commands.people import find_person
from app.services.commands.role_requests import confirm_role, request_role
from app.services.digests import digest_bytes
from tests.workspaces import TestWorkspace

UNITS = ("bank", "cards", "credit", "retail", "risk")
COLUMNS = ("income", "age", "region", "tenure")


def digests(*contents: bytes) -> frozenset[str]:
    return frozenset(digest_bytes(one) for one in contents)


def test_likeness_is_told_and_only_the_very_files_are_a_twin(workspace: TestWorkspace) -> None:
    fields = tuple(NewField(one, "predictor", "numerical") for one in COLUMNS)
    card = NewAsset("document", "model_card.md", b"later")
    files = (NewAsset("model", "model.onnx", b"m"), NewAsset("code", "train.py", b"c"), card)
    with workspace.work("sanne").unit() as work:
        made = {name: register_model(work, NewModel(name)).id for name in ("churn", "Limit")}
        version = add_version(work, made["churn"], NewVersion("folder", "", files, fields)).id
        bare = NewVersion("folder", "", (NewAsset("code", "a.py", b"c"),), fields[:2])
        add_version(work, made["Limit"], bare)

    with workspace.work("sanne").reading() as session:

        def likeness(name: str, inputs: tuple[str, ...], opened: str = "") -> list[object]:
            found = find_proposals(session, Traits(name, inputs), UNITS, made.get(opened))
            return [(one.name, one.likeness, one.shared, one.next_version) for one in found.models]

        def twin(model_sha256: str, *contents: bytes) -> Twin | None:
            traits = Traits("other", COLUMNS, digests(*contents), model_sha256)
            return find_proposals(session, traits, UNITS).twin

        assert likeness("CHURN", ("income",)) == [("churn", "same", 1, 2)]
        assert likeness("churn-v14", ("income", "age")) == [("churn", "like", 2, 2)]
        assert likeness("churn-v14", ("city", "plan", "age")) == []  # too little alike
        assert likeness("new", COLUMNS[:2], opened="Limit") == [("Limit", "opened", 2, 2)]
        assert likeness("churn", COLUMNS, opened="Limit") == [
            ("churn", "same", 4, 2),
            ("Limit", "opened", 2, 2),
        ]
        assert find_proposals(session, Traits("churn", COLUMNS), ()).models == ()  # not one's unit
        (served,) = digests(b"m")
        assert twin(served, b"m") == Twin(version, "churn", 1)  # the file that is served
        assert twin("", b"m", b"c") == Twin(version, "churn", 1)
        assert twin("", b"m") is None  # a file of it is not all of it
        assert twin("", b"m", b"c", b"d") is None


def test_who_may_not_register_is_told_who_may(workspace: TestWorkspace) -> None:
    lin, sanne = workspace.work("lin"), workspace.work("sanne")

    told = lin.read(load_register_rights, lin.actor.id)
    free = sanne.read(load_register_rights, sanne.actor.id)

    assert [one.code for one in told.blockers] == ["write.refused"]
    assert (told.units, told.who) == ((), ("Mark Jansen", "Sanne de Vries", "Tom Bakker"))
    assert (free.units, free.blockers, free.who) == ((("bank", "Noorderbank"),), (), ())


def test_which_life_cycle_a_new_model_runs_is_an_architects_to_choose(
    workspace: TestWorkspace,
) -> None:
    other, sanne = "registry-promotion", workspace.work("sanne")

    def offered() -> tuple[list[str], bool]:
        found = sanne.read(load_new_model_choices, UNITS, sanne.actor.id)["bank"]
        return [one.key for one in found.offered], bool(found.blockers)

    assert offered() == (["on-model-changed", other], True)
    with pytest.raises(RefusedError, match=r"binding\.guarded"):
        sanne.write(register_model, NewModel("limits", life_cycle=other))
    with workspace.work("root").unit() as work:
        asked = request_role(
            work,
            find_person(work, "sanne").id,
            "architect",
            workspace.unit_id,
            reason="she is alone in her team",
        ).id
    workspace.work("rosa").write(confirm_role, asked)

    assert offered() == (["on-model-changed", other], False)
    with pytest.raises(InputError, match="no published life cycle"):
        sanne.write(register_model, NewModel("limits", life_cycle="unheard-of"))
    with sanne.unit() as work:
        chosen = register_model(work, NewModel("limits", life_cycle=other)).id
        row = register_model(work, NewModel("scores"))
        # As one that was put there by other means: what is submitted runs the usual one.
        same = {name: getattr(row, name) for name in ("unit_id", "owner_id", "stage_path_id")}
        loose = RegisteredModel(**same, name="x", name_folded="x", kind=row.kind)
        loose.search_text = search_text("x", [], "Sanne de Vries", row.kind, "")
        usual, unbound = row.id, work.add(loose).id
    with sanne.reading() as session:
        bound = [load_bound(session, one) for one in (chosen, usual, unbound)]
        (known,) = find_proposals(session, Traits("limits"), UNITS).models
    assert [one.key for one in bound if one] == [other, "on-model-changed", "on-model-changed"]
    assert known.life_cycle == bound[0]
