"""The signature under a decision or a waiver, as it is shown to whoever reads it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.services.signed_blocks import SignedBlock
from app.texts import told
from app.views import theme
from app.views.cells import State, Status
from app.views.language import N_, tr
from app.views.theme import FontRole
from app.views.widgets.basics import (
    FactList,
    StateChip,
    StyledLabel,
    caption,
    row,
)
from app.views.widgets.wrap import WrapLayout
from app.views.zones import zone

_LEAST_WORDS = 150  # px beside a name; with less they go on below it
# What a signature means, as the signed documents say it.
MEANINGS = (
    N_("Approved"), N_("Rejected"), N_("Granted"), N_("Accepted"), N_("Attested"), N_("Closed"),
    N_("Confirmed"), N_("Put in force"), N_("Reviewed"),
)  # fmt: skip


def signed_words(block: SignedBlock) -> str:
    """ "Approved, 2026-03-14 15:02 CET (14:02 UTC)"."""
    local = block.signed_at.astimezone(zone())
    utc = f" ({block.signed_at:%H:%M} UTC)" if local.utcoffset() else ""
    return f"{tr(block.meaning)}, {local:%Y-%m-%d %H:%M %Z}{utc}"


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
            layout.addWidget(StyledLabel(told(block.fault), wraps=True))
        hash_ = StyledLabel(
            grouped(block.document_sha256[:32]) + " …", FontRole.MONO, wraps=True, can_copy=True
        )
        hash_.setToolTip(block.document_sha256)
        facts = FactList(label_width=64)
        facts.set_facts(
            (
                (tr("Signed"), signed_words(block)),
                (tr("Hash"), hash_),
                (tr("Key"), StyledLabel(grouped(block.kid), FontRole.MONO, can_copy=True)),
            )
        )
        layout.addWidget(facts)
        self.setAccessibleName(signed_sentence(block))
        self.setObjectName("signed.block")


class SignedLines(QWidget):
    """The signatures on a request, a line each."""

    def __init__(self, blocks: Sequence[SignedBlock]) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for block in blocks:
            layout.addWidget(_line(block))
        if any(block.fault for block in blocks):
            words = tr("The service deploys nothing on a signature that does not hold.")
            layout.addWidget(caption(words, wraps=True))


def _line(block: SignedBlock) -> QWidget:
    """One signature in one line, or more where it is narrow; the whole digests on the pointer."""
    words = tr("{signed}. Checked now: hash {hash} …, key {kid} …").format(
        signed=signed_words(block), hash=block.document_sha256[:8], kid=block.kid[:8]
    )
    said = StyledLabel(words, is_secondary=True, wraps=True)
    said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    theme.keep_sized(said, lambda: said.setMinimumWidth(theme.px(_LEAST_WORDS)))
    line = QWidget()
    layout = WrapLayout(line, spacing=6)
    for part in (StateChip(_state(block)), StyledLabel(block.person, FontRole.STRONG), said):
        layout.addWidget(part)
    line.setToolTip(
        "\n".join(
            (
                f"{tr('Hash')} {grouped(block.document_sha256)}",
                f"{tr('Key')} {grouped(block.kid)}",
                told(block.fault),
            )
        ).strip()
    )
    line.setAccessibleName(signed_sentence(block))
    line.setObjectName("signed.block")
    return line


def _state(block: SignedBlock) -> State:
    if block.fault:
        return State(Status.FAILED, tr("does not hold"))
    return State(Status.OK, tr("holds"))


def signed_sentence(block: SignedBlock) -> str:
    """ "Signed by Jo Vermeer: Approved, 2026-03-14 15:02 CET, and it holds"."""
    said = {"person": block.person, "signed": signed_words(block)}
    if block.fault:
        words = tr("Signed by {person}: {signed}, but it does not hold: {why}")
        return words.format(**said, why=told(block.fault))
    return tr("Signed by {person}: {signed}, and it holds").format(**said)
