"""The whole scan: what is planted is found and named, and a clean folder is clean."""

from __future__ import annotations

import pickle
from pathlib import Path

import pandas as pd

from app.models.queries.releases import AssetRow
from app.models.rules.scanned import Kind
from app.services.intake.walk import walk_folder
from app.services.scanning.findings import NOT_AUDITED, ScanReport, Severity
from app.services.scanning.scan import scan_files
from app.services.tasks.scan import named_files


class _Evil:
    def __reduce__(self) -> tuple[object, tuple[str, ...]]:
        import os

        return os.system, ("true",)


def scan_folder(path: Path) -> ScanReport:
    return scan_files({item.relative: item.path for item in walk_folder(path).files})


def _clean(folder: Path) -> Path:
    """What a careful team hands over."""
    (folder / "src").mkdir()
    (folder / "src" / "train.py").write_text(
        "import os\n"
        "PASSWORD = os.environ['MODEL_DB_PASSWORD']\n"
        'token = read_secret("vault:models/token")\n'
        "password = getpass()\n"
        'digest = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"\n'
        "def fit(frame, api_key=None, secret_name='model-store'):\n"
        "    key = frame.columns[0]\n"
        "    tokens = tokenizer.encode(text)\n"
    )
    (folder / "config.yaml").write_text(
        "database:\n  host: db\n  password: ${DB_PASSWORD}\n  token: <your-token-here>\n"
        "max_tokens: 100000000\n"
    )
    (folder / "requirements.txt").write_text(
        "# exact\nnumpy==2.4.6 \\\n    --hash=sha256:" + "0a" * 32 + "\npandas==3.1.1 ; "
        "python_version >= '3.11'\nscikit-learn==1.9.1\n"
    )
    (folder / "README.md").write_text("# Churn\nAsk the team at models@bank.example.\n")
    (folder / "schema.json").write_text('{"fields": [{"name": "income"}, {"name": "age"}]}')
    frame = pd.DataFrame(
        {
            "customer_id": range(123456000, 123456200),
            "income": [1000.5 + k for k in range(200)],
            "telephone": ["A191", "A192"] * 100,
            "product_name": ["loan", "card"] * 100,
            "opened": ["2024-01-01"] * 200,
            "number": ["06-2024", "07-2024"] * 100,
        }
    )
    frame.to_csv(folder / "data.csv", index=False)
    frame.to_parquet(folder / "data.parquet")
    return folder


def test_a_clean_folder_has_no_findings_and_was_read_as_a_whole(tmp_path: Path) -> None:
    report = scan_folder(_clean(tmp_path))
    assert report.findings == ()
    assert report.not_read == ()
    assert report.files_read == 7


def test_vulnerabilities_are_never_said_to_be_checked(tmp_path: Path) -> None:
    report = scan_folder(_clean(tmp_path))
    assert report.audits == {"known vulnerabilities": NOT_AUDITED}
    assert report.to_json()["audits"] == {"known vulnerabilities": "not audited"}


def test_everything_planted_is_found_and_named(tmp_path: Path) -> None:
    folder = _clean(tmp_path)
    key = "AKIA" + "Z7QK3M5N8R2T4W6Y"
    (folder / "src" / "load.py").write_text(f"import boto3\nKEY = '{key}'\n")
    with (folder / "requirements.txt").open("a") as file:
        file.write("unidecode==1.3.8\nrequests\n")
    (folder / "model.pkl").write_bytes(pickle.dumps(_Evil()))
    (folder / "people.csv").write_text(
        "id,contact\n" + "".join(f"{k},person{k}@mail.example\n" for k in range(20))
    )

    report = scan_folder(folder)

    found = {(str(f.kind), f.file, f.line, str(f.severity)): f.what for f in report.findings}
    assert found == {
        ("secret", "src/load.py", 2, "critical"): "Holds an AWS access key: AKIA… (20 characters).",
        (
            "licence",
            "requirements.txt",
            6,
            "high",
        ): "unidecode is under a licence of the GPL family.",
        ("dependency", "requirements.txt", 7, "high"): "requests is not pinned: has no version.",
        ("pickle", "model.pkl", 0, "critical"): "Loading it calls posix.system.",
        ("pickle", "model.pkl", 0, "medium"): (
            "Is a pickle-like file: loading it could run any code."
        ),
        ("personal_data", "people.csv", 1, "high"): (
            "The column “contact” holds e-mail addresses (100% of its cells)."
        ),
    }
    assert key not in str(report)
    assert [f.severity for f in report.findings[:2]] == [Severity.CRITICAL] * 2
    assert report.counts() == {"critical": 2, "high": 3, "medium": 1, "low": 0}
    assert all(finding.fix for finding in report.findings)


def test_what_can_not_be_read_is_listed_and_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "blob.xyz").write_bytes(b"\x00\x01\x02" * 10)
    (tmp_path / "data.csv").write_text("a,b\n1,2,3\n")
    (tmp_path / "conda.yaml").write_text("a: [")
    (tmp_path / "more.tar").write_bytes(b"x")
    (tmp_path / "report.pdf").write_bytes(b"%PDF")
    report = scan_folder(tmp_path)
    assert [item.file for item in report.not_read] == [
        "blob.xyz",
        "conda.yaml",
        "data.csv",
        "more.tar",
        "report.pdf",
    ]


def test_a_schema_that_names_personal_data_is_told(tmp_path: Path) -> None:
    (tmp_path / "schema.json").write_text(
        '{"fields": [{"name": "EmailAddress"},'
        '{"name": "telephone", "data_class": "categorical", "allowed": ["A191", "A192"]}]}'
    )
    (finding,) = scan_folder(tmp_path).findings
    assert finding.kind is Kind.PERSONAL_DATA
    assert finding.severity is Severity.MEDIUM


def test_files_are_named_as_people_know_them_and_none_is_left_out() -> None:
    one, other = "incoming/7b449b1c8168/data/clients.csv", "incoming/000000000000/data/clients.csv"
    trained = "0b6ff2c7-3c9e-4f60-9a3b-0c5f9d1c2e11/holdout.parquet"
    assets = [
        AssetRow("data", one, "a", 1, "data"),
        AssetRow("sample", other, "b", 1, "data"),
        AssetRow("sample", trained, "c", 1, "data"),
        AssetRow("code", "incoming/7b449b1c8168/main.py", "d", 1, ""),  # a folder of their own
    ]

    found = {name: asset.sha256 for name, asset in named_files(assets).items()}

    assert found == {
        "data/clients.csv": "a",
        other: "b",
        "holdout.parquet": "c",
        "incoming/7b449b1c8168/main.py": "d",
    }
