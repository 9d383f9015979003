"""Process files from outside: read as they are, or refused in one sentence."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import InputError
from app.models.bpmn.checks import check
from app.models.bpmn.diff import differences
from app.models.bpmn.graph import EventKind, NodeKind, TimerKind
from app.models.bpmn.xml_io import parse
from tests.shared_data import shared_folder

OWN = Path(__file__).parent / "data" / "everything.bpmn"
MIWG_FOLDER = shared_folder("bpmn-miwg")
MIWG = sorted(MIWG_FOLDER.glob("*.bpmn")) if MIWG_FOLDER else []
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SMALL = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<definitions xmlns="{BPMN}" targetNamespace="t">\n'
    '<process id="p" name="Prüfung" isExecutable="true"><startEvent id="a"/><endEvent id="b"/>'
    '<sequenceFlow id="f" sourceRef="a" targetRef="b"/></process>\n</definitions>'
)


@pytest.mark.skipif(not MIWG, reason="the interchange test suite is not beside the repository")
@pytest.mark.parametrize("path", MIWG, ids=lambda path: path.name)
def test_every_interchange_file_is_viewable(path):
    file = parse(path.read_bytes(), path.name)
    report = check(file, frozenset(), {})
    drawn = {shape.element for process in file.processes.values() for shape in process.shapes}
    nodes = {node for process in file.processes.values() for node in process.nodes}
    assert nodes <= drawn
    assert all(file.extra_kinds.get(each) for each in drawn)
    assert report.supported
    assert means_the_same(path.read_bytes(), file.data)


@pytest.mark.skipif(not MIWG, reason="the interchange test suite is not beside the repository")
def test_the_same_model_by_two_programs_differs_and_says_where():
    by_name = {path.name: path.read_bytes() for path in MIWG}
    found = differences(by_name["A.1.0.bpmn"], by_name["A.1.0.camunda-modeler.bpmn"])
    assert any(each.element == "task" and not each.is_layout for each in found)


def test_a_file_with_everything_is_read_completely():
    file = parse(OWN.read_bytes(), OWN.name)
    process = file.processes["review"]
    nodes = process.nodes
    assert check(file, frozenset(["deploy", "scan"]), {"security-scan": "scan"}).refused == ()
    assert process.name == "Review a model"
    assert process.version_tag == "1.2"
    assert file.executable_ids == {"review"}
    assert nodes["decide"].roles == ("risk_officer", "compliance")
    assert nodes["decide"].outcomes == ("accepted", "rejected")
    assert nodes["decide"].task_kind == "approve"
    assert nodes["decide"].due == "P3D"
    assert nodes["late"].attached_to == "decide"
    assert not nodes["late"].is_interrupting
    assert nodes["late"].event.timer.kind is TimerKind.CYCLE
    assert nodes["late"].event.timer.zone == "Europe/Amsterdam"
    assert nodes["late"].event.timer.misfire == "skip"
    assert nodes["failed"].event.kind is EventKind.ERROR
    assert nodes["failed"].event.error_code == "DEPLOY_FAILED"
    assert nodes["failed"].event.error_code_variable == "code"
    assert nodes["deploy"].task_type == "deploy"
    assert nodes["deploy"].retries.attempts == 3
    assert nodes["deploy"].retries.wait_s == (60.0, 60.0, 60.0)
    assert [(each.target, each.source) for each in nodes["deploy"].inputs] == [
        ("version", "${version}"),
        ("note", "plain"),
    ]
    assert nodes["answer"].event.message == "answer"
    assert nodes["answer"].event.correlation_key == "${request}"
    assert nodes["route"].decision == "route"
    assert nodes["route"].decision_result == "collectEntries"
    assert nodes["route"].result_variable == "roles"
    assert nodes["each"].multi_instance.collection == "${roles}"
    assert nodes["each"].multi_instance.element_variable == "role"
    assert nodes["inside"].scope == "each"
    assert nodes["call"].called_element == "digest"
    assert [(each.source, each.target) for each in nodes["call"].inputs] == [("${a}", "b")]
    assert nodes["choose"].default_flow == "no"
    assert process.flows["yes"].condition == "${outcome == 'accepted'}"
    assert process.flows["maybe"].condition == '=outcome = "maybe"'
    assert [flow.id for flow in process.outgoing(nodes["choose"])] == ["yes", "maybe", "no"]
    assert nodes["each"].kind is NodeKind.SUB_PROCESS
    assert process.boundary_events["deploy"] == (nodes["failed"],)
    (shape,) = [shape for shape in process.shapes if shape.element == "decide"]
    assert (shape.x, shape.y, shape.width, shape.height) == (200, 80, 100, 80)
    assert shape.label is None
    assert process.extra_names["note"] == "Four eyes"
    assert process.extra_kinds["late"] == "boundaryEvent:timer"
    assert process.extra_kinds["note"] == "textAnnotation"


def means_the_same(a: bytes, b: bytes) -> bool:
    return all(each.is_layout for each in differences(a, b))


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "ISO-8859-1"])
def test_every_declared_encoding_is_read(encoding):
    data = SMALL.replace("UTF-8", encoding).encode(encoding)
    assert parse(data).processes["p"].name == "Prüfung"
    assert means_the_same(data, SMALL.encode())


BAD = {
    "empty": (b"", "line 1"),
    "no XML": (b"PK\x03\x04", "line 1"),
    "no BPMN": (b"<html/>", "begins with <html>"),
    "old BPMN": (b'<definitions xmlns="urn:other"/>', "no BPMN 2.0"),
    "truncated": (SMALL.encode()[:-60], "line 3"),
    "control characters": (SMALL.replace("Prüfung", "a\x07b").encode(), "line 3"),
    "undeclared prefix": (SMALL.replace("<startEvent", "<x:startEvent").encode(), "line 3"),
    "wrong encoding": (SMALL.encode("latin-1"), "line 3"),
    "unknown encoding": (SMALL.replace("UTF-8", "x-none").encode(), "line 1"),
    "too large": (SMALL.encode() + b" " * 6 * 1024 * 1024, "larger than 5 MB"),
    "too many elements": (
        SMALL.replace("</process>", "<task/>" * 20_001 + "</process>").encode(),
        "more than 20,000 elements",
    ),
    "too deep": (b"<a>" * 300, "line 1"),
    "DTD": (
        SMALL.replace("<definitions", "<!DOCTYPE definitions>\n<definitions").encode(),
        "line 2: a document type",
    ),
    "entity": (
        SMALL.replace(
            "<definitions", '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><definitions'
        )
        .replace("Prüfung", "&x;")
        .encode(),
        "document type",
    ),
    "entity bomb": (
        (
            "<!DOCTYPE d ["
            + '<!ENTITY a0 "ha">'
            + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 11))
            + f']><definitions xmlns="{BPMN}"><process id="&a10;">&a10;</process></definitions>'
        ).encode(),
        "document type",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_in_one_sentence_with_its_name(name):
    data, words = BAD[name]
    with pytest.raises(InputError) as caught:
        parse(data, "bad.bpmn")
    message = caught.value.message
    assert message.startswith("bad.bpmn")
    assert words in message
    assert "\n" not in message
    assert len(message) < 250


def test_long_names_markup_and_a_percent_sign_are_plain_text():
    name = "%41 &lt;b&gt;" + "x" * 200
    file = parse(SMALL.replace("Prüfung", name).encode(), "100%.bpmn")
    assert file.processes["p"].name == "%41 <b>" + "x" * 200


def test_a_broken_place_in_the_drawing_is_left_out_not_refused():
    data = OWN.read_bytes().replace(b'x="200"', b'x="left"')
    file = parse(data)
    drawn = {shape.element for shape in file.processes["review"].shapes}
    assert "decide" not in drawn
    assert not check(file, frozenset(["deploy", "scan", "security-scan"]), {}).refused


def test_the_bytes_stay_as_they_came():
    assert parse(OWN.read_bytes()).data == OWN.read_bytes()


def test_differences_are_about_meaning():
    data = OWN.read_bytes()
    moved = data.replace(b'x="200"', b'x="210"')
    assert means_the_same(data, moved)
    assert [each.is_layout for each in differences(data, moved)] == [True]
    defaulted = data.replace(b'<userTask id="decide"', b'<userTask startQuantity="1" id="decide"')
    assert differences(data, defaulted) == ()
    renamed = data.replace(b'name="Decide"', b'name="Think"')
    (found,) = differences(data, renamed)
    assert (found.id, found.what, found.before, found.after) == (
        "decide",
        "name",
        "Decide",
        "Think",
    )
    rerouted = data.replace(b'id="yes" sourceRef="choose" targetRef="deploy"',
                            b'id="yes" sourceRef="choose" targetRef="end"')  # fmt: skip
    assert not means_the_same(data, rerouted)
    yes, rest = data.index(b'<sequenceFlow id="yes"'), data.index(b'<sequenceFlow id="maybe"')
    later = data.index(b'<sequenceFlow id="no"')
    swapped = data[:yes] + data[rest:later] + data[yes:rest] + data[later:]
    (found,) = differences(data, swapped)
    assert (found.id, found.what, found.before) == (
        "choose",
        "order of its flows",
        "yes maybe no",
    )
    retold = data.replace(b">R3/PT1M<", b">R9/PT1M<")
    assert not means_the_same(data, retold)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_file_gives_a_report_or_one_sentence(data):
    whole = OWN.read_bytes()
    start = data.draw(st.integers(0, len(whole) - 1))
    length = data.draw(st.integers(0, 60))
    filling = data.draw(st.sampled_from([b"", b'"', b"<", b"x", b'id="decide" ', b"${", b"&lt;"]))
    damaged = whole[:start] + filling + whole[start + length :]
    try:
        file = parse(damaged, "damaged.bpmn")
    except InputError as error:
        caught = error.message
        assert caught.startswith("damaged.bpmn")  # either way is right
        return
    check(file, frozenset(["deploy", "scan"]), {})
    differences(whole, damaged)
