"""Finds keys, tokens and passwords in texts, by their form and by how random they look."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from app.models.rules.scanned import Kind
from app.services.scanning.findings import Finding, Severity

MAX_LINE = 4_000  # longer lines are looked at piece by piece
MIN_ENTROPY = 3.2  # bits per letter; words have less, keys of 16 letters and more have more
MIN_PASSWORD = 6

FIX = "Remove it, put it into a secret store, and replace it where it is in use: it is known now."


@dataclass(frozen=True, slots=True)
class _Form:
    """A secret that gives itself away; group 1 is the secret where there is one."""

    name: str
    pattern: re.Pattern[str]
    severity: Severity = Severity.CRITICAL


def _form(name: str, pattern: str, severity: Severity = Severity.CRITICAL) -> _Form:
    return _Form(name, re.compile(pattern), severity)


_FORMS = (
    _form("a private key", r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----"),
    _form("an AWS access key", r"\b((?:AKIA|ASIA)[A-Z0-9]{16})\b"),
    _form("a Google API key", r"\b(AIza[0-9A-Za-z_\-]{35})(?![0-9A-Za-z_\-])"),
    _form("an Azure storage key", r"AccountKey=([A-Za-z0-9+/]{80,90}={0,2})"),
    _form("a GitHub token", r"\b(gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})"),
    _form("a GitLab token", r"\b(glpat-[A-Za-z0-9_\-]{20,64})"),
    _form("a Slack token", r"\b(xox[abeoprs]-[A-Za-z0-9\-]{10,250})"),
    _form("a Stripe key", r"\b((?:sk|rk)_live_[A-Za-z0-9]{16,128})"),
    _form("an npm token", r"\b(npm_[A-Za-z0-9]{36})\b"),
    _form("a PyPI token", r"\b(pypi-[A-Za-z0-9_\-]{50,250})"),
    _form("a Hugging Face token", r"\b(hf_[A-Za-z0-9]{30,60})\b"),
    _form("a Databricks token", r"\b(dapi[0-9a-f]{32}(?:-\d)?)\b"),
    _form("an AI provider's key", r"\b(sk-(?:ant-|proj-)?[A-Za-z0-9_\-]{32,200})"),
    _form(
        "a signed web token",
        r"\b(eyJ[A-Za-z0-9_\-]{10,2000}\.eyJ[A-Za-z0-9_\-]{10,2000}\.[A-Za-z0-9_\-]{10,1000})",
        Severity.HIGH,
    ),
)
_URL_PASSWORD = re.compile(
    r"\b[a-zA-Z][a-zA-Z0-9+.\-]{1,30}://[^\s:/@\"'<>]{1,100}:([^\s/@\"'<>]{3,200})@"
)
_NAMED = re.compile(
    r"""(?ix) (?:^|[^a-z0-9])                       # password = "…", api_key: …, "token": "…"
    ((?:[a-z0-9]{1,40}[_\-.]){0,5}
      (?:password|passwd|passphrase|pwd|secret|token|api[_\-]?key|apikey|access[_\-]?key|
         auth[_\-]?key|account[_\-]?key|private[_\-]?key|client[_\-]?secret|secret[_\-]?key|
         credentials?))
    ["']?\s{0,4}(?:=>|:=|[:=])\s{0,4}
    (?: (?P<quote>["'])(?P<quoted>[^"'\s]{6,300})(?P=quote)
      | (?P<bare>[^\s"',;(){}\[\]<>]{8,300})(?=\s*(?:$|[,;\#])) )
    """
)
_PLACEHOLDER = re.compile(
    r"(?i)^(?:x{3,}|\*{3,}|\.{3,}|-+|change[_\-]?me.*|your[_\-].*|my[_\-].*|example.*|dummy.*|"
    r"placeholder.*|secret|password|token|todo|none|null|true|false|test|sample.*|redacted.*|"
    r"<.*>|\$.*|%.*%|\{.*|env[:.].*|os\..*|process\.env.*|getenv.*|vault:.*|file:.*|"
    r"keyring:.*|sha256[:=].*|[a-z_]+\.[a-z_.]+)$"
)
_CODE_SUFFIXES = (".py", ".r", ".scala", ".java", ".js", ".ts", ".ipynb", ".jl", ".sql")


def find_secrets(text: str, file: str) -> Iterator[Finding]:
    """Every secret in `text`, with its line, in a masked form."""
    is_code = file.lower().endswith(_CODE_SUFFIXES)
    if file.lower().endswith(".ipynb"):
        text = text.replace('\\"', '"')  # the code stands inside JSON texts there
    for number, line in enumerate(text.splitlines(), 1):
        for start in range(0, max(1, len(line)), MAX_LINE):
            yield from _in_line(line[start : start + MAX_LINE], file, number, is_code=is_code)


def mask(secret: str) -> str:
    """Enough to find it again, not enough to use it."""
    shown = secret[:4] if len(secret) >= 12 else ""
    return f"{shown}… ({len(secret)} characters)"


def entropy(text: str) -> float:
    """Shannon entropy in bits per letter."""
    counts = Counter(text)
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts.values())


def _in_line(line: str, file: str, number: int, *, is_code: bool) -> Iterator[Finding]:
    covered: list[tuple[int, int]] = []
    for form in _FORMS:
        for match in form.pattern.finditer(line):
            secret = match[1] if match.re.groups else ""
            if secret and _is_placeholder(secret):
                continue
            covered.append(match.span())
            shown = f": {mask(secret)}" if secret else ""
            yield _finding(form.severity, file, number, f"{form.name}{shown}")
    for match in _URL_PASSWORD.finditer(line):
        if not _is_placeholder(match[1]):
            covered.append(match.span())
            what = f"a password inside an address: {mask(match[1])}"
            yield _finding(Severity.HIGH, file, number, what)
    for match in _NAMED.finditer(line):
        value = match["quoted"] or match["bare"]
        if any(start < match.end() and match.start() < end for start, end in covered):
            continue
        if match["bare"] is not None and is_code:
            continue  # in code an unquoted value is a name or a call, not the secret itself
        if _is_placeholder(value) or not _looks_secret(match[1], value):
            continue
        yield _finding(Severity.HIGH, file, number, f"the value of “{match[1]}”: {mask(value)}")


def _looks_secret(name: str, value: str) -> bool:
    if re.search(r"(?i)passw|passphrase|pwd", name):
        # People's passwords are short words with a digit or sign: they have little entropy.
        return len(value) >= MIN_PASSWORD and bool(re.search(r"[\d\W_]", value))
    return len(value) >= 12 and entropy(value) >= MIN_ENTROPY and bool(re.search(r"\d", value))


def _is_placeholder(value: str) -> bool:
    return bool(_PLACEHOLDER.match(value)) or len(set(value)) <= 3 or "EXAMPLE" in value


def _finding(severity: Severity, file: str, line: int, what: str) -> Finding:
    return Finding(severity, Kind.SECRET, file, line, f"Holds {what}.", FIX)
