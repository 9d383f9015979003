"""Small CSV files of kinds that the demo's own data never are, each of them tidy."""

from __future__ import annotations

import csv
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

Row = list[str]


@dataclass(frozen=True, slots=True)
class OddTable:
    """`write` makes the file; `label` is what to learn, `outputs` what the model then gives."""

    write: Callable[[Path], object]
    label: str
    outputs: tuple[str, ...] = ("probabilities", "score")


def _cases(seed: int, rows: int = 300) -> Iterator[tuple[random.Random, float, float]]:
    chance = random.Random(seed)
    for _ in range(rows):
        yield chance, chance.uniform(500, 9000), chance.uniform(18, 80)


def _write(
    path: Path, names: Row, rows: list[Row], delimiter: str = ",", bom: bool = False
) -> None:
    encoding = "utf-8-sig" if bom else "utf-8"
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream, delimiter=delimiter)
        writer.writerow(names)
        writer.writerows(rows)


def _is_late(chance: random.Random, income: float) -> bool:
    return income + chance.gauss(0, 900) < 4000


def three_classes(path: Path) -> None:
    rows = []
    for chance, income, age in _cases(1):
        level = (income + chance.gauss(0, 500)) // 3000
        rows.append([f"{income:.2f}", f"{age:.0f}", ("low", "middle", "high")[min(2, int(level))]])
    _write(path, ["income", "age", "grade"], rows)


def numbers_to_learn(path: Path) -> None:
    rows = [
        [f"{income:.2f}", f"{age:.1f}", f"{0.3 * income + 40 * age + chance.gauss(0, 50):.2f}"]
        for chance, income, age in _cases(2)
    ]
    _write(path, ["income", "age", "loss"], rows)


def texts_as_spreadsheets_write_them(path: Path) -> None:
    """A byte order mark, semicolons between and inside the cells, quotes, decimal commas."""
    trades = ["Bäcker; Konditor", 'Café "Zur Post"', "Müller, Söhne", "Ærø Skibe"]
    rows = []
    for chance, income, _ in _cases(3):
        trade = chance.choice(trades)
        late = _is_late(chance, income + (1500 if trade == trades[0] else 0))
        rows.append([f"{income:.2f}".replace(".", ","), trade, "ja" if late else "nein"])
    _write(path, ["umsatz", "gewerbe", "säumig"], rows, delimiter=";", bom=True)


def missing_values(path: Path) -> None:
    rows = []
    for chance, income, age in _cases(4):
        cells = [f"{income:.2f}", f"{age:.0f}", chance.choice(["rent", "own"])]
        late = str(int(_is_late(chance, income)))
        rows.append([*(cell if chance.random() > 0.2 else "" for cell in cells), late])
    _write(path, ["income", "age", "home", "late"], rows)


def yes_and_no(path: Path) -> None:
    rows = [
        [f"{income:.2f}", f"{age:.0f}", "yes" if _is_late(chance, income) else "no"]
        for chance, income, age in _cases(5)
    ]
    _write(path, ["income", "age", "late"], rows)


def names_with_spaces_and_umlauts(path: Path) -> None:
    rows = [
        [f"{income:.2f}", f"{age:.0f}", str(int(_is_late(chance, income)))]
        for chance, income, age in _cases(6)
    ]
    _write(path, ["Jährliches Einkommen (€)", "Alter in Jahren", "Ist säumig?"], rows)


def a_constant_column(path: Path) -> None:
    rows = [
        [f"{income:.2f}", "EUR", "1", str(int(_is_late(chance, income)))]
        for chance, income, _ in _cases(7)
    ]
    _write(path, ["income", "currency", "source", "late"], rows)


def sixty_rows(path: Path) -> None:
    rows = [
        [f"{income:.2f}", f"{age:.0f}", str(int(_is_late(chance, income)))]
        for chance, income, age in _cases(8, rows=60)
    ]
    _write(path, ["income", "age", "late"], rows)


def forty_columns(path: Path) -> None:
    names = [f"x{number}" for number in range(39)]
    rows = []
    for chance, _, _ in _cases(9):
        values = [chance.gauss(0, 1) for _ in names]
        odds = 1 / (1 + math.exp(-2 * (values[0] + values[5] - values[38])))
        rows.append([*(f"{one:.3f}" for one in values), str(int(chance.random() < odds))])
    _write(path, [*names, "late"], rows)


NUMBER = ("score",)
TABLES = {
    "three classes": OddTable(three_classes, "grade"),
    "numbers": OddTable(numbers_to_learn, "loss", NUMBER),
    "spreadsheet texts": OddTable(texts_as_spreadsheets_write_them, "säumig"),
    "missing values": OddTable(missing_values, "late"),
    "yes and no": OddTable(yes_and_no, "late"),
    "spaces and umlauts": OddTable(names_with_spaces_and_umlauts, "Ist säumig?"),
    "constant column": OddTable(a_constant_column, "late"),
    "sixty rows": OddTable(sixty_rows, "late"),
    "forty columns": OddTable(forty_columns, "late"),
}


def one_label_only(path: Path) -> None:
    rows = [[f"{income:.2f}", "no"] for _, income, _ in _cases(10)]
    _write(path, ["income", "late"], rows)


def labels_of_nobody(path: Path) -> None:
    rows = [[f"{income:.2f}", ""] for _, income, _ in _cases(11)]
    _write(path, ["income", "late"], rows)


def free_text_as_label(path: Path) -> None:
    rows = [
        [f"{income:.2f}", f"case {number} of {age:.3f}"]
        for number, (_, income, age) in enumerate(_cases(12))
    ]
    _write(path, ["income", "remark"], rows)


def nothing_beside_the_label(path: Path) -> None:
    _write(path, ["late"], [[chance.choice(["yes", "no"])] for chance, _, _ in _cases(13)])


def one_name_twice(path: Path) -> None:
    _write(path, ["income", "income", "late"], [["1", "2", "yes"], ["3", "4", "no"]])


def a_row_too_long(path: Path) -> None:
    _write(path, ["income", "late"], [["1", "yes"], ["2", "no", "maybe"]])


def a_header_alone(path: Path) -> None:
    _write(path, ["income", "late"], [])


def three_rows(path: Path) -> None:
    _write(path, ["income", "late"], [["1", "yes"], ["2", "no"], ["3", "no"]])


# What is wrong with it, and what to do: (table, words of the sentence, words of the next step).
TELLS_ITSELF = {
    "one label only": (OddTable(one_label_only, "late"), "one value only: no", "two classes"),
    "no labels": (OddTable(labels_of_nobody, "late"), "empty in every row", "Name a column"),
    "free text": (OddTable(free_text_as_label, "remark"), "300 different", "Name a label"),
    "label alone": (OddTable(nothing_beside_the_label, "late"), "No column is left", "Add one"),
    "one name twice": (OddTable(one_name_twice, "late"), "“income” 2 times", "its own name"),
    "a row too long": (OddTable(a_row_too_long, "late"), "line 3 has 3 columns", "Mend that line"),
    "a header alone": (OddTable(a_header_alone, "late"), "no rows", "one row a line"),
    "three rows": (OddTable(three_rows, "late"), "“yes” as their “late”", "Give more data"),
}
