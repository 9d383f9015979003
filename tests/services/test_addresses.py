"""An address that nobody can read is refused in a sentence, wherever it comes from."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.errors import InputError
from app.services.addresses import split_address
from app.services.allowed_hosts import AllowedHosts
from app.services.connecting import host_of
from app.services.http import Http
from app.services.intake.git import parse_git
from app.services.intake.mlflow_server import parse_mlflow
from app.services.runtime_adapters import RuntimeAddress, connect

UNREADABLE = ("http://[bad", "https://℀.example/", "https://h:port", "https://h:99999", "//]")
Reader = Callable[[str], object]


def _called(url: str) -> object:
    return Http(AllowedHosts).request("GET", url)


def _connected(url: str) -> object:
    return connect("embedded", RuntimeAddress(url, ""))


@pytest.mark.parametrize("url", UNREADABLE)
@pytest.mark.parametrize(
    "read", [split_address, host_of, parse_git, parse_mlflow, _called, _connected]
)
def test_what_can_t_be_read_is_refused_in_a_sentence(read: Reader, url: str) -> None:
    with pytest.raises(InputError, match="is no address of a server"):
        read(url)


def test_a_name_that_no_look_up_takes_is_refused_in_a_sentence() -> None:
    """As a settings file may list it that somebody wrote by hand."""
    http = Http(lambda: AllowedHosts(listed=frozenset({"a..b:8443"})))
    with pytest.raises(InputError, match="holds signs that none may"):
        http.request("GET", "https://a..b:8443/")


def test_a_token_that_no_header_takes_is_refused_in_a_sentence() -> None:
    http = Http(lambda: AllowedHosts(listed=frozenset({"localhost:9"})))
    with pytest.raises(InputError) as refused:
        http.request("GET", "http://localhost:9/", headers={"Authorization": "Bearer t0k\u20acn"})
    assert "t0k" not in refused.value.message + refused.value.hint
