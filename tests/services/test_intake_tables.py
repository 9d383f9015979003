"""Reading tables and guessing their schema."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from app.errors import InputError
from app.services.intake.infer import choose_task, infer_fields, positive_label
from app.services.intake.tables import read_table


def _csv(folder: Path, text: str | bytes, name: str = "data.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_separator_is_found_in_the_file(tmp_path: Path, mark: str) -> None:
    table = read_table(_csv(tmp_path, f"a{mark}b\n1{mark}x\n2{mark}y\n"))
    assert table.delimiter == mark
    assert table.frame["a"].tolist() == [1.0, 2.0]
    assert table.frame["b"].tolist() == ["x", "y"]


def test_a_comma_inside_quotes_separates_nothing(tmp_path: Path) -> None:
    table = read_table(_csv(tmp_path, 'name;"say ""hi"", you"\n"a;b";1\n'))
    assert list(table.frame.columns) == ["name", 'say "hi", you']
    assert table.frame.iloc[0].tolist() == ["a;b", 1.0]


def test_a_decimal_comma_is_read_where_semicolons_separate(tmp_path: Path) -> None:
    table = read_table(_csv(tmp_path, "amount;n\n1.234,50;1\n2,25;2\n3;3\n"))
    assert table.frame["amount"].tolist() == [1234.5, 2.25, 3.0]


def test_a_few_texts_in_a_column_of_numbers_count_as_missing_and_are_told(tmp_path: Path) -> None:
    rows = "\n".join(map(str, range(99)))
    table = read_table(_csv(tmp_path, f"age\n{rows}\nunknown\n"))
    assert table.frame["age"].isna().sum() == 1
    assert table.notes == ("1 cells of “age” are not numbers; they count as missing.",)


def test_codes_with_leading_zeros_stay_texts(tmp_path: Path) -> None:
    table = read_table(_csv(tmp_path, "code,share\n0123,0.5\n0456,0.25\n"))
    assert table.frame["code"].tolist() == ["0123", "0456"]
    assert table.frame["share"].tolist() == [0.5, 0.25]


def test_windows_1252_is_read_and_told(tmp_path: Path) -> None:
    table = read_table(_csv(tmp_path, "naïve,b\né,1\n".encode("cp1252")))
    assert list(table.frame.columns) == ["naïve", "b"]
    assert "Windows-1252" in table.notes[0]


@pytest.mark.parametrize(
    "text", ["a," + "x" * 200_000 + "\n1,2\n", "a,b\n" + "x" * 200_000 + ",2\n"]
)
def test_a_field_of_200_kb_gives_one_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="not a tidy CSV"):
        read_table(_csv(tmp_path, text))


def test_lines_may_end_as_on_old_macintoshes(tmp_path: Path) -> None:
    assert read_table(_csv(tmp_path, "a,b\r1,2\r3,4\r")).frame["b"].tolist() == [2, 4]


def test_a_byte_order_mark_is_not_part_of_the_first_name(tmp_path: Path) -> None:
    assert list(read_table(_csv(tmp_path, "\ufeffa,b\n1,2\n")).frame.columns) == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "data.csv is empty."),
        ("a,b\n", "data.csv has a header but no rows."),
        ("a,b,a\n1,2,3\n", "data.csv has the column “a” 2 times."),
        (
            "A11,0,6,0\nA12,1,7,0\n",
            "data.csv seems to have no header: its first line holds values, “0” 2 times.",
        ),
        (
            "<!doctype html>\n<title>Sign in</title>\n",
            "data.csv is a web page (HTML), not a table.",
        ),
        (
            "a,b\n1,2\n1,2,3\n",
            "data.csv is not a tidy CSV: line 3 has 3 columns, the header has 2.",
        ),
        ("a,b\n1,2\n1\n", "data.csv is not a tidy CSV: line 3 has 1 columns, the header has 2."),
        ("a\x00b\n1\n", "data.csv is not a text file."),
        ("a\x1b,b\n1,2\n", "Column 1 of data.csv has a control character in its name: a\x1b."),
        (
            f"{'a' * 201},b\n1,2\n",
            "Column 1 of data.csv has a name of 201 letters; 200 is the most.",
        ),
        (
            'a,b\n1,"x\n2,y\n3,z\n',
            "data.csv has a quotation mark that is never closed, in column “b”.",
        ),
    ],
)
def test_an_untidy_csv_gives_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        read_table(_csv(tmp_path, text))
    assert caught.value.message == sentence


@pytest.mark.parametrize("content", [b"PAR1", b"PAR1" + b"x" * 50, b"nothing"])
def test_a_broken_parquet_file_gives_one_sentence(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(InputError) as caught:
        read_table(_csv(tmp_path, content, "data.parquet"))
    assert caught.value.message == "data.parquet is not a complete Parquet file."
    assert caught.value.hint == "Copy it again, or write it anew."


def test_parquet_gives_the_same_frame_as_csv(tmp_path: Path) -> None:
    frame = pd.DataFrame({"n": [1, 2], "x": [0.5, None], "t": ["a", None], "flag": [True, False]})
    frame.to_parquet(tmp_path / "data.parquet")
    frame.to_csv(tmp_path / "data.csv", index=False)
    read = read_table(tmp_path / "data.parquet").frame
    assert read["n"].tolist() == [1.0, 2.0]
    assert read["t"].tolist() == ["a", None]
    assert read["flag"].tolist() == ["true", "false"]
    pd.testing.assert_frame_equal(
        read[["n", "x", "t"]], read_table(tmp_path / "data.csv").frame[["n", "x", "t"]]
    )


def _frame() -> pd.DataFrame:
    n = 60
    return pd.DataFrame(
        {
            "customer_id": [float(1000 + 7 * k) for k in range(n)],
            "income": [float(k % 17) for k in range(n)],
            "sort": [["a", "b", "c"][k % 3] for k in range(n)],
            "sex": [["f", "m"][k % 2] for k in range(n)],
            "comment": [
                f"a long remark about customer number {k}, with much to say" for k in range(n)
            ],
            "opened": [f"2024-01-{1 + k % 28:02d}" for k in range(n)],
            "constant": ["x"] * n,
            "nothing": [None] * n,
            "bad": [["no", "yes"][k % 5 == 0] for k in range(n)],
        }
    )


def test_roles_are_guessed_from_what_the_columns_hold() -> None:
    fields = {field.name: field for field in infer_fields(_frame(), "bad", ["sex"])}
    assert {name: field.role for name, field in fields.items()} == {
        "customer_id": "identifier",
        "income": "predictor",
        "sort": "predictor",
        "sex": "segment",
        "comment": "non-predictor",
        "opened": "timestamp",
        "constant": "non-predictor",
        "nothing": "non-predictor",
        "bad": "label",
    }
    assert fields["income"].data_class == "numerical"
    assert fields["sort"].allowed == ("a", "b", "c")
    assert fields["comment"].data_class == "text"
    assert fields["sex"].protected
    assert fields["nothing"].nullable
    assert not fields["income"].nullable
    assert fields["bad"].positive_label == "yes"  # the rarer one


@pytest.mark.parametrize(
    ("values", "task"),
    [
        ([0.0, 1.0], "binary"),
        (["yes", "no"], "binary"),
        ([1.0, 2.0, 3.0], "multiclass"),
        (["a", "b", "c"], "multiclass"),
        ([0.5, 1.5, 2.5], "regression"),
        ([float(k) for k in range(40)], "regression"),
    ],
)
def test_the_task_follows_from_the_label(values: list[object], task: str) -> None:
    assert choose_task(pd.Series(values * 3, name="y")) == task


def test_a_label_with_one_value_is_refused() -> None:
    with pytest.raises(InputError, match="one value only: 1"):
        choose_task(pd.Series([1.0, 1.0], name="y"))


def test_the_positive_value_may_be_given_in_any_form_of_the_number() -> None:
    label = pd.Series([1.0, 2.0, 2.0], name="y")
    assert positive_label(label) == "1"
    assert positive_label(label, "2.0") == "2"
    with pytest.raises(InputError, match="“3” is no value of the label “y”"):
        positive_label(label, "3")


def test_a_missing_label_names_the_columns_there_are() -> None:
    with pytest.raises(InputError) as caught:
        infer_fields(_frame(), "target", [])
    assert caught.value.message == "There is no column “target”."
    assert "income" in caught.value.hint
