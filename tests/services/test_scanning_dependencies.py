"""Dependency files: pins, licences, and lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import InputError
from app.services.reproducing.lock import lock_lines
from app.services.scanning.dependencies import (
    dependency_findings,
    environment_missing,
    is_dependency_file,
    is_lock,
    read_dependencies,
)
from app.services.scanning.licences import copyleft_family, family_of
from app.services.scanning.scan import scan_files

REQUIREMENTS = """\
# comment
-r other.txt
--index-url https://packages.bank.example/simple
numpy==2.4.6
pandas>=2  # at least
scipy
scikit_learn[alldeps]==1.9.1; python_version > "3.8"
torch==2.*
git+https://git.example/x/thing.git@0123456789abcdef0123456789abcdef01234567#egg=thing
git+https://git.example/x/other.git@main#egg=other
joblib==1.5 \\
    --hash=sha256:aaaa \\
    --hash=sha256:bbbb
"""


def test_requirement_lines_are_read_with_pin_and_line() -> None:
    found = {d.name: (d.pin, d.line) for d in read_dependencies(REQUIREMENTS, "requirements.txt")}
    assert found == {
        "numpy": ("2.4.6", 4),
        "pandas": ("", 5),
        "scipy": ("", 6),
        "scikit-learn": ("1.9.1", 7),
        "torch": ("", 8),
        "thing": ("@0123456789abcdef0123456789abcdef01234567", 9),
        "other": ("", 10),
        "joblib": ("1.5", 11),
    }


def test_no_version_is_worse_than_a_range() -> None:
    found = {
        f.line: str(f.severity) for f in dependency_findings(REQUIREMENTS, "requirements.txt", "r")
    }
    assert found == {5: "medium", 6: "high", 8: "medium", 10: "medium"}


def test_conda_and_toml_files_are_read() -> None:
    conda = (
        "name: x\ndependencies:\n- python=3.11.7\n- numpy>=1\n"
        "- conda-forge::scipy=1.17.1=h1\n- pip:\n  - rich==14.0\n"
    )
    found = {d.name: d.pin for d in read_dependencies(conda, "conda.yaml")}
    assert found == {"python": "3.11.7", "numpy": "", "scipy": "1.17.1", "rich": "14.0"}

    project = '[project]\ndependencies = ["numpy==2.4.6", "pandas"]\n'
    assert [(d.name, d.pin, d.line) for d in read_dependencies(project, "pyproject.toml")] == [
        ("numpy", "2.4.6", 2),
        ("pandas", "", 2),
    ]
    poetry = '[tool.poetry.dependencies]\npython = "^3.11"\nnumpy = "2.4.6"\nrich = "^14"\n'
    assert [(d.name, d.pin) for d in read_dependencies(poetry, "pyproject.toml")] == [
        ("numpy", "2.4.6"),
        ("rich", ""),
    ]
    lock = '[[package]]\nname = "numpy"\nversion = "2.4.6"\n'
    (dependency,) = read_dependencies(lock, "uv.lock")
    assert (dependency.name, dependency.pin, dependency.line) == ("numpy", "2.4.6", 2)


def test_a_lock_pins_everything() -> None:
    assert is_lock("requirements.txt", read_dependencies("a==1\nb==2\n", "requirements.txt"))
    assert not is_lock("requirements.txt", read_dependencies("a==1\nb\n", "requirements.txt"))
    assert not is_lock("requirements.txt", ())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("requirements.txt", True),
        ("requirements-dev.txt", True),
        ("environment.txt", True),
        ("conda.yaml", True),
        ("poetry.lock", True),
        ("pyproject.toml", True),
        ("notes.txt", False),
        ("config.yaml", False),
    ],
)
def test_dependency_files_are_known_by_name(name: str, expected: bool) -> None:
    assert is_dependency_file(name) is expected


def test_copyleft_comes_from_the_table_and_from_installed_metadata() -> None:
    assert copyleft_family("ultralytics") == "AGPL"
    assert copyleft_family("Unidecode") == "GPL"
    assert copyleft_family("gensim") == "LGPL"
    assert copyleft_family("psycopg") == "LGPL"  # installed here: its own metadata says so
    for name in ("numpy", "scikit-learn", "pandas", "scipy", "onnxruntime", "nothing-of-the-kind"):
        assert copyleft_family(name) == ""


@pytest.mark.parametrize(
    ("licence", "family"),
    [
        ("AGPL-3.0-only", "AGPL"),
        ("GNU Affero General Public License v3", "AGPL"),
        ("LGPL-2.1-or-later", "LGPL"),
        ("GNU Lesser General Public License v3 (LGPLv3)", "LGPL"),
        ("GNU General Public License v2 (GPLv2)", "GPL"),
        ("MIT OR GPL-2.0-only", ""),
        ("BSD-3-Clause AND GPL-3.0-or-later WITH GCC-exception-3.1", ""),
        ("Apache-2.0", ""),
    ],
)
def test_the_family_of_a_licence(licence: str, family: str) -> None:
    assert family_of(licence) == family


def test_a_broken_file_gives_its_line() -> None:
    with pytest.raises(InputError, match=r"pyproject\.toml is not TOML.*line 1"):
        read_dependencies("[project\n", "pyproject.toml")


def test_the_first_lines_that_leave_a_library_open_are_named() -> None:
    text = "".join(f"lib{number}>={number}\n" for number in range(8)) + "fixed==1.0\n"
    found = {
        "b/requirements.txt": read_dependencies(text, "requirements.txt"),
        "a/environment.yml": read_dependencies("dependencies:\n  - pip\n", "environment.yml"),
    }

    said = environment_missing("Not fixed at all.", found)

    assert said.startswith(
        "Not fixed at all. Not fixed: “pip” (a/environment.yml:2), “lib0>=0” (b/requirements.txt:1)"
    )
    assert said.endswith("“lib3>=3” (b/requirements.txt:4) and 4 more.")
    assert "fixed==" not in said
    assert environment_missing("None.", {}) == "None."


DEEP_MARKER = "numpy==1.0 ; " + "(" * 5_000 + "os_name=='x'" + ")" * 5_000


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements.txt", DEEP_MARKER),
        ("pyproject.toml", "a = " + "[" * 5_000 + "]" * 5_000),
        ("poetry.lock", "a = " + "[" * 5_000),
        ("conda.yaml", "dependencies: " + "[" * 5_000),
    ],
)
def test_a_file_that_is_nested_too_deeply_is_named_and_not_read(
    tmp_path: Path, name: str, text: str
) -> None:
    path = tmp_path / name
    path.write_text(text)

    report = scan_files({name: path})

    assert [(one.file, one.why) for one in report.not_read] == [
        (name, f"{name} is nested too deeply.")
    ]


def test_a_number_that_is_too_long_makes_no_toml() -> None:
    with pytest.raises(InputError, match=r"pyproject\.toml is not TOML"):
        read_dependencies("a = " + "9" * 5_000, "pyproject.toml")


def test_a_lock_with_a_marker_that_is_nested_too_deeply_is_refused() -> None:
    with pytest.raises(InputError, match="marker of numpy in the lock is nested too deeply"):
        list(lock_lines(DEEP_MARKER))
