"""The window's language. Every text for people is marked here, and translated when it is shown.

In a function:  tr("No alert waits."),  tr("{model} goes to {stage}.").format(model=…, stage=…),
                tr("%n alert(s)", "", count);  a second text tells equal words apart.
In a constant:  TITLE = N_("Alerts"), shown by tr(TITLE).

The catalogues are the `.ts` files of Qt Linguist, read as they are: there is no compiled file
that could be out of step. `make texts` (Qt's lupdate) collects what is marked.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

from PySide6.QtCore import (
    QCoreApplication,
    QDate,
    QDateTime,
    QLibraryInfo,
    QLocale,
    QTime,
    QTranslator,
)

from app import texts
from app.config import LANGUAGE_VARIABLE, resources_folder
from app.views.zones import zone

_LOCALES = {"en": "en_US", "nl": "nl_NL", "xx": "en_US"}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A translation: one form, or one for 1 and one for every other number."""

    forms: tuple[str, ...]


Catalogue = Mapping[tuple[str, str], _Entry]


def tr(text: str, about: str = "", n: int | None = None) -> str:
    """A marked text in the reader's language; what was never marked comes back as it is.

    Args:
        about: tells apart equal English words that differ in other languages.
        n: chooses the form and stands for `%n`.
    """
    language = texts.language()
    if language == texts.PSEUDO:
        text = texts.pseudo(_form("en", text, about, n))
    elif language != "en" or n is not None:
        text = _form(language, text, about, n)
    return text if n is None else text.replace("%n", thousands(n))


def thousands(number: int) -> str:
    """A whole number, its thousands apart by a thin space."""
    return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def N_(text: str) -> str:
    return text


def listed(words: list[str] | tuple[str, ...], *, either: bool = False) -> str:
    """ "a, b and c", or "a, b or c"."""
    if len(words) < 2:
        return "".join(words)
    first, last = ", ".join(words[:-1]), words[-1]
    pattern = tr("{first} or {last}") if either else tr("{first} and {last}")
    return pattern.format(first=first, last=last)


def wanted(setting: str = "") -> str:
    """What to begin with: the environment's language, the setting, the system's, English."""
    named = os.environ.get(LANGUAGE_VARIABLE, "")
    return texts.first_known(named, setting, QLocale.system().name())


def is_named_outside() -> bool:
    """Whoever starts the program said which: no setting changes that."""
    return bool(os.environ.get(LANGUAGE_VARIABLE))


def use(language: str) -> None:
    """Speak this language from now on: own texts, Qt's own dialogs, dates and numbers."""
    texts.set_language(language)
    QLocale.setDefault(locale())
    application = QCoreApplication.instance()
    if application is None:
        return
    for each in application.findChildren(QTranslator):
        application.removeTranslator(each)
        each.deleteLater()
    own = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if own.load(f"qtbase_{texts.language()}", folder):
        application.installTranslator(own)


def locale() -> QLocale:
    """How numbers, days and sizes are written."""
    return QLocale(_LOCALES.get(texts.language(), "en_US"))


def locales() -> list[QLocale]:
    """The reader's first: days may be spoken in every language that the window has."""
    others = (QLocale(name) for name in dict.fromkeys(_LOCALES.values()))
    return [locale(), *(one for one in others if one != locale())]


def written(at: datetime, pattern: str) -> str:
    """A local time by a pattern of Qt ("ddd d MMMM"), with the names of days and months."""
    local = at.astimezone(zone())
    day, time = local.date(), local.time()
    moment = QDateTime(
        QDate(day.year, day.month, day.day), QTime(time.hour, time.minute, time.second)
    )
    return locale().toString(moment, pattern)


def catalogue_file(language: str) -> Path:
    return resources_folder() / "translations" / f"modelward_{language}.ts"


@lru_cache(maxsize=4)
def catalogue(language: str) -> Catalogue:
    """The translations of one language by text and what it is about; empty where there is none."""
    path = catalogue_file(language)
    if not path.is_file():
        return {}
    found: dict[tuple[str, str], _Entry] = {}
    for message in ElementTree.parse(path).iter("message"):
        key = message.findtext("source", ""), message.findtext("comment", "")
        translation = message.find("translation")
        if translation is None or translation.get("type"):
            continue
        forms = [form.text or "" for form in translation.iter("numerusform")]
        found[key] = _Entry(tuple(forms or [translation.text or ""]))
    return found


def _form(language: str, text: str, about: str, n: int | None) -> str:
    entry = catalogue(language).get((text, about))
    if entry is None:
        return text
    return entry.forms[0 if n in (1, None) else -1]
