"""Secrets in texts: found, masked, and not seen where there are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.scanning.findings import Severity
from app.services.scanning.secrets import find_secrets, mask

# Put together here, so that no scanner takes this file for a leak.
R = "q7Rk2mX9vB4nT8wL3pZ6hJ1cD5fG0sAy"
SECRETS = {
    "private key": "-----BEGIN " + "RSA PRIVATE KEY-----",
    "openssh key": "-----BEGIN " + "OPENSSH PRIVATE KEY-----",
    "aws": "id = AKIA" + "Z7QK3M5N8R2T4W6Y",
    "github": "ghp" + "_" + R + "abcd1234",
    "gitlab": "glpat" + "-" + R[:20],
    "slack": "xoxb" + "-123456789012-" + R,
    "stripe": "sk" + "_live_" + R[:24],
    "google": "AIza" + R + "abc",
    "azure": "AccountKey" + "=" + (R * 3)[:86] + "==",
    "hugging face": "hf" + "_" + R + "ab",
    "databricks": "dapi" + "0123456789abcdef" * 2,
    "ai": "sk" + "-proj-" + R + R,
    "jwt": "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0NTY3ODkwIn0." + R,
    "url": "postgresql://model:" + "h4rd-2-guess@db.bank.example/models",
    "named": 'api_key = "' + R + '"',
    "json": '{"clientSecret": "' + R + '"}',
    "password": "DB_PASSWORD='" + "Winter2024!'",
    "env": "export SECRET_KEY=" + R,
    "yaml": "  password: " + "Zomer-2025",
}


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_found_once_on_its_line_and_masked(name: str) -> None:
    text = f"first line\n{SECRETS[name]}\nlast line"
    (finding,) = find_secrets(text, "settings.env")
    assert finding.line == 2
    assert finding.severity in (Severity.CRITICAL, Severity.HIGH)
    assert R not in finding.what
    for plain in ("h4rd-2-guess", "Winter2024!", "Zomer-2025", "0123456789abcdef"):
        assert plain not in finding.what


@pytest.mark.parametrize(
    "line",
    [
        "password = os.environ['PASSWORD']",
        "password: ${PASSWORD}",
        "password = None",
        'password="changeme"',
        "api_key: your-api-key",
        "token = tokenizer.encode(text)",
        "secret_name = 'model-store-for-production'",
        "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
        "sha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'",
        "AKIAIOSFODNN7EXAMPLE",
        "https://user@host.example/path",
        "postgresql://user:$PASSWORD@host/db",
        "max_tokens: 12345678901234567890",
        "-----BEGIN PUBLIC KEY-----",
        "The password policy: passwords need 12 letters.",
    ],
)
def test_what_only_looks_like_a_secret_is_left_alone(line: str) -> None:
    assert list(find_secrets(line, "train.py")) == []


def test_a_secret_inside_a_notebook_is_found() -> None:
    line = '"source": ["api_key = \\"' + R + '\\"\\n"]'
    (finding,) = find_secrets(line, "explore.ipynb")
    assert "api_key" in finding.what


def test_a_secret_in_a_very_long_line_is_found() -> None:
    text = "x" * 3_000 + " " + SECRETS["aws"] + " " + "y" * 100_000
    assert len(list(find_secrets(text, "a.json"))) == 1


@given(st.text(alphabet=st.characters(codec="ascii"), min_size=12, max_size=80))
def test_a_mask_shows_four_letters_at_most(secret: str) -> None:
    assert secret[4:] not in mask(secret)


@given(st.text(max_size=500))
def test_any_text_can_be_searched(text: str) -> None:
    list(find_secrets(text, "a.txt"))
