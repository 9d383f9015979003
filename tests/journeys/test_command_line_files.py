"""Files that a version lacks, where runtimes answer, and what is refused about them."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from app.services.digests import digest_file
from tests.full_disk import write_on_a_full_disk
from tests.journeys.command_line import CommandLine
from tests.journeys.test_command_line_main_job import REASON, open_task, work
from tests.mlflow_stand_in import Holding, serving
from tests.services.test_intake_git import commit, run
from tests.services.test_intake_mlflow_server import write_model


def test_a_template_that_is_exported_takes_its_name_when_it_is_whole(
    modelward_file: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "exports" / "limits.dmn"
    out.parent.mkdir()
    out.write_text("of last year")
    export = ("template", "export", "release-thresholds", "--out", str(out))
    with monkeypatch.context() as full:
        full.setattr(Path, "write_bytes", write_on_a_full_disk)
        refused = modelward_file(*export, by="jo")

    assert refused.code == 2
    assert refused.document["error"]["message"] == (
        f"{out} can't be written: No space left on device."
    )
    assert [one.name for one in out.parent.iterdir()] == [out.name]
    assert out.read_text() == "of last year"
    done = modelward_file.done(*export, by="jo")
    assert digest_file(out) == done["sha256"]


def test_a_missing_file_is_added_and_the_release_goes_on(
    modelward_file: CommandLine, tmp_path: Path
) -> None:
    modelward = modelward_file
    folder = tmp_path / "cc-fraud"
    modelward.done("model", "sample", str(folder))
    lock = (folder / "requirements.txt").read_text()
    (folder / "requirements.txt").write_text("numpy\nonnxruntime>=1.30\n")
    (folder / "model_card.md").rename(tmp_path / "model_card.md")
    found = modelward.done("model", "register", str(folder), "--name", "cc", by="sanne")
    assert len(found["missing"]) == 2
    assert found["missing"][0] == (
        "No file fixes the version of every library (requirements.txt with ==). "
        "Not fixed: “numpy” (requirements.txt:1), “onnxruntime>=1.30” (requirements.txt:2)."
    )
    modelward.done("submit", "cc:1", by="sanne")
    work(modelward)

    task = open_task(modelward)
    shown = modelward.done("task", "show", str(task["number"]), by="sanne")
    assert task["kind"] == "complete"
    assert shown["facts"]["missing"] == found["missing"]  # registering and release agree

    (folder / "requirements.txt").write_text(lock)
    modelward.done("model", "add-file", "cc:1", str(folder / "requirements.txt"), by="sanne")
    added = modelward.done("model", "add-file", "cc:1", str(tmp_path / "model_card.md"), by="sanne")
    assert (added["role"], added["sequence"]) == ("document", 3)
    modelward.done(
        "task", "complete", str(task["number"]), "--outcome", "supplied", "--reason", REASON,
        by="sanne",
    )  # fmt: skip
    work(modelward)
    assert open_task(modelward)["kind"] == "runtime"  # complete, tested; nothing to serve it yet


def test_the_true_schema_takes_the_place_of_the_guessed_one_and_the_release_goes_on(
    modelward_file: CommandLine, tmp_path: Path
) -> None:
    modelward = modelward_file
    folder = tmp_path / "cc-fraud"
    modelward.done("model", "sample", str(folder))
    (folder / "schema.json").rename(tmp_path / "schema.json")
    modelward.done("model", "register", str(folder), "--name", "cc", by="sanne")
    guessed = modelward.done("model", "show", "cc:1", by="sanne")["fields"]
    modelward.done("submit", "cc:1", by="sanne")
    work(modelward)
    task = open_task(modelward)
    missing = modelward.done("task", "show", str(task["number"]), by="sanne")["facts"]["missing"]
    before = datetime.now(UTC).isoformat()

    modelward.done("model", "add-file", "cc:1", str(tmp_path / "schema.json"), by="sanne")
    modelward.done(
        "task", "complete", str(task["number"]), "--outcome", "supplied", "--reason", REASON,
        by="sanne",
    )  # fmt: skip
    work(modelward)

    told = modelward.done("model", "diff", "cc:1@s1", "cc:1@s2", by="sanne")["changes"]
    true = modelward.done("model", "show", "cc:1", by="sanne")["fields"]
    assert guessed
    assert modelward.done("as-of", before, "model", "show", "cc:1", by="sanne")["fields"] == guessed
    assert {one["role"] for one in guessed} == {"predictor"}
    assert missing == ["The schema names no label column, so the model can't be tested."]
    (label,) = [one["name"] for one in true if one["role"] == "label"]
    assert (label, "schema") in {(one["name"], one["group"]) for one in told}
    assert open_task(modelward)["kind"] == "runtime"  # complete, tested; nothing to serve it yet


def test_a_file_that_can_not_be_used_or_has_no_role_is_refused(
    modelward_file: CommandLine, tmp_path: Path
) -> None:
    modelward = modelward_file
    modelward.done("model", "sample", str(tmp_path / "m"))
    made = modelward("model", "register", str(tmp_path / "m"), by="sanne")
    tagged = modelward(
        "model", "register", str(tmp_path / "m"), "--name", "n", "--service-tag", "t", by="sanne"
    )
    (tmp_path / "model.onnx").write_bytes(b"no model")

    broken = modelward("model", "add-file", "m:1", str(tmp_path / "model.onnx"), by="sanne")
    role = modelward(
        "model", "add-file", "m:1", str(tmp_path / "model.onnx"), "--role", "x", by="sanne"
    )
    again = modelward("model", "sample", str(tmp_path / "m"))

    assert [one.code for one in (broken, role, again)] == [2, 2, 2]
    assert "released for #m, and only to runtimes with that tag" in made.err
    assert "No service tag" not in tagged.err


@pytest.mark.skipif(sys.platform == "win32", reason="no name of a file there has a colon")
def test_a_sample_lies_in_a_folder_with_colons_in_its_name(
    modelward_file: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Named from where one stands: Arrow takes such a path for an address of a server."""
    monkeypatch.chdir(tmp_path)

    made = modelward_file("model", "sample", "a:b:c:d")

    assert made.code == 0
    assert (tmp_path / "a:b:c:d" / "train.parquet").read_bytes().startswith(b"PAR1")


