"""Files: what can be read is counted the same everywhere; what can't fails in one sentence."""

from __future__ import annotations

import gzip
import json
import math
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from app.errors import InputError
from app.services.monitoring.engines.local import profile_source, reference_profile
from app.services.monitoring.schema import DataClass, FieldFacts, Role, read_schema
from app.services.monitoring.sources.open import BatchSource, open_source
from tests.services.monitoring_rows import batches, scored_rows, write_csv, write_parquet

GOOD = "".join(f"{n},{n / 2},word{n % 3}\n" for n in range(400))
HEADER = "a,b,c\n"
NUMBERS = (FieldFacts("a"), FieldFacts("b"), FieldFacts("c", DataClass.CATEGORICAL))


def refusal(path: Path, facts: tuple[FieldFacts, ...] | None = None) -> str:
    """The one sentence with which a file is refused."""
    with pytest.raises(InputError) as caught:
        reference_profile(open_source(path), facts)
    assert path.name in caught.value.message
    assert "\n" not in caught.value.message
    return caught.value.message


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "is empty (0 bytes)"),
        (b"  \n\n", "is empty"),
        (b"a,b,c\n", "has a header but no rows"),
        ((HEADER + GOOD).encode("utf-16"), "UTF-16"),
        ((HEADER + GOOD).encode("utf-16-le"), "UTF-16"),
        ((HEADER + GOOD + "1,2,caf\xe9\n").encode("latin-1"), "byte 0xE9 in line 402"),
        ("caf\xe9,b,c\n1,2,3\n".encode("latin-1"), "byte 0xE9 in line 1"),
        ((HEADER + GOOD + "1,2,é").encode()[:-1], "cut off in the middle of a character"),
        ((HEADER + GOOD + "1,2,x,4\n").encode(), "row 401 has 4 fields instead of 3"),
        ((HEADER + GOOD + "1,2\n").encode(), "row 401 has 2 fields instead of 3"),
        ((HEADER + GOOD + '1,2,"open\n' + GOOD).encode(), "quote opened in line 402 is never"),
        ((HEADER + GOOD + '1,2,"open\n' + GOOD * 3).encode(), "quote opened in line 402 is never"),
        (b"a,b,a\n1,2,3\n", "has the column “a” 2 times"),
        (b"a,,c\n1,2,3\n", "column 2 has no name"),
        (b"1,2,3\n4,5,6\n", "has no header: its first line holds numbers"),
        (b"A11,0,6,0\nA12,1,7,0\n", "to have no header: its first line holds values, “0” 2 times"),
        (b"0,0\n1,1\n", "has no header: its first line holds numbers"),
        (b"<!DOCTYPE html>\n<html><body>Sign in</body></html>\n", "is a web page (HTML)"),
        (b"\xef\xbb\xbf\n <HTML>", "is a web page (HTML)"),
        (b"a;b\n1,5;2\n2,5;3\n", "column “a” is written with a decimal comma (“1,5” in row 1)"),
        (gzip.compress((HEADER + GOOD).encode()), "is packed (gzip)"),
        (b"PK\x03\x04rest", "is packed (ZIP)"),
        (b"a,b\n1,\0\n", "zero bytes"),
        (
            ",".join(f"c{n}" for n in range(60_000)).encode() + b"\n" + b"1," * 59_999 + b"1\n",
            "has 60000 columns; 2000 is the most",
        ),
        (b"a,b\n1," + b"x" * 3_000_000 + b"\n", "the first row is too long to be read"),
        (b"a,b\n1," + b"x" * 200_000 + b"\n", "the first row is too long to be read"),
        (b"x" * 3_000_000 + b",b\n1,2\n", "the header is too long to be read"),
        (b"x" * 200_000 + b",b\n1,2\n", "the header is too long to be read"),
    ],
)
def test_a_csv_that_cannot_be_counted_is_refused_with_its_place(tmp_path, content, expected):
    path = tmp_path / "rows.csv"
    path.write_bytes(content)

    assert expected in refusal(path)


def test_text_far_down_in_a_numeric_column_is_named_with_value_and_row(tmp_path):
    path = tmp_path / "rows.csv"
    lines = [f"{n},{n},w\n" for n in range(60_000)]
    lines[50_000] = "12,oops,w\n"
    path.write_text(HEADER + "".join(lines))

    assert "column “b” is numeric but holds the text “oops” in row 50001" in refusal(path)


