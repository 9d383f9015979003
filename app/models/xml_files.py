"""Reads XML that comes from outside (BPMN, DMN): limits first, no DTD, no entity, no network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from app.errors import InputError

MAX_BYTES = 5 * 1024 * 1024
MAX_ELEMENTS = 20_000
_PLACE = re.compile(r",? ?line \d+, column \d+$|\n.*", re.DOTALL)
_ENTITY_HINT = "Export the file without a document type (DTD) and without entities."


def read_xml(data: bytes, source: str) -> etree._Element:
    """The root of a well-formed document within the limits.

    Always from bytes: lxml takes a "%" in a file name for a URL escape.

    Raises:
        InputError: one sentence with the file and, where there is one, the line.
    """
    if len(data) > MAX_BYTES:
        raise InputError(
            f"{source} is larger than {MAX_BYTES // 1024**2} MB ({len(data):,} bytes).",
            hint="Split it, or take pictures out of it.",
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _syntax_error(error, data, source) from error
    except ValueError as error:
        raise InputError(f"{source} is no readable XML file.") from error
    information: Any = root.getroottree().docinfo  # the stubs don't know its attributes
    if information.doctype:
        raise InputError(
            f"{source}: line {_doctype_line(data)}: a document type (DTD) is not accepted.",
            hint=_ENTITY_HINT,
        )
    _check_content(root, source)
    return root


def elements(root: etree._Element) -> Iterator[etree._Element]:
    """`root` and all elements below it in document order; no comments."""
    return root.iter(etree.Element)


def line_of(element: etree._Element) -> int:
    line = element.sourceline
    return line if isinstance(line, int) else 0


def local(element: etree._Element) -> str:
    return etree.QName(element).localname


def namespace(element: etree._Element) -> str:
    return etree.QName(element).namespace or ""


def split_name(name: str) -> tuple[str, str]:
    """Namespace and local part of an attribute's name."""
    parts = etree.QName(name)
    return parts.namespace or "", parts.localname


def text_in(element: etree._Element | None) -> str:
    """The text of an element and of all below it, without white space at its ends."""
    return "" if element is None else "".join(map(str, element.itertext(etree.Element))).strip()


def _check_content(root: etree._Element, source: str) -> None:
    for count, node in enumerate(root.iter(etree.Element, etree.Entity), 1):
        if count > MAX_ELEMENTS:
            raise InputError(f"{source} holds more than {MAX_ELEMENTS:,} elements.")
        if node.tag is etree.Entity:
            raise InputError(
                f"{source}: line {line_of(node)}: entities are not accepted.", hint=_ENTITY_HINT
            )


def _syntax_error(error: etree.XMLSyntaxError, data: bytes, source: str) -> InputError:
    if b"<!DOCTYPE" in data:
        return InputError(
            f"{source}: line {_doctype_line(data)}: a document type (DTD) is not accepted.",
            hint=_ENTITY_HINT,
        )
    reason = _PLACE.sub("", error.msg or "unreadable")
    return InputError(
        f"{source}: line {error.lineno or 1}: this is no well-formed XML ({reason}).",
        hint="Open the file in the program that made it and export it again.",
    )


def _doctype_line(data: bytes) -> int:
    before, found, _ = data.partition(b"<!DOCTYPE")
    return before.count(b"\n") + 1 if found else 1
