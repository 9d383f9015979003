"""The page of a proof that people read, as PDF: what, whose, when, seal, signatures, the check."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QEventLoop, QMarginsF, QSizeF, QUrl
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPageLayout,
    QPageSize,
    QPdfWriter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextImageFormat,
    QTextLength,
    QTextTableFormat,
)

from app.errors import InputError
from app.services.placed_file import placed, require_free
from app.services.trail.proof_facts import ProofFacts, SignedAct
from app.services.trail.proof_words import ProofWords
from app.texts import person_name, role_name, told, word
from app.views.key_words import revoked_words
from app.views.language import tr
from app.views.panels.lineage_seal import grouped
from app.views.tokens import LIGHT
from app.views.zones import zone

DPI = 144
MARGIN_MM = 18.0
_SHEET_MM, _INCH_MM = 210.0, 25.4  # A4 is so wide
_PICTURE_DPI = 96  # Qt measures pictures in these, whatever the sheet has
_PADDING = 4  # of a cell, likewise
_POINTS = 72  # an inch
_SIZES = (9, 8, 7, 6)  # points of a table's letters, as large as its words have room
_LONGEST_WORD = 24  # letters; what is longer may break
INK, GREY, WARN = LIGHT.text, LIGHT.placeholder, LIGHT.warning  # paper is light
Rows = Sequence[Sequence[str]]
NO_WORDS = ProofWords()  # the kinds of events alone


def pdf_beside(proof: Path) -> Path:
    return proof.with_suffix(".pdf")


def write_proof_pdf(
    facts: ProofFacts, subject: str, out: Path, words: ProofWords = NO_WORDS
) -> None:
    """Write the page of the proof of `subject`; no text of the bank is read as markup.

    Raises:
        InputError: something lies at `out`, or nothing can be written there.
    """
    require_free(out)
    with placed(out) as part:
        title = tr("Proof of {subject}").format(subject=subject)
        print_pdf(lambda: proof_page(facts, subject, words), part, title, name=out.name)


def print_pdf(make: Callable[[], QTextDocument], part: Path, title: str, *, name: str = "") -> None:
    """Print what `make` gives on sheets of A4 into the file `part`; also in a thread.

    Raises:
        InputError: it could not be written whole.
    """
    timers = QEventLoop()  # a long page is laid out by timers, which a thread of Python's has not
    writer = QPdfWriter(str(part))
    writer.setResolution(DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    writer.setTitle(title)
    writer.setCreator("Modelward")
    document = make()
    document.documentLayout().setPaintDevice(writer)
    area = writer.pageLayout().paintRectPixels(DPI)
    document.setPageSize(QSizeF(area.width(), area.height()))
    document.print_(writer)
    del document, timers
    del writer  # it writes the end of the file when it goes
    is_whole = part.is_file() and part.read_bytes().rstrip().endswith(b"%%EOF")
    if not is_whole:  # Qt tells of no full disk
        said = name or part.name
        raise InputError(
            tr("{name} could not be written whole.").format(name=said),
            hint=tr("Free some space."),
        )


def proof_page(facts: ProofFacts, subject: str, words: ProofWords = NO_WORDS) -> QTextDocument:
    """What the page says, before it is cut into sheets."""
    page = Page()
    _tell(page, facts, subject, words)
    return page.document


class Page:
    """Writes paragraphs and tables in the order of reading."""

    def __init__(self) -> None:
        self.document = QTextDocument()
        self.document.setDefaultFont(QFont("sans-serif", 10))
        self.document.setDocumentMargin(0)
        self._cursor = QTextCursor(self.document)
        self._is_begun = False

    def title(self, text: str) -> None:
        self._block(text, size=20, is_bold=True, below=4)

    def heading(self, text: str) -> None:
        self._block(text, size=13, is_bold=True, above=20, below=4)

    def text(self, text: str) -> None:
        self._block(text, below=8)

    def note(self, text: str) -> None:
        self._block(text, color=WARN, is_bold=True, below=8)

    def small(self, text: str) -> None:
        self._block(text, size=8, color=GREY, below=4)

    def code(self, text: str) -> None:
        self._block(text, family="monospace", size=9, below=8)

    def picture(self, image: QImage) -> None:
        """As wide as the sheet has room."""
        self._block("", above=8, below=8)
        self.document.addResource(
            QTextDocument.ResourceType.ImageResource.value, QUrl("picture"), image
        )
        form = QTextImageFormat()
        form.setName("picture")
        width = (_SHEET_MM - 2 * MARGIN_MM) / _INCH_MM * _PICTURE_DPI
        form.setWidth(width)
        form.setHeight(width * image.height() / max(1, image.width()))
        self._cursor.insertImage(form)

    def table(self, rows: Rows, widths: Sequence[int], heads: Sequence[str] = ()) -> None:
        every = [*([heads] if heads else []), *rows]
        form = QTextTableFormat()
        form.setBorder(0)
        form.setCellPadding(_PADDING)
        form.setCellSpacing(0)
        form.setHeaderRowCount(1 if heads else 0)
        form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        size, shares = fitting(every, widths, bold=1 if heads else 0)
        form.setColumnWidthConstraints(
            [QTextLength(QTextLength.Type.PercentageLength, share) for share in shares]
        )
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        table = self._cursor.insertTable(len(every), len(widths), form)
        for number, row in enumerate(every):
            for column, text in enumerate(row):
                is_head = bool(heads) and number == 0
                is_name = not heads and column == 0
                style = _letters(
                    min(8, size) if _long(text) else size,
                    is_bold=is_head,
                    color=GREY if is_name or is_head else "",
                    family="monospace" if _long(text) else "",
                )
                table.cellAt(number, column).firstCursorPosition().insertText(_broken(text), style)
        self._cursor.movePosition(QTextCursor.MoveOperation.End)

    def _block(
        self,
        text: str,
        *,
        size: int = 10,
        is_bold: bool = False,
        color: str = "",
        family: str = "",
        above: int = 0,
        below: int = 0,
    ) -> None:
        form = QTextBlockFormat()
        form.setTopMargin(above)
        form.setBottomMargin(below)
        style = _letters(size, is_bold=is_bold, color=color, family=family)
        if self._is_begun:
            self._cursor.insertBlock(form, style)
        else:
            self._cursor.setBlockFormat(form)
        self._is_begun = True
        self._cursor.insertText(text, style)


def fitting(rows: Rows, widths: Sequence[float], *, bold: int = 0) -> tuple[int, list[float]]:
    """The points and the percentages at which no word of a table breaks, nearest to `widths`.

    Where even small letters have no room for all of them, the first `bold` rows (the heads) win.
    """
    room = (_SHEET_MM - 2 * MARGIN_MM) / _INCH_MM * _POINTS
    padding = 2 * _PADDING / _PICTURE_DPI * _POINTS + 1  # a word as wide as its cell breaks
    for part in (rows, rows[:bold]):
        longest = _longest(part, len(widths), bold)
        for size in _SIZES:
            least = [100 * (size * width + padding) / room for width in longest]
            if sum(least) <= 100:
                return size, _shared(widths, least)
    return _SIZES[-1], list(widths)


def _longest(rows: Rows, count: int, bold: int) -> list[float]:
    """How wide the longest word of each column is, at one point."""
    found = [0.0] * count
    for number, row in enumerate(rows):
        font = QFont("sans-serif")
        font.setPixelSize(100)  # as fine as letters are on paper
        font.setBold(number < bold)
        metrics = QFontMetricsF(font)
        for column, text in enumerate(row):
            words = [one for one in text.split() if number < bold or len(one) <= _LONGEST_WORD]
            widest = max((metrics.horizontalAdvance(one) for one in words), default=0.0)
            found[column] = max(found[column], widest / 100)
    return found


def _shared(widths: Sequence[float], least: Sequence[float]) -> list[float]:
    """Each column gets what it needs; what is left goes by the widths that were asked for."""
    whole = sum(widths) or 1
    wanted = [100 * width / whole for width in widths]
    short = {n for n, need in enumerate(least) if wanted[n] < need}
    while True:
        left = 100 - sum(least[n] for n in short)
        others = sum(wanted[n] for n in range(len(wanted)) if n not in short) or 1
        shares = [least[n] if n in short else wanted[n] * left / others for n in range(len(wanted))]
        more = {n for n, need in enumerate(least) if shares[n] < need - 1e-9} - short
        if not more:
            return shares
        short |= more


def _letters(
    size: int, *, is_bold: bool = False, color: str = "", family: str = ""
) -> QTextCharFormat:
    style = QTextCharFormat()
    style.setFontPointSize(size)
    style.setFontWeight(QFont.Weight.Bold if is_bold else QFont.Weight.Normal)
    style.setForeground(QBrush(QColor(color or INK)))
    if family:
        style.setFontFamilies([family])
    return style


def _broken(text: str) -> str:
    """A digest may break anywhere: it holds no space."""
    return "\u200b".join(text[n : n + 16] for n in range(0, len(text), 16)) if _long(text) else text


def _long(text: str) -> bool:
    return len(text) >= 48 and " " not in text


def _at(at: datetime | None) -> str:
    """Both, as every proof says its times: local with its offset, and UTC."""
    if at is None:
        return ""
    local = at.astimezone(zone())
    if not local.utcoffset():
        return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    return f"{local:%Y-%m-%d %H:%M:%S %z} ({at.astimezone(UTC):%H:%M:%S} UTC)"


def _tell(page: Page, facts: ProofFacts, subject: str, words: ProofWords) -> None:
    page.title(tr("Proof of {subject}").format(subject=subject))
    page.small(
        tr("Workspace {name}, made {at} by {person}").format(
            name=facts.workspace, at=_at(facts.made_at), person=facts.made_by
        )
    )
    if facts.is_demo:
        page.note(
            tr(
                "This is a demonstration: people, models and dates are made up. It proves nothing"
                " about any bank."
            )
        )
    if facts.is_redacted:
        page.note(
            tr(
                "Reasons, names and signed documents were left out of this copy. Each left its"
                " salted digest, so that all else can still be checked."
            )
        )
    _tell_what(page, facts, subject)
    _tell_served(page, facts, words)
    _tell_stories(page, words)
    _tell_seal(page, facts)
    _tell_signed(page, facts)
    _tell_check(page, facts)
    _tell_events(page, facts, words)


def _tell_what(page: Page, facts: ProofFacts, subject: str) -> None:
    page.heading(tr("What it is a proof of"))
    held = tr("%n event(s)", "", facts.included)
    page.text(
        tr(
            "It holds {held} about {subject}, as they were recorded, from {start} until {until}."
        ).format(
            held=held,
            subject=subject,
            start=_at(facts.start) or tr("the beginning"),
            until=tr("{time}, not included").format(time=_at(facts.until))
            if facts.until
            else tr("the last seal"),
        )
    )
    left = tr("%n sealed event(s)", "", facts.excluded)
    waiting = tr("%n event(s)", "", facts.unsealed)
    page.text(
        tr(
            "Left out are {left} of other things or times; {waiting} were not sealed yet when it"
            " was made, and stand in no proof."
        ).format(left=left, waiting=waiting)
    )


def _tell_served(page: Page, facts: ProofFacts, words: ProofWords) -> None:
    """Which version served on a day is what most are asked. Redacted, nobody can tell it."""
    if not words.subjects:
        return
    page.heading(tr("What served in production"))
    rows = [
        (
            words.subjects.get(one.came.id, ""),
            f"#{one.service}",
            _at(one.came.at),
            _at(one.left.at) if one.left is not None else tr("still there"),
            ", ".join(str(event.position) for event in (one.came, one.left) if event is not None),
        )
        for one in facts.served
    ]
    heads = (tr("Version"), tr("Service"), tr("From"), tr("Until"), tr("Events"))
    page.table(rows, (20, 18, 25, 25, 12), heads)
    page.small(
        tr(
            "Still there: when the time of this proof ends. Events are named by their position in"
            " the log; what a version is called is told from the workspace."
        )
    )


def _tell_stories(page: Page, words: ProofWords) -> None:
    """As Lineage tells them; what the file itself proves of it is the record and the events."""
    for decision, paragraphs in words.stories.items():
        page.heading(tr("The story of decision {id}").format(id=decision))
        for one in paragraphs:
            page.text(one)
        page.small(
            tr(
                "Told from the workspace when the proof was made. The file holds the record of the"
                " decision, led to the event of its import, and the events of its model."
            )
        )


def _tell_seal(page: Page, facts: ProofFacts) -> None:
    page.heading(tr("The seal"))
    page.text(
        tr(
            "The log was sealed until {at} with {size} events. Its root is one number made of all"
            " of them: a single changed, added or missing event would give another."
        ).format(at=_at(facts.sealed_until), size=grouped(facts.head_size))
    )
    page.table(
        (
            (tr("Log"), facts.log),
            (tr("Root of the tree"), facts.head_root),
            (tr("Sealed with the key"), facts.head_kid),
        ),
        (26, 74),
    )


def _tell_signed(page: Page, facts: ProofFacts) -> None:
    page.heading(tr("What people signed"))
    for key in facts.revoked:
        page.note(revoked_words(key))
    if not facts.acts:
        page.text(tr("Nothing in this proof was signed by a person."))
        return
    if facts.is_redacted:
        heads = (tr("Kind"), tr("Key"), tr("SHA-256 of what was signed"))
        rows = [(word(one.kind), one.kid or tr("not signed"), one.sha256) for one in facts.acts]
        page.table(rows, (10, 22, 68), heads)
        return
    for one in sorted(facts.acts, key=lambda one: (one.at is None, one.at)):
        page.text(_act(one))


def _act(one: SignedAct) -> str:
    who = (
        tr("{person}, {role}").format(person=one.person, role=role_name(one.role))
        if one.role
        else (one.person)
    )
    said = tr("{at}: {who} signed {meaning} for {what}.").format(
        at=_at(one.at),
        who=who,
        meaning=_meaning(one.meaning),
        what=", ".join(filter(None, (f"{word(one.thing)} {one.subject}".strip(), one.target))),
    )
    why = tr("Reason: {reason}").format(reason=one.reason) if one.reason else ""
    key = (
        tr("Signed with the key {kid}.").format(kid=one.kid) if one.kid else tr("It is not signed.")
    )
    return " ".join(filter(None, (said, key, why)))


def _meaning(signed: str) -> str:
    """The very word that was signed, and what it says in the language of the page."""
    said = tr(signed)  # marked in `signed_block.MEANINGS`
    return f"“{told(word(signed))}”" if said == signed else f"“{signed}” ({said})"


def _tell_check(page: Page, facts: ProofFacts) -> None:
    page.heading(tr("How to check it"))
    page.text(
        tr(
            "This page is for reading and proves nothing by itself. The proof is the file beside"
            " it, {file}: the very bytes that were sealed, as JSON. Compare its SHA-256 first."
        ).format(file=facts.file_name)
    )
    page.table(
        (
            (tr("File"), f"{facts.file_name} ({grouped(facts.size_bytes)} B)"),
            (tr("SHA-256 of the file"), facts.sha256),
            (tr("It is signed with the key"), facts.kid),
            (tr("SHA-256 of its manifest.json"), facts.manifest_sha256),
            *((tr("SHA-256 of its {name}").format(name=name), digest)
              for name, digest in facts.members if name in ("leaves.txt", "signed.txt")),
        ),
        (30, 70),
    )  # fmt: skip
    page.text(
        tr(
            "Then run the verifier (modelward-verify where Modelward is installed): one file for"
            " Python 3.11 with the package cryptography, without the product. Get it from its"
            " makers or from somebody you trust, not from whoever gave you the proof."
        )
    )
    page.code(f"python modelward_verify.py {facts.file_name}")
    page.text(
        tr(
            "It names each byte that was changed, by member and record. Ask the bank by another way"
            " for the name of its sealing key (--key), and for a size and root of the log that"
            " somebody saw before (--seen)."
        )
    )
    page.text(
        tr(
            "It does not prove that an event was true, only who recorded it and that it was not"
            " changed since it was sealed; nor anything against two people who work together."
        )
    )


def _tell_events(page: Page, facts: ProofFacts, words: ProofWords) -> None:
    page.heading(tr("The events"))
    page.small(
        tr("Position: where the event stands in the log; the first is 0, as the verifier names it.")
    )
    if words.sentences:
        page.small(
            tr("What was done is told from the workspace when the proof was made, as in Lineage.")
        )
    rows = [
        (str(one.position), _at(one.at), person_name(one.person), words.of(one))
        for one in facts.events
    ]
    page.table(rows, (10, 26, 22, 42), (tr("Position"), tr("When"), tr("Who"), tr("What")))
    if facts.included > len(facts.events):
        more = tr("%n more event(s) in the file", "", facts.included - len(facts.events))
        page.small(f"{more}.")
