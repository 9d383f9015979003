"""Goes through every element and attribute of a decision file: read, kept, or refused."""

from __future__ import annotations

from collections import Counter

from lxml import etree

from app.models.dmn.decisions import Finding
from app.models.dmn.vocabulary import (
    BESIDE,
    CAMUNDA,
    CAMUNDA_ATTRIBUTES,
    COMMON_ATTRIBUTES,
    DRAWINGS,
    FOREIGN_ENGINES,
    LOGIC,
    NAMESPACES,
    NOTES,
    QUIET_NAMESPACES,
    TAGS,
    TYPE_LANGUAGES,
    UNSUPPORTED,
    Tag,
)
from app.models.language.names import Spoken, spoken
from app.models.xml_files import line_of, local, namespace, split_name


class ElementCheck:
    """The rows on a decision file and all below its root."""

    def __init__(self, root: etree._Element) -> None:
        self.kept: list[Finding] = []
        self.refused: list[Finding] = []
        self._namespace = namespace(root)
        self._decorations: set[str] = set()  # namespaces that have a row
        stack = [root]
        while stack:
            current = stack.pop()
            tag = TAGS[local(current)]
            self._attributes(current, tag.attributes)
            self._content(current, tag)
            for child in reversed(list(current.iterchildren(etree.Element))):
                if self._is_entered(child, current, tag):
                    stack.append(child)

    def _is_entered(self, element: etree._Element, parent: etree._Element, tag: Tag) -> bool:
        """Judge `element`; whether to look at its attributes and children, too."""
        space, name = namespace(element), local(element)
        if space != self._namespace:
            if space not in DRAWINGS or parent.getparent() is not None:
                self._refuse(element, f"“{name[:80]}” is no element of this version of DMN.")
            return False
        if name == "extensionElements" and name in tag.one:
            self._extensions(element)
            return False
        if local(parent) == "definitions" and name in BESIDE:
            self._keep(element, BESIDE[name])
            return False
        if name not in tag.one | tag.many:
            shown = f"“{name[:80]}”"
            if name in UNSUPPORTED:
                self._refuse(element, f"{shown} is not evaluated here.")
            elif name in TAGS:
                self._refuse(element, f"{shown} has no meaning here.")
            else:
                self._refuse(element, f"{shown} is not known.")
            return False
        if name in NOTES:
            self._attributes(element, None)
            return False
        return True

    def _content(self, element: etree._Element, tag: Tag) -> None:
        """Only one of each is read, and no text outside the elements that hold one."""
        names = [
            local(child)
            for child in element.iterchildren(etree.Element)
            if namespace(child) == self._namespace
        ]
        counted = Counter(names)
        for name in sorted(tag.one & counted.keys()):
            if counted[name] > 1:
                self._refuse(element, f"It has {counted[name]} {name}; keep one.")
        kinds = sorted(LOGIC & counted.keys())
        if local(element) == "decision" and len(kinds) > 1:
            self._refuse(element, f"It has more than one logic: {', '.join(kinds)}; keep one.")
        if not tag.holds_text:
            pieces = [element.text, *(child.tail for child in element)]
            for piece in pieces:
                if piece and str(piece).strip():
                    shown = str(piece).strip()[:60]
                    self._refuse(element, f"The text “{shown}” stands outside <text>.")

    def _attributes(self, element: etree._Element, known: frozenset[str] | None) -> None:
        """Judge all attributes; `known` are those without a namespace, None: any."""
        for raw_name, raw_value in element.attrib.items():
            space, key = split_name(str(raw_name))
            value = str(raw_value)
            if space:
                self._foreign_attribute(element, space, key)
            elif known is not None and key not in known:
                why = f"The attribute “{key[:80]}” is not known on {local(element)}."
                self._refuse(element, why)
            elif key == "typeLanguage" and not _is_type_language(value):
                self._refuse(element, f"Types of “{value[:60]}” are not known.")

    def _foreign_attribute(self, element: etree._Element, space: str, key: str) -> None:
        if space in NAMESPACES:
            self._refuse(element, f"The attribute “{key[:80]}” must have no prefix.")
        elif space == CAMUNDA:
            holder, why = CAMUNDA_ATTRIBUTES.get(key, ("", ""))
            if not holder:
                self._refuse(element, f"camunda:{key[:80]} is not known.")
            elif local(element) != holder:
                self._refuse(element, f"camunda:{key} has no meaning here.")
            elif why:
                self._keep(element, f"camunda:{key}: {why}.")
        else:
            self._foreign(element, space, key)

    def _extensions(self, element: etree._Element) -> None:
        self._attributes(element, COMMON_ATTRIBUTES)
        for child in element.iterchildren(etree.Element):
            space, name = namespace(child), local(child)
            if space == CAMUNDA:
                self._refuse(child, f"camunda:{name[:80]} is not known.")
            elif space in NAMESPACES or not space:
                self._refuse(child, f"“{name[:80]}” is no extension.")
            else:
                self._foreign(child, space, name)

    def _foreign(self, element: etree._Element, space: str, name: str) -> None:
        if space in FOREIGN_ENGINES:
            why = f"“{name[:80]}” is for {FOREIGN_ENGINES[space]}, not evaluated here."
            self._refuse(element, why)
        elif space not in QUIET_NAMESPACES and space not in self._decorations:
            self._decorations.add(space)
            self._keep(element, f"Extensions of {space[:120]} have no effect.")

    def _keep(self, element: etree._Element, why: str) -> None:
        self.kept.append(finding_at(element, why))

    def _refuse(self, element: etree._Element, why: str) -> None:
        self.refused.append(finding_at(element, why))


def finding_at(element: etree._Element, why: str) -> Finding:
    """A finding with the nearest id, and the decision it lies in; none: it is of the whole file."""
    around = [element, *element.iterancestors()]
    own_id = next((each.get("id") for each in around if each.get("id")), "")
    decision = next((each for each in around if local(each) == "decision"), None)
    decision_id = "" if decision is None else decision.get("id") or ""
    return Finding(local(element), own_id or "", line_of(element), why, decision_id)


def _is_type_language(value: str) -> bool:
    return value in TYPE_LANGUAGES or spoken(value) in (Spoken.UNSAID, Spoken.FEEL)
