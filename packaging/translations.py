"""Brings the catalogues in `resources/translations` up to date with the texts marked in the code.

Texts of the window go into Qt Linguist's `.ts` files by Qt's own lupdate; business texts and
refusals into `.po` files. Translations are kept, texts that nobody uses any more are dropped. With
`--check` nothing is written; the exit code says whether a catalogue lags behind.
"""

from __future__ import annotations

import ast
import builtins
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from shutil import copy
from xml.etree import ElementTree

import PySide6

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "resources" / "translations"
LUPDATE = Path(PySide6.__file__).parent / "lupdate"
# English needs a catalogue too, for its plurals only.
LANGUAGES = ("en", "nl")
PO_HEAD = (
    'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
)


SAYING = ("message", "hint", "title")
ALERTS = (
    "raise_alert",
    "raise_standing",
    "tell_of",
    "_Wanted",
)  # what alerts say is stored as plain sentences as well
IS_COMMAND = re.compile(
    r"--|\^?\(\?[P:]|SELECT |ALTER TABLE |modelward [a-z -]+$"
)  # to be typed, not to be read
NAMED = {
    "userTask", "serviceTask", "businessRuleTask", "sendTask", "receiveTask", "manualTask",
    "subProcess", "callActivity", "process", "decision", "input", "output",
    "exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "sequenceFlow",
    "startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent",
}  # fmt: skip
PROGRAM_ERRORS = ("MarkedYAMLError", "BpmnError", "RequestError")
PROGRAM_ROOMS = {"runtime_server", "verifier", "migrations"}
# Files that explain, in sentences of their own, what a rule or a comparison found.
SPEAKING = {
    "models/queries/runtime_edit.py",
    "models/schema_seal.py",
    "models/queries/snapshot_diff.py",
    "models/queries/submission.py",
    "models/rules/framework_file.py",
    "models/rules/matching.py",
    "models/rules/pauses.py",
    "models/rules/windows.py",
    "services/commands/tidying.py",
    "services/deploying/smoke.py",
    "services/sealing.py",
    "services/trail/rules_witness.py",
    "services/trail/witness.py",
    "services/verifying/ground.py",
    "services/verifying/lineage.py",
    "services/verifying/requests.py",
    "services/verifying/signatures.py",
    "services/verifying/steps.py",
    "services/verifying/votes.py",
    "services/verifying/wishes.py",
    "models/rules/filter_language.py",
    "services/monitoring/binned.py",
    "services/monitoring/bins.py",
    "services/monitoring/classification.py",
    "services/monitoring/fairness.py",
    "services/monitoring/judge.py",
    "services/monitoring/measure.py",
    "services/monitoring/regression.py",
}
# What the check of a process or table file says of its places: as loose as "{name} is not known".
CHECKING = (
    "models/bpmn/check*.py",
    "models/bpmn/diagram_xml.py",
    "models/bpmn/vocabulary.py",
    "models/bpmn/xml_io.py",
    "models/language/errors.py",
    "models/language/parser.py",
    "models/dmn/check_elements.py",
    "models/dmn/requirements.py",
    "models/dmn/vocabulary.py",
    "models/dmn/xml_io.py",
    "services/checked_files.py",
    "services/publishable.py",
)
# Names of elements side by side, and addresses: for programs.
LISTED = re.compile(
    r"http|(?=.*[a-z][A-Z]|id name|input output)[A-Za-z]+(\s+[A-Za-z]+)*$", re.DOTALL
)
# What --help says is English: docs/decisions/014.
PARSED = {"tree.py", "family.py"}
TYPED = re.compile(r"pg_dump|pg_restore|psql|host(ssl)? |REVOKE |PRAGMA |%\(|modelward as-of")
HELPING = {"Option", "Argument", "Typer", "command", "callback", "getLogger", "basicConfig"}
SPEAKING_ROOMS = ("services/monitoring/measures/",)


def update_window(language: str, target: Path) -> None:
    """Bring one `.ts` file up to date."""
    files = sorted(map(str, (ROOT / "app" / "views").rglob("*.py")))
    options = ["-silent", "-no-obsolete", "-locations", "none"]
    options += ["-source-language", "en", "-target-language", language]
    options += ["-tr-function-alias", "QT_TR_NOOP+=N_"]
    options += ["-pluralonly"] if language == "en" else []
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as listed:
        listed.write("\n".join(files))
        listed.flush()
        subprocess.run([LUPDATE, *options, f"@{listed.name}", "-ts", target], check=True, cwd=ROOT)


