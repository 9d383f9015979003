"""Libraries of a bank's own, as pip takes them from a folder."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path


def wheel_of(house: Path, name: str, version: str) -> Path:
    return house / f"{name}-{version}-py3-none-any.whl"


def write_wheel(house: Path, name: str, version: str, files: Mapping[str, str]) -> None:
    about = f"{name}-{version}.dist-info"
    whole = {
        **files,
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{one},,\n" for one in [*whole, f"{about}/RECORD"])
    with zipfile.ZipFile(wheel_of(house, name, version), "w") as file:
        for one, content in {**whole, f"{about}/RECORD": record}.items():
            file.writestr(one, content)
