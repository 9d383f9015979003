"""A wheel is the whole product: every module, every resource, commands that start."""

from __future__ import annotations

import configparser
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.packaging.checkout import ROOT

pytestmark = [pytest.mark.slow]

COMMANDS = {"modelward": "app/__main__.py", "modelward-verify": "app/verifier/__main__.py"}

# Imports every module of the product, then tells the keys of every registry.
TELL_REGISTRIES = """
import importlib, json, pkgutil, sys
import app
from app.registry import Registry
for module in pkgutil.walk_packages(app.__path__, "app."):
    if not module.name.endswith("__main__") and ".migrations" not in module.name:
        importlib.import_module(module.name)
keys = {
    f"{name}.{variable}": value.keys()
    for name, module in sorted(sys.modules.items())
    if name.startswith("app.")
    for variable, value in vars(module).items()
    if isinstance(value, Registry)
}
print(json.dumps({"file": app.__file__, "keys": keys}))
"""


@dataclass(frozen=True, slots=True)
class Wheel:
    """A built wheel, unpacked into a folder of its own."""

    folder: Path

    @property
    def files(self) -> set[str]:
        found = (path for path in self.folder.rglob("*") if path.is_file())
        return {path.relative_to(self.folder).as_posix() for path in found}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Python with the wheel's `app` before any other."""
        return run_python(self.folder, *arguments)


def run_python(path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(path), "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [sys.executable, "-P", *arguments],
        env=environment,
        cwd=path.parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Wheel:
    target = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", target],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = target.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        archive.extractall(target / "unpacked")
    return Wheel(target / "unpacked")


def sources(folder: str, *suffixes: str) -> set[str]:
    """Files below a folder of the checkout, as the wheel names them."""
    found = (path for path in (ROOT / folder).rglob("*") if path.is_file())
    return {
        path.relative_to(ROOT).as_posix()
        for path in found
        if "__pycache__" not in path.parts and (not suffixes or path.suffix in suffixes)
    }


def test_it_holds_every_module(wheel: Wheel) -> None:
    assert sources("app", ".py", ".mako", ".typed") <= wheel.files


def test_it_holds_every_resource(wheel: Wheel) -> None:
    resources = {f"app/{name}" for name in sources("resources")}

    assert resources
    assert resources <= wheel.files


# Reads the guide as the window does: every link of its pages, every picture.
READ_GUIDE = """
import json, re
from app.views.guide_book import LISTED, GuideBook
book = GuideBook()
dead, pictures = [], 0
for page in LISTED:
    for part in book.parts(page):
        for href in re.findall(r"\\]\\(([^)]+)\\)", part.text):
            if href.startswith("images/"):
                pictures += (book.folder / href).is_file()
            elif not href.startswith("http") and book.linked(href, page) is None:
                dead.append(href)
print(json.dumps({"folder": str(book.folder), "pictures": pictures, "dead": dead}))
"""


def test_it_holds_the_guide_with_its_pictures_and_all_that_it_leads_to(wheel: Wheel) -> None:
    told = wheel.run("-c", READ_GUIDE)

    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    assert Path(found["folder"]).is_relative_to(wheel.folder)
    assert found["pictures"] == len(list((ROOT / "docs/images/screens").iterdir()))
    assert found["dead"] == []


def test_it_holds_nothing_but_the_product_and_its_papers(wheel: Wheel) -> None:
    tops = {name.split("/")[0] for name in wheel.files}

    assert {top.split("-")[0] for top in tops} == {"app", "modelward"}
    assert any(name.endswith("licenses/LICENSE") for name in wheel.files)


def test_its_registries_have_the_keys_of_the_checkout(wheel: Wheel) -> None:
    installed = wheel.run("-c", TELL_REGISTRIES)
    here = run_python(ROOT, "-c", TELL_REGISTRIES)

    assert installed.returncode == 0, installed.stderr
    told = json.loads(installed.stdout)
    assert Path(told["file"]).is_relative_to(wheel.folder)
    assert told["keys"]
    assert told["keys"] == json.loads(here.stdout)["keys"]


@pytest.mark.parametrize("command", COMMANDS)
def test_its_commands_start_and_tell_how_they_are_used(wheel: Wheel, command: str) -> None:
    if not (ROOT / COMMANDS[command]).exists():
        pytest.skip(f"{command} is not built yet")
    scripts = configparser.ConfigParser()
    (written,) = wheel.folder.glob("*.dist-info/entry_points.txt")
    scripts.read(written)
    module, function = scripts["console_scripts"][command].split(":")
    code = f"import sys; from {module} import {function}; sys.exit({function}())"

    told = wheel.run("-c", code, "--help")

    assert told.returncode == 0, told.stderr
    assert "usage" in told.stdout.lower()