def marked(tree: ast.AST) -> Iterator[str]:
    """The texts of a file that are marked by `N_`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and _name(node.func) == "N_":
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def refusals(tree: ast.AST) -> Iterator[str]:
    """What errors and alerts say, with titles: plain sentences, recognised when they are shown."""
    constants = dict(_constants(tree))
    for node in ast.walk(tree):
        name = _name(node.func) if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and (_is_our_error(name) or name in ALERTS or _hints(node)):
            given = node.args[:2] if name in ALERTS else node.args[:1]
            saying = (*SAYING, "detail") if name in ALERTS else SAYING
            said = given + [one.value for one in node.keywords if one.arg in saying]
            for each in said:
                yield from sentences(constants.get(_name(each), each))
        elif isinstance(node, ast.Assign) and _name(node.targets[0]) == "default_title":
            yield from sentences(node.value)


def _constants(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """What a file's own names stand for, so that a hint may be given by its name."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value


def sentences(node: ast.AST) -> Iterator[str]:
    """The whole sentences an expression may give; what is filled in becomes a place."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        found = node.value.strip()
    elif isinstance(node, ast.JoinedStr):
        found = pattern(node).strip()
    elif isinstance(node, ast.IfExp):
        yield from sentences(node.body)
        yield from sentences(node.orelse)
        return
    else:
        return
    if IS_COMMAND.match(found):
        return
    plain = re.sub(r"\{[^{}]*\}", "", found)
    if len(re.findall(r"[A-Za-z]{2,}", plain)) > 1:
        yield found


def pattern(node: ast.JoinedStr) -> str:
    """An f-string with named places: "There is no model {name}."."""
    places: dict[str, str] = {}
    said = ""
    for part in node.values:
        if isinstance(part, ast.Constant):
            said += str(part.value).replace("{", "{{").replace("}", "}}")
        elif isinstance(part, ast.FormattedValue):
            source = ast.unparse(part.value)
            name = _place(part.value)
            while places.setdefault(name, source) != source:
                name += "_"
            said += f"{{{name}}}"
    return said


def _place(node: ast.AST) -> str:
    """A name for a place: the last name of its expression."""
    names = [
        each.id if isinstance(each, ast.Name) else each.attr
        for each in ast.walk(node)
        if isinstance(each, ast.Name | ast.Attribute)
    ]
    return names[0].strip("_").lower() if names else "value"


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_our_error(name: str) -> bool:
    return name.endswith("Error") and not hasattr(builtins, name) and name not in PROGRAM_ERRORS


def _hints(node: ast.Call) -> bool:
    """By whatever name an error is made, it alone has a hint."""
    return any(one.arg == "hint" for one in node.keywords)


def business_texts() -> list[str]:
    """Every text below the window that people may read, once, in the order of the files."""
    found: list[str] = []
    app = ROOT / "app"
    for file in sorted(app.rglob("*.py")):
        rooms = file.relative_to(app).parts
        if "views" in rooms:
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        found.extend(marked(tree))
        if not PROGRAM_ROOMS & {*rooms}:
            found.extend(refusals(tree))
        if "/".join(rooms) in SPEAKING or "/".join(rooms).startswith(SPEAKING_ROOMS):
            found.extend(told(tree))
    for kind in ("templates/*.bpmn", "tables/*.dmn"):
        for file in sorted((ROOT / "resources").glob(kind)):
            found.extend(shipped_names(file))
    found.extend(glossary_words(ROOT / "resources" / "glossary.toml"))
    return list(dict.fromkeys(found))


def command_texts() -> list[str]:
    """What commands print and nothing else says: patterns as loose as "{name} is changed." are
    looked for in their words alone.
    """
    others, found = set(business_texts()), list[str]()
    for file in sorted((ROOT / "app" / "command_line").glob("*.py")):
        if file.name not in PARSED:
            found.extend(said_by_commands(ast.parse(file.read_text(encoding="utf-8"))))
    return [text for text in dict.fromkeys(found) if text not in others]


def checking_texts() -> list[str]:
    """What the check of a file says, in a catalogue of its own: people write words like these."""
    others, found = set(business_texts()), list[str]()
    app = ROOT / "app"
    for file in sorted(one for place in CHECKING for one in app.glob(place)):
        found.extend(told(ast.parse(file.read_text(encoding="utf-8"))))
    return [text for text in dict.fromkeys(found) if text not in others and not LISTED.match(text)]


def shipped_names(file: Path) -> Iterator[str]:
    """What the steps of a shipped life cycle and the columns of a shipped table are called.

    And what the rules of the table say, of themselves and as their answer.
    """
    for element in ElementTree.parse(file).iter():
        tag = element.tag.rpartition("}")[2]
        if tag in NAMED:
            name = element.get("label") or element.get("name") or ""
            if re.search("[a-z]{2}", name):
                yield name
        elif tag == "rule":
            yield from rule_sentences(element)


def rule_sentences(rule: ElementTree.Element) -> Iterator[str]:
    for part in rule:
        tag = part.tag.rpartition("}")[2]
        if tag == "description" and part.text:
            yield part.text
        elif tag == "outputEntry":
            said = "".join(part.itertext()).strip()
            if re.fullmatch(r'"[A-Za-z]+ [^"<>0-9]*"', said):  # an answer in words, no code
                yield said.strip('"')


def glossary_words(file: Path) -> Iterator[str]:
    """What the words of the field are, and mean."""
    for term in tomllib.loads(file.read_text(encoding="utf-8"))["term"]:
        yield term["name"]
        yield term["meaning"]


def told(tree: ast.Module) -> Iterator[str]:
    """Every sentence of a file whose business is to explain."""
    inner = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr) or _is_docstring(node)
        for part in ast.walk(node)
        if part is not node
    }
    for node in ast.walk(tree):
        if id(node) not in inner and isinstance(node, ast.Constant | ast.JoinedStr):
            found = next(sentences(node), "")
            if " " in found:
                yield found


def said_by_commands(node: ast.AST) -> Iterator[str]:
    """What a command prints: its sentences, and the headings of what it lists."""
    if isinstance(node, ast.Call) and (
        _name(node.func) in HELPING or _is_our_error(_name(node.func))
    ):
        return
    if isinstance(node, ast.Constant | ast.JoinedStr):
        found = next(sentences(node), "")
        if " " in found:
            if not TYPED.match(found):
                yield found
            return
    if isinstance(node, ast.Call) and _name(node.func) == "heading":
        yield from (str(one.value) for one in node.args if isinstance(one, ast.Constant))
    if _is_document(node):
        return
    if isinstance(node, ast.Dict):
        headings = [*node.values, *(node.keys if _is_of_facts(node) else ())]
        yield from filter(None, map(_heading, headings))
    is_answer = isinstance(node, ast.Call) and _name(node.func) == "answer"
    document = node.args[0] if isinstance(node, ast.Call) and is_answer else None
    for child in ast.iter_child_nodes(node):
        if not _is_docstring(child) and child is not document:
            yield from said_by_commands(child)


def _is_document(node: ast.AST) -> bool:
    """What a program reads is English."""
    if isinstance(node, ast.Assign):
        return _name(node.targets[0]) in ("document", "added")
    return isinstance(node, ast.FunctionDef) and node.name.endswith(("document", "_registration"))


def _is_of_facts(node: ast.Dict) -> bool:
    """Names of facts, and not columns of a table, which are names of attributes."""
    return any(not isinstance(one, ast.Constant) for one in node.values)


def _heading(node: ast.AST | None) -> str:
    """A word or a few; empty: it is none."""
    said = node.value if isinstance(node, ast.Constant) else None
    is_one = isinstance(said, str) and re.fullmatch(r"[a-z][a-z' ()-]*", said)
    return str(said) if is_one else ""


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def update_words(language: str, target: Path, wanted: list[str]) -> None:
    """Bring one `.po` file up to date."""
    sys.path.insert(0, str(ROOT))
    from app.texts import read_catalogue

    known = read_catalogue(target) if target.is_file() else {}
    entries = [PO_HEAD.format(language=language)]
    for text in wanted:
        entries.append(f"msgid {_quoted(text)}\nmsgstr {_quoted(known.get(text, ''))}\n")
    target.write_text("\n".join(entries), encoding="utf-8")


def update(folder: Path) -> None:
    """Bring every catalogue in a folder up to date."""
    for language in LANGUAGES:
        update_window(language, folder / f"modelward_{language}.ts")
        if language != "en":
            update_words(language, folder / f"{language}.po", business_texts())
            update_words(language, folder / f"commands_{language}.po", command_texts())
            update_words(language, folder / f"checks_{language}.po", checking_texts())


def lagging() -> list[str]:
    """The catalogues that would change."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in FOLDER.iterdir():
            copy(file, folder)
        update(folder)
        return [
            file.name
            for file in sorted(folder.iterdir())
            if not (FOLDER / file.name).is_file()
            or file.read_bytes() != (FOLDER / file.name).read_bytes()
        ]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        found = lagging()
        if found:
            print(f"Out of date: {', '.join(found)}. Run: make texts")
        sys.exit(bool(found))
    FOLDER.mkdir(exist_ok=True)
    update(FOLDER)
