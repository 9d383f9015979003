"""What the second step of registering says of a model, and where each of it comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import texts
from app.services.intake.folder import MISSING
from app.services.intake.look import look_at
from tests.services.test_intake_mlflow_server import write_model


def test_a_look_tells_signature_licences_and_data_with_the_file_they_come_from(
    tmp_path: Path,
) -> None:
    folder = write_model(tmp_path / "churn")
    (folder / "requirements.txt").write_text("numpy\n")
    bare = look_at(folder)
    (folder / "requirements.txt").write_text("numpy==2.4.6\nunidecode==1.3.8\n")
    bound = look_at(folder)
    (folder / "requirements.txt").write_text("numpy==2.4.6\n")
    (folder / "train.csv").write_text("age,label\n1,0\n")
    free = look_at(folder)

    assert "model model.onnx: inputs 2, outputs 1, opset 18" in bare.found
    assert "MLmodel with the flavours onnx" in bare.found
    assert not any("licence" in one for one in bare.found)  # no lock says which libraries
    assert "no data are among the files: nothing says what it was trained on" in bare.doubts
    assert "unidecode is under a licence of the GPL family." in bound.doubts
    assert not any("licence" in one for one in bound.found)
    assert "licences of these libraries: no copyleft is known" in free.found
    assert "data train.csv" in free.found
    assert free.doubts == ()
    alone = look_at(folder / "model.onnx")
    assert alone.found[0].startswith("one file, ")


@pytest.mark.parametrize("sentence", [*MISSING.values(), "Not fixed: “numpy” (a.txt:1)."])
def test_what_is_missing_is_told_in_dutch_as_a_whole(sentence: str) -> None:
    """A sentence without a pattern of its own was taken for “There is no {what}.”, half English."""
    said = texts.told(sentence, language="nl")

    assert not {"with", "that", "names", "every", "card", "the", "Not"} & set(said.split())
    assert said != sentence
