"""Of which model a version may be the next, and which holds the same files; on both databases."""

from __future__ import annotations

from app.models.queries.registering import Traits, Twin, find_proposals
from app.services.commands.assets import NewAsset
from app.services.commands.models import NewField, NewModel, NewVersion, add_version, register_model
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
