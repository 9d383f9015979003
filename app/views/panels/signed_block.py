"""The signature under a decision or a waiver, as it is shown to whoever reads it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.signed_blocks import SignedBlock
from app.views.cells import State, Status
from app.views.theme import FontRole
from app.views.widgets.basics import (
    Card,
    FactList,
    SectionLabel,
    StateChip,
    StyledLabel,
    caption,
    row,
)


def signed_words(block: SignedBlock) -> str:
    """ "Approved, 2026-03-14 15:02 CET (14:02 UTC)"."""
    local = block.signed_at.astimezone()
    utc = f" ({block.signed_at:%H:%M} UTC)" if local.utcoffset() else ""
    return f"{block.meaning}, {local:%Y-%m-%d %H:%M %Z}{utc}"


def grouped(digits: str) -> str:
    return " ".join(digits[n : n + 4] for n in range(0, len(digits), 4))


class SignedBlockView(QWidget):
    """Name, time, meaning, hash and key; and whether it holds, verified while it was read."""

    def __init__(self, block: SignedBlock) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        chip = StateChip(_state(block))
        head = row(StyledLabel(block.person, FontRole.STRONG), chip, None, spacing=6)
        layout.addWidget(head)
        if block.fault:
            layout.addWidget(StyledLabel(block.fault, wraps=True))
        hash_ = StyledLabel(
            grouped(block.document_sha256[:32]) + " …", FontRole.MONO, can_copy=True
        )
        hash_.setToolTip(block.document_sha256)
        facts = FactList(label_width=64)
        facts.set_facts(
            (
                ("Signed", signed_words(block)),
                ("Hash", hash_),
                ("Key", StyledLabel(grouped(block.kid), FontRole.MONO, can_copy=True)),
            )
        )
        layout.addWidget(facts)
        self.setAccessibleName(_told(block))
        self.setObjectName("signed.block")


class SignedBlocks(Card):
    """The signatures on a request."""

    def __init__(self, blocks: Sequence[SignedBlock]) -> None:
        super().__init__(is_alternate=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(10)
        layout.addWidget(SectionLabel("Signatures"))
        for block in blocks:
            layout.addWidget(_line(block))
        if any(block.fault for block in blocks):
            words = "The service deploys nothing on a signature that does not hold."
            layout.addWidget(caption(words, wraps=True))


def _line(block: SignedBlock) -> QWidget:
    """One signature in one line; the whole of it on the pointer."""
    words = f"{signed_words(block)}, hash {block.document_sha256[:8]} …, key {block.kid[:8]} …"
    line = row(
        StateChip(_state(block)),
        StyledLabel(block.person, FontRole.STRONG),
        StyledLabel(words, is_secondary=True),
        None,
        spacing=6,
    )
    line.setToolTip(
        "\n".join(
            (f"Hash {grouped(block.document_sha256)}", f"Key {grouped(block.kid)}", block.fault)
        ).strip()
    )
    line.setAccessibleName(_told(block))
    line.setObjectName("signed.block")
    return line


def _state(block: SignedBlock) -> State:
    return State(Status.FAILED, "does not hold") if block.fault else State(Status.OK, "holds")


def _told(block: SignedBlock) -> str:
    holds = f"but it does not hold: {block.fault}" if block.fault else "and it holds"
    return f"Signed by {block.person}: {signed_words(block)}, {holds}"