def test_a_served_model_answers_at_the_shown_address_and_is_not_retired_by_mistake(
    modelward_file: CommandLine, tmp_path: Path
) -> None:
    modelward = modelward_file
    folder = tmp_path / "cc-fraud"
    modelward.done("model", "sample", str(folder))
    for name, stage in (("sit-1", "SIT"), ("prod-1", "PROD")):
        modelward.done(
            "runtime", "add", name, "--stage", stage, "--service-tag", "cc-fraud", by="tom"
        )
    modelward.done("model", "register", str(folder), by="sanne")
    modelward.done("submit", "cc-fraud:1", by="sanne")
    work(modelward)
    request = str(open_task(modelward)["request"])
    for who in ("aisha", "jo"):
        modelward.done("decide", request, "accept", "--reason", REASON, by=who)
    work(modelward)

    late = modelward("model", "add-file", "cc-fraud:1", str(folder / "model_card.md"), by="sanne")
    asked = modelward(
        "request", "cc-fraud:1", "--stage", "PROD", "--documents", "https://docs.example/1",
        by="sanne",
    )  # fmt: skip
    place = modelward.done("runtime", "show", "prod-1", by="tom")
    answer = requests.post(
        f"{place['url']}/v2/models/cc-fraud/infer",
        headers={"Authorization": f"Bearer {Path(place['token_file']).read_text()}"},
        json=json.loads((tmp_path / "cc-fraud-request.json").read_text()),
        timeout=30,
    )
    retire = ("runtime", "retire", "prod-1", "--reason", "Its machine is given back.")
    refused = modelward(*retire, by="tom")
    given = modelward.done(
        "monitor", "run", "cc-fraud/Scoring log PROD", "--data", str(folder / "holdout.parquet"),
        by="tom",
    )  # fmt: skip
    recorded = modelward.done("monitor", "show", "cc-fraud/Scoring log PROD", by="tom")["runs"]
    forced = modelward.done(*retire, "--force", by="tom")
    out = ("model", "retire", "cc-fraud:1", "--reason", REASON)
    serves = modelward(*out, by="tom")
    vague = modelward("model", "retire", "cc-fraud", "--reason", REASON, by="tom")
    left = modelward.done(*out, "--force", by="tom")
    work(modelward)
    modelward.done("runtime", "retire", "sit-1", "--reason", REASON, by="tom")  # nothing serves

    def codes(refusal: object) -> list[str]:
        return [one["code"] for one in refusal.document["error"]["blockers"]]  # type: ignore[attr-defined]

    assert codes(late) == ["version.approved"]
    assert codes(asked) == ["request.in_place"]
    assert len(answer.json()["outputs"][0]["data"]) == 600
    assert codes(refused) == ["runtime.serving"]
    assert given["rows"]["current"] == 1500
    assert recorded == []
    assert forced["state"] == "retired"
    assert codes(serves) == ["retire.serving"]
    assert vague.code == 2
    assert left["places"] == ["PROD #cc-fraud", "SIT #cc-fraud"]
    assert modelward.done("model", "list", by="tom")["models"][0]["stage"] is None
    told = modelward("lineage", "cc-fraud:1", by="lin", is_json=False).out
    assert REASON in told
    assert "took up the request of Sanne de Vries" in told


def test_a_commit_and_a_tracking_server_are_registered_from_and_told(
    modelward_file: CommandLine, tmp_path: Path
) -> None:
    modelward = modelward_file
    repository = write_model(tmp_path / "repository")
    run(repository, "init", "--quiet")
    first = commit(repository)
    held = Holding(folders={"m-1": write_model(tmp_path / "m-1")})
    held.add_version("churn", 4, "models:/m-1")
    with serving(held) as host:
        server = f"mlflow+http://{host}"
        barred = modelward("model", "remote", server, by="sanne")
        modelward.done("runtime", "allow", host)
        listed = modelward.done("model", "remote", server, "chu", by="sanne")["found"]
        fetched = modelward.done("model", "register", listed[0]["address"], by="sanne")
    checked_out = modelward.done(
        "model", "register", f"git+file://{repository}@HEAD", "--name", "credit", by="sanne"
    )
    shown = modelward("model", "show", "credit", by="sanne", is_json=False).out

    assert barred.code == 2
    assert "runtime allow" in barred.document["error"]["hint"]
    assert (fetched["model"], fetched["origin"]["name"]) == ("churn", "churn v4")
    assert checked_out["origin"] == {"kind": "git", "commit": first}
    assert f"commit {first[:12]}" in shown
    assert modelward("model", "register", "git+https://git.bank.example/x.git").code == 2
