"""What the scan finds names files as whoever registered them knows them."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from tests.journeys.command_line import CommandLine
from tests.model_folders import write_folder


def write_clients(path: Path, rows: int = 200) -> Path:
    """People with their addresses, and whether they paid late."""
    chance = random.Random(3)
    lines = ["email,income,late"]
    for number in range(rows):
        income = chance.uniform(20, 90)
        lines.append(f"client{number}@example.org,{income:.2f},{'yes' if income > 55 else 'no'}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def found_after(modelward: CommandLine, *registered: str) -> list[dict[str, Any]]:
    """The findings on a version that was registered so, submitted and scanned."""
    made = modelward.done("model", "register", *registered, by="sanne")
    modelward.done("submit", f"{made['model']}:1", by="sanne")
    done = modelward.process("service", "--once", "--name", "night")
    assert done.code == 0, done.err
    listed = modelward.done("finding", "list", by="mark")["findings"]
    return [one for one in listed if "email" in one["title"]]


def test_a_finding_in_a_file_of_a_folder_names_its_path_in_the_folder(
    modelward: CommandLine, tmp_path: Path
) -> None:
    folder = write_folder(tmp_path / "credit")
    write_clients(folder / "data" / "clients.csv")

    (finding,) = found_after(modelward, str(folder))

    assert finding["place"] == "data/clients.csv:1"


def test_a_finding_in_registered_data_names_the_file(
    modelward: CommandLine, tmp_path: Path
) -> None:
    data = write_clients(tmp_path / "clients.csv")

    found = found_after(modelward, str(data), "--label", "late")

    places = [one["place"] for one in found]
    assert "clients.csv:1" in places
    assert all(place.count("/") == 0 for place in places), places