def test_a_decimal_comma_far_down_is_called_by_its_name(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("a;b\n" + "1;2\n" * 60_000 + "1,5;2\n")

    assert "decimal comma (“1,5” in row 60001)" in refusal(path)


def test_a_schema_column_that_is_not_there_is_named_in_csv_and_parquet(tmp_path):
    facts = (*NUMBERS, FieldFacts("income"))
    csv = tmp_path / "rows.csv"
    csv.write_text(HEADER + GOOD)
    parquet = write_parquet(tmp_path / "rows.parquet", {"a": [1], "b": [2], "c": ["x"]})

    assert "lacks the column “income”" in refusal(csv, facts)
    assert "lacks the column “income”" in refusal(parquet, facts)


def test_parquet_that_cannot_be_counted_is_refused(tmp_path):
    rng = np.random.default_rng(0)
    rows = {"a": rng.normal(size=50_000), "b": rng.normal(size=50_000)}
    good = write_parquet(tmp_path / "good.parquet", rows, write_page_checksum=True)
    content = good.read_bytes()
    overwritten = bytearray(content)
    overwritten[200_000:200_400] = bytes(400)
    footer = bytearray(content)
    start = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    footer[start : start + 60] = b"\xff" * 60
    cases = {
        "cut.parquet": (content[:-5000], "is cut off"),
        "text.parquet": (b"a,b\n1,2\n", "is not a Parquet file"),
        "empty.parquet": (b"", "is empty (0 bytes)"),
        "page.parquet": (bytes(overwritten), "is damaged after row"),
        "footer.parquet": (bytes(footer), "footer is damaged"),
    }
    for name, (changed, expected) in cases.items():
        (tmp_path / name).write_bytes(changed)
        assert expected in refusal(tmp_path / name)


def test_random_bytes_anywhere_in_a_parquet_file_are_one_clear_sentence(tmp_path):
    rng = np.random.default_rng(4)
    rows = {
        "income": rng.lognormal(8, 0.5, 4000),
        "age": rng.integers(18, 80, 4000),
        "when": pa.array(rng.integers(0, 10**9, 4000), pa.timestamp("ms")),
        "region": rng.choice(["north", "süd", "west"], 4000),
        "note": [f"remark {n * 7919 % 4000} é" for n in range(4000)],
    }
    good = write_parquet(tmp_path / "good.parquet", rows).read_bytes()
    for place in range(100, len(good) - 300, len(good) // 40):
        damaged = bytearray(good)
        damaged[place : place + 200] = rng.bytes(200)
        (tmp_path / "rows.parquet").write_bytes(damaged)

        assert "damaged" in refusal(tmp_path / "rows.parquet"), place


def test_a_footer_whose_names_are_no_text_is_called_damaged(tmp_path):
    content = write_parquet(tmp_path / "rows.parquet", {"income": [1.0, 2.0]}).read_bytes()
    (tmp_path / "rows.parquet").write_bytes(content.replace(b"income", b"inc\xff\xfee"))

    assert "footer is damaged" in refusal(tmp_path / "rows.parquet")


def test_columns_of_every_type_keep_to_their_own_statistics(tmp_path):
    times = pa.array([-43_200, None, 1_609_459_200], pa.timestamp("s"))
    kinds = [pa.timestamp("s"), pa.timestamp("ms", tz="Europe/Amsterdam"), pa.timestamp("us"),
             pa.timestamp("ns"), pa.date32(), pa.date64()]  # fmt: skip
    rows = {str(kind): times.cast(kind, safe=False) for kind in kinds} | {
        "uint64": pa.array([0, 2**64 - 1, 5], pa.uint64()),
        "int8": pa.array([-5, None, 7], pa.int8()),
        "float32": pa.array([0.1, math.nan, 3e38], pa.float32()),
        "float16": pa.array([0.5, 1, 2], pa.float16()),
        "nan": [math.nan] * 3,
        "none": pa.array([None] * 3, pa.float64()),
        "infinite": [math.inf, -math.inf, 0.0],
        "coded": pa.array([5, 6, 5]).dictionary_encode(),
        "nested": pa.array([{"a": 1}] * 3),
    }
    int96 = {"use_deprecated_int96_timestamps": True}
    for options in ({}, {"row_group_size": 1}, {"write_statistics": False}, int96):
        path = write_parquet(tmp_path / "rows.parquet", rows, **options)

        assert reference_profile(open_source(path)).rows == 3


def test_a_parquet_file_of_too_many_columns_is_refused(tmp_path):
    path = tmp_path / "wide.parquet"
    write_parquet(path, {f"c{n}": [1] for n in range(2_001)})

    assert "has 2001 columns; 2000 is the most" in refusal(path)


def test_parquet_without_rows_or_with_a_name_twice_is_refused(tmp_path):
    none = write_parquet(tmp_path / "none.parquet", {"a": pa.array([], pa.float64())})
    twice = tmp_path / "twice.parquet"
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"])
    pa.parquet.write_table(table, twice)

    assert "has no rows" in refusal(none)
    assert "has the column “a” 2 times" in refusal(twice)


def test_text_in_a_column_the_schema_calls_numeric_is_named_in_parquet(tmp_path):
    path = write_parquet(tmp_path / "rows.parquet", {"a": ["1", "2.5", "oops"]})

    assert "column “a” is numeric but holds the text “oops”" in refusal(path, (FieldFacts("a"),))


def test_a_missing_file_and_a_pattern_without_files_are_named(tmp_path):
    with pytest.raises(InputError, match=r"There is no file gone\.csv"):
        open_source(tmp_path / "gone.csv")
    with pytest.raises(InputError, match=r"There is no file \*\.parquet"):
        open_source(str(tmp_path / "*.parquet"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_also_when_values_hold_others(tmp_path, delimiter):
    path = tmp_path / "rows.csv"
    lines = [delimiter.join(("x", "y", "note"))]
    lines += [delimiter.join((str(n), str(n / 4), '"a,b;c|d\te"')) for n in range(50)]
    path.write_text("\n".join(lines))

    profile = reference_profile(open_source(path))

    assert profile.spec.columns == ("x", "y", "note")
    assert profile.numeric["y"].high == 12.25
    assert profile.spec.categorical["note"].categories == ("a,b;c|d\te",)


def test_quoted_line_breaks_a_byte_order_mark_and_windows_lines_are_read(tmp_path):
    path = tmp_path / "rows.csv"
    text = "﻿name,n\r\n" + '"two\r\nlines",1\r\nplain,2\r\n' * 200
    path.write_text(text, encoding="utf-8", newline="")

    profile = reference_profile(open_source(path))

    assert profile.spec.columns == ("name", "n")
    assert profile.rows == 400
    assert profile.categorical["name"].counts.tolist() == [200, 200]


def test_a_quote_inside_an_unquoted_field_is_a_character_like_any_other(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("name,n\n" + '5" pipe,1\n"6"" pipe, ""thick""",2\n' * 300)

    profile = reference_profile(open_source(path))

    assert profile.spec.categorical["name"].categories == ('5" pipe', '6" pipe, "thick"')
    assert profile.rows == 600


def test_quotes_are_followed_across_the_blocks_in_which_the_file_is_read(tmp_path):
    path = tmp_path / "rows.csv"
    row = '"' + "x" * 700 + '\n","' + "y" * 700 + '"\n'
    path.write_text("a,b\n" + row * 3000)  # about 4 MB: no block ends at a line

    assert reference_profile(open_source(path)).rows == 3000
    path.write_text("a,b\n" + row * 3000 + '"never,closed\n')
    assert "quote opened in line 6002 is never closed" in refusal(path)


def test_empty_cells_nan_and_overflow_are_told_apart_in_csv(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("x,y\n1,1\n,1\nNULL,1\nnan,1\n1e400,1\n-inf,1\n")

    num = reference_profile(open_source(path)).numeric["x"]

    assert (num.n, num.nulls, num.nans, num.plus_inf, num.minus_inf) == (1, 2, 1, 1, 1)


def test_columns_that_are_all_null_or_all_infinite_are_counted(tmp_path):
    rows = {"none": pa.array([None] * 9, pa.float64()), "inf": [math.inf] * 9, "x": range(9)}

    profile = reference_profile(open_source(write_parquet(tmp_path / "rows.parquet", rows)))

    assert profile.numeric["none"].nulls == 9
    assert profile.numeric["inf"].plus_inf == 9


def test_csv_and_parquet_of_the_same_rows_give_the_same_counts(tmp_path):
    rows = scored_rows(20_000)
    parquet = open_source(write_parquet(tmp_path / "rows.parquet", rows, row_group_size=3000))
    csv = open_source(write_csv(tmp_path / "rows.csv", rows))
    reference = reference_profile(parquet)

    a, b = profile_source(parquet, reference.spec), profile_source(csv, reference.spec)

    for name, num in a.numeric.items():
        other = b.numeric[name]
        assert num.counts.tolist() == other.counts.tolist()
        assert (num.n, num.nulls, num.low, num.high) == (
            other.n,
            other.nulls,
            other.low,
            other.high,
        )
    for name, cat in a.categorical.items():
        assert cat.counts.tolist() == b.categorical[name].counts.tolist()
    assert a.outcome is not None
    assert b.outcome is not None
    assert a.outcome.table.tolist() == b.outcome.table.tolist()
    assert a.outcome.groups["sex"].tolist() == b.outcome.groups["sex"].tolist()


def test_several_files_count_as_one(tmp_path):
    rows = scored_rows(3000)
    table = pa.table(rows)
    for n in range(3):
        pa.parquet.write_table(table.slice(n * 1000, 1000), tmp_path / f"part-{n}.parquet")
    whole = reference_profile(BatchSource(batches(rows)))

    many = profile_source(open_source(str(tmp_path / "part-*.parquet")), whole.spec)

    assert many.rows == 3000
    assert many.numeric["income"].counts.tolist() == whole.numeric["income"].counts.tolist()
    assert open_source(tmp_path).rows == 3000


def test_an_iterator_of_batches_is_read_once_and_refused_as_reference():
    rows = scored_rows(2000)
    reference = reference_profile(BatchSource(lambda: iter(batches(rows))))
    once = BatchSource(iter(batches(rows)), "the scoring log")

    assert profile_source(once, reference.spec).rows == 2000
    with pytest.raises(InputError, match="the scoring log can be read only once"):
        profile_source(once, reference.spec)
    with pytest.raises(InputError, match="can be read only once"):
        reference_profile(BatchSource(iter(batches(rows))))
    with pytest.raises(InputError, match="no rows in"):
        BatchSource([])


def test_classes_and_roles_are_guessed_from_types_and_names(tmp_path):
    rows = scored_rows(300)
    facts = {
        each.name: each for each in open_source(write_csv(tmp_path / "rows.csv", rows)).facts()
    }

    assert {name: each.role for name, each in facts.items()} == {
        "id": Role.IDENTIFIER,
        "income": Role.PREDICTOR,
        "age": Role.PREDICTOR,
        "region": Role.PREDICTOR,
        "sex": Role.PREDICTOR,
        "score": Role.SCORE,
        "label": Role.LABEL,
    }
    assert facts["sex"].protected
    assert facts["region"].data_class is DataClass.CATEGORICAL
    assert facts["id"].data_class is DataClass.TEXT


def test_words_are_as_good_as_members():
    facts = FieldFacts("x", "categorical", "score")

    assert facts.role is Role.SCORE
    assert facts.data_class is DataClass.CATEGORICAL


def test_a_schema_file_is_read_in_our_words_and_in_the_extended_ones(tmp_path):
    path = tmp_path / "schema.json"
    ours = {"name": "age", "role": "predictor", "data_class": "numerical", "protected": True}
    theirs = {
        "name": "bad",
        "type": ["null", "string"],
        "role": "non_predictor",
        "protectedClass": False,
        "driftCandidate": False,
        "specialValues": [{"values": [-999, -1], "purpose": "missing"}],
        "positiveClassLabel": 1.0,
    }
    path.write_text(json.dumps({"fields": [ours, theirs]}))

    age, bad = read_schema(path)

    assert (age.protected, age.role) == (True, Role.PREDICTOR)
    assert (bad.data_class, bad.role) == (DataClass.CATEGORICAL, Role.NON_PREDICTOR)
    assert (bad.special_values, bad.positive_label) == ((-999.0, -1.0), "1")
    assert not bad.drift_candidate


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("{", "is no JSON schema"),
        ("{}", "lists no fields"),
        ('[{"role": "label"}]', "Field 1 of the schema has no name"),
        ('[{"name": "a", "role": "king"}]', "Field “a”"),
        ('[{"name": "a", "protected": "maybe"}]', "neither true nor false"),
        ('[{"name": "a"}, {"name": "a"}]', "the field “a” twice"),
    ],
)
def test_a_schema_that_cannot_be_read_names_file_and_field(tmp_path, content, expected):
    path = tmp_path / "schema.json"
    path.write_text(content)

    with pytest.raises(InputError, match=r"schema\.json") as caught:
        read_schema(path)
    assert expected in caught.value.message


def test_a_column_that_holds_lists_is_left_out_or_refused_where_it_must_be_counted(tmp_path):
    rows = {"list": [[1], [2]], "x": [1.0, 2.0]}
    path = write_parquet(tmp_path / "rows.parquet", rows)

    assert reference_profile(open_source(path)).categorical["list"].nulls == 0
    declared = (FieldFacts("list", DataClass.CATEGORICAL),)
    assert "column “list” holds list<" in refusal(path, declared)
