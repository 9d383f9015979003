"""Personal data in columns: by the form of the cells, and by the column's name."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pa_parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.arrow import number_array
from app.services.scanning.personal_data import (
    asked_texts,
    is_bsn,
    is_email,
    is_iban,
    is_phone,
    table_findings,
)


def _bsn(number: int) -> str | None:
    digits = [int(sign) for sign in f"{number:08d}"]
    last = sum(w * d for w, d in zip(range(9, 1, -1), digits, strict=True)) % 11
    return f"{number:08d}{last}" if last < 10 else None


def _iban(account: int) -> str:
    bank = f"NOOR{account:010d}"
    digits = "".join(str(int(sign, 36)) for sign in bank + "NL00")
    return f"NL{98 - int(digits) % 97:02d}{bank}"


VALID_BSN = [text for text in map(_bsn, range(12_345_600, 12_345_660)) if text]


def test_published_examples_pass_their_checks() -> None:
    assert is_bsn("111222333")  # the tax office's own example
    assert not is_bsn("111222334")
    assert not is_bsn("000000000")
    assert is_iban("NL91 ABNA 0417 1643 00")
    assert is_iban("DE89370400440532013000")
    assert not is_iban("NL92ABNA0417164300")
    assert is_email("jan.de+vries@bank.example")
    assert not is_email("jan at bank")
    assert is_phone("+31 6 12345678")
    assert is_phone("020-1234567")
    assert not is_phone("2024-01-01")
    assert not is_phone("1234567890")


@given(st.integers(0, 9_999_999_999))
def test_one_wrong_digit_is_no_iban(account: int) -> None:
    iban = _iban(account)
    assert is_iban(iban)
    wrong = iban[:-1] + str((int(iban[-1]) + 1) % 10)
    assert not is_iban(wrong)


COLUMNS = {
    "contact": ([f"p{k}@mail.example" for k in range(50)], "e-mail addresses", "high"),
    "rekening": ([_iban(k) for k in range(50)], "bank account numbers (IBAN)", "high"),
    "nummer": (VALID_BSN, "citizen service numbers (BSN)", "critical"),
    "tel": ([f"+31 6 1234{k:04d}" for k in range(50)], "phone numbers", "high"),
    "lastName": ([f"Jansen{k}" for k in range(50)], "names of people", "medium"),
    "geboortedatum": ([f"19{k:02d}-01-01" for k in range(50)], "dates of birth", "medium"),
}


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_column_of_personal_data_is_named(tmp_path: Path, name: str, form: str) -> None:
    values, sort, severity = COLUMNS[name]
    frame = pd.DataFrame({"amount": range(len(values)), name: values})
    path = tmp_path / f"data.{form}"
    frame.to_csv(path, index=False) if form == "csv" else frame.to_parquet(path)
    (finding,) = table_findings(path, "data")
    assert f"“{name}”" in finding.what
    assert sort in finding.what
    assert str(finding.severity) == severity


def test_a_few_addresses_in_a_free_text_column_are_under_the_least_share(tmp_path: Path) -> None:
    cells = ["ask a@b.example", *["nothing"] * 40, "x@y.example"]
    pd.DataFrame({"remark": cells}).to_csv(tmp_path / "data.csv", index=False)
    assert list(table_findings(tmp_path / "data.csv", "data")) == []


def test_random_nine_digit_numbers_are_no_citizen_numbers(tmp_path: Path) -> None:
    numbers = pd.Series(range(100_000_007, 100_000_907, 3))
    pd.DataFrame({"order": numbers}).to_csv(tmp_path / "data.csv", index=False)
    assert list(table_findings(tmp_path / "data.csv", "data")) == []


def test_a_coded_column_with_a_telling_name_is_no_personal_data(tmp_path: Path) -> None:
    frame = pd.DataFrame({"telephone": ["A191", "A192"] * 30, "street": ["yes", "no"] * 30})
    frame.to_csv(tmp_path / "data.csv", index=False)
    assert list(table_findings(tmp_path / "data.csv", "data")) == []


def test_numbers_of_people_among_decimals_are_found_and_measured_ones_are_not(
    tmp_path: Path,
) -> None:
    numbers = [float(text) for text in VALID_BSN]
    frame = pd.DataFrame(
        {
            "nummer": [*numbers, float("nan")],  # whole numbers with a gap are read as decimals
            "amount": [number / 7e5 for number in range(len(numbers) + 1)],
            "endless": [float("inf"), *numbers],
        }
    )
    frame.to_parquet(tmp_path / "data.parquet")

    found = list(table_findings(tmp_path / "data.parquet", "data.parquet"))

    assert [finding.what.partition("(")[0] for finding in found] == [
        f"The column “{name}” holds citizen service numbers " for name in ("nummer", "endless")
    ]


@given(st.floats(-1e9, 1e9), st.integers(0, 9))
def test_no_number_that_could_be_a_person_s_is_left_out(value: float, decimals: int) -> None:
    number = round(value, decimals)
    text = str(int(number)) if number.is_integer() else str(number)

    if is_bsn(text) or is_phone(text):
        assert asked_texts(number_array(np.array([number]))).to_pylist() == [text]


def test_columns_of_any_kind_are_looked_at_cell_by_cell(tmp_path: Path) -> None:
    addresses = [f"p{k}@mail.example" for k in range(20)]
    columns = {
        "coded": pa.array(addresses).dictionary_encode(),
        "bytes": pa.array([b"\xff\xfe"] * 20),
        "many": pa.array([[one] for one in addresses]),
        "price": pa.array([Decimal("1.50")] * 20),
        "nothing": pa.nulls(20),
        "some": pa.array([*addresses[:10], *[" NA ", None] * 5]),
        "whole": pa.array([None, *(int(text) for text in VALID_BSN[:19])]),
    }
    pa_parquet.write_table(pa.table(columns), tmp_path / "data.parquet")

    found = list(table_findings(tmp_path / "data.parquet", "data.parquet"))

    assert [finding.what for finding in found] == [
        "The column “coded” holds e-mail addresses (100% of its cells).",
        "The column “some” holds e-mail addresses (100% of its cells).",
        "The column “whole” holds citizen service numbers (BSN) (100% of its cells).",
    ]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_scan_of_a_table_needs_no_pandas(tmp_path: Path, form: str) -> None:
    frame = pd.DataFrame({"amount": [1.5, 2.5], "contact": ["a@mail.example", "b@mail.example"]})
    path = tmp_path / f"data.{form}"
    frame.to_csv(path, index=False) if form == "csv" else frame.to_parquet(path)
    code = (
        "import sys; from pathlib import Path; from app.services.scanning.scan import scan_files;"
        f"print(len(scan_files({{{path.name!r}: Path({str(path)!r})}}).findings),"
        " 'pandas' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["1", "False"]
