"""The one way to the network: where it may go, how long, and how much may come back."""

from __future__ import annotations

import errno
import io
import os
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.errors import AppError, InputError, NotReachableError
from app.services.allowed_hosts import AllowedHosts, clean_host
from app.services.http import Http, TooLateError
from tests.postgres_tls import Authority
from tests.services import bad_servers
from tests.services.bad_servers import Behaviour, bad_server


def _listed(url: str) -> Http:
    return Http(lambda: AllowedHosts(listed=frozenset({urlsplit(url).netloc})))


NOT_PUBLIC = (
    "127.0.0.1", "::1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "localhost",
    "224.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::",
    "fec0::1", "fd00::1", "5f00::1", "3fff::1", "2001:db8::1", "2001:2::1", "100::1",
    "192.0.0.8", "192.88.99.1", "100.64.0.1", "198.18.0.1", "203.0.113.1",
    # An IPv4 address in one of IPv6: compatible, translated, of a network's own NAT64, Teredo.
    "::127.0.0.1", "::8.8.8.8", "::ffff:0:127.0.0.1", "64:ff9b:1::7f00:1", "64:ff9b:1::808:808",
    "2001:0:808:808::80ff:fffe",
)  # fmt: skip
# Where clouds hand out credentials, as it is and within addresses of IPv6.
CREDENTIALS = (
    "169.254.169.254", "fe80::a9fe:a9fe", "fd00:ec2::254", "100.100.100.200", "192.0.0.192",
    "168.63.129.16", "::169.254.169.254", "::ffff:169.254.169.254", "::ffff:0:169.254.169.254",
    "64:ff9b::a9fe:a9fe", "64:ff9b::6464:64c8", "2002:a9fe:a9fe::", "2001:0:a9fe:a9fe::1",
    "2001:0:808:808::5601:5601",
    *("64:ff9b:1::a9fe:a9fe", "64:ff9b:1:a9fe:a9:fe00::", "64:ff9b:1:a9:fe:a9fe::"),
    *("64:ff9b:1:0:a9:fea9:fe00:0", "64:ff9b:1::6464:64c8"),
)  # fmt: skip
PUBLIC = ("8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1")


@pytest.fixture
def anywhere() -> Iterator[Http]:
    """What may be called by https, where its address is public."""
    http = Http(lambda: AllowedHosts(names=frozenset({*NOT_PUBLIC, "example.com"})))
    yield http
    http.close()


@pytest.mark.parametrize(
    ("behaviour", "error", "said"),
    [
        (bad_servers.hang, TooLateError, "did not answer within 0.3 s"),
        (bad_servers.drip_headers, TooLateError, "did not answer within 0.3 s"),
        (bad_servers.drip_body, TooLateError, "did not answer within 0.3 s"),
        (bad_servers.hang_up, NotReachableError, "broke the connection"),
        (bad_servers.reset, NotReachableError, "broke the connection"),
        (bad_servers.breaks_off, NotReachableError, "broke the connection"),
        (bad_servers.redirect, AppError, "redirect (302)"),
        (bad_servers.send_2_gb, AppError, "over the limit of 1048576 bytes"),
    ],
)
def test_a_misbehaving_server_costs_one_sentence_and_at_most_the_deadline(
    behaviour: Behaviour, error: type[AppError], said: str
) -> None:
    with bad_server(behaviour) as url:
        http = _listed(url)
        started = time.monotonic()

        with pytest.raises(error) as caught:
            http.request("POST", url, document={}, timeout_s=0.3)

        assert said in caught.value.message
        assert time.monotonic() - started < 1.5
        http.close()


def test_an_answer_that_is_not_json_is_told_apart_from_one_that_is() -> None:
    with bad_server(bad_servers.html) as url:
        http = _listed(url)
        answer = http.request("GET", url)
        http.close()

    with pytest.raises(AppError, match=r"not JSON \(text/html\)"):
        answer.json()
    assert answer.message() == "status 200"


class _FullDisk(io.BytesIO):
    def write(self, _bytes: object, /) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_not_told_as_a_broken_connection() -> None:
    with bad_server(bad_servers.html) as url:
        http = _listed(url)
        with pytest.raises(OSError, match="No space left"):
            http.request("GET", url, into=_FullDisk())
        http.close()


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
    http = _listed(url)

    with pytest.raises(NotReachableError, match="can't be reached"):
        http.request("GET", url)
    http.close()


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "http://127.0.0.1:1/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "https://user:secret@example.com/",
        "https://:443/",
        "https://example.com:99999/",
        "",
    ],
)
def test_addresses_that_may_not_be_called_are_refused_before_any_look_up(
    anywhere: Http, url: str
) -> None:
    with pytest.raises(InputError):
        anywhere.request("GET", url)


@pytest.mark.parametrize("host", NOT_PUBLIC)
def test_https_does_not_open_the_way_to_addresses_that_are_not_public(
    anywhere: Http, host: str
) -> None:
    shown = f"[{host}]" if ":" in host else host
    with pytest.raises(InputError, match=r"not public|where no runtime is"):
        anywhere.request("GET", f"https://{shown}/")


@pytest.mark.parametrize("address", PUBLIC)
def test_a_host_that_may_be_called_by_https_may_be_at_a_public_address(address: str) -> None:
    AllowedHosts(names=frozenset({"bank.example"})).require_address("bank.example", 443, address)


@pytest.mark.parametrize("address", sorted({*NOT_PUBLIC, *CREDENTIALS} - {"localhost"}))
def test_a_name_that_is_led_inside_is_not_called(address: str) -> None:
    allowed = AllowedHosts(names=frozenset({"bank.example"}))

    with pytest.raises(InputError, match=r"not public|where no runtime is"):
        allowed.require_address("bank.example", 443, address)


@pytest.mark.parametrize("address", CREDENTIALS)
def test_where_clouds_hand_out_credentials_is_never_called_whatever_is_listed(address: str) -> None:
    allowed = AllowedHosts(listed=frozenset({"bank.example:80"}))

    with pytest.raises(InputError, match="where no runtime is"):
        allowed.require_address("bank.example", 80, address)


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "::1", "10.0.0.1", "fd00::1", "fec0::1", "8.8.8.8"]
)
def test_a_listed_host_and_port_may_be_inside(address: str) -> None:
    AllowedHosts(listed=frozenset({"bank.example:80"})).require_address("bank.example", 80, address)


def test_a_name_is_looked_up_and_checked_at_each_connection() -> None:
    asked = []

    def resolve(host: str, port: int) -> Iterator[str]:
        asked.append(host)
        yield "192.168.0.7"

    http = Http(lambda: AllowedHosts(names=frozenset({"bank.example"})), resolve=resolve)

    for _ in range(2):
        with pytest.raises(InputError, match=r"is at the address 192\.168\.0\.7"):
            http.request("GET", "https://bank.example/")

    assert asked == ["bank.example"] * 2
    http.close()


def test_a_certificate_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_self_signed(tmp_path))

    def secure(connection: socket.socket, ending: threading.Event) -> None:
        with context.wrap_socket(connection, server_side=True) as wrapped:
            wrapped.recv(65536)

    with bad_server(secure) as url:
        http = _listed(url)

        with pytest.raises(NotReachableError, match="no certificate that is trusted"):
            http.request("GET", url.replace("http:", "https:"))
        http.close()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """An https address of localhost, and the certificate of the bank's own authority."""
    authority = Authority(tmp_path / "authority", "bank")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority.issue("localhost", host="localhost"))

    def answer(connection: socket.socket, ending: threading.Event) -> None:
        with context.wrap_socket(connection, server_side=True) as wrapped:
            wrapped.recv(65536)
            wrapped.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    with bad_server(answer) as url:
        yield url.replace("http://127.0.0.1", "https://localhost"), authority.root


def test_an_authority_of_this_machine_is_trusted(
    own_server: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, root = own_server
    before, after = _listed(url), _listed(url)

    with pytest.raises(NotReachableError, match="no certificate that is trusted"):
        before.request("GET", url)
    monkeypatch.setenv("SSL_CERT_FILE", str(root))
    answer = after.request("GET", url)

    assert answer.json() == {}
    before.close()
    after.close()


def test_a_certificate_for_another_name_is_said_to_be_one(
    own_server: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, root = own_server
    monkeypatch.setenv("SSL_CERT_FILE", str(root))
    elsewhere = url.replace("localhost", "127.0.0.1")
    http = _listed(elsewhere)

    with pytest.raises(NotReachableError, match="is for another name"):
        http.request("GET", elsewhere)
    http.close()


def _self_signed(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_a_listed_port_lists_no_other_port() -> None:
    http = Http(lambda: AllowedHosts(listed=frozenset({"127.0.0.1:8001"})))

    with pytest.raises(InputError, match="not among the hosts") as error:
        http.request("GET", "http://127.0.0.1:8002/")
    assert "modelward runtime allow 127.0.0.1:8002" in error.value.hint
    http.close()


@pytest.mark.parametrize("port", [22, 80, 8443])
def test_a_host_without_a_port_is_called_on_that_of_https_alone(port: int) -> None:
    http = Http(lambda: AllowedHosts(names=frozenset({"bank.example"})))

    with pytest.raises(InputError, match="not among the hosts") as error:
        http.request("GET", f"https://bank.example:{port}/")
    assert f"modelward runtime allow bank.example:{port}" in error.value.hint
    http.close()


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example/",
        "https://models.bank.example.evil.example/",
        "https://models.bank.example\\@other.example/",
        "https://other.example\\.models.bank.example/",
        "https://models.bank.example#@other.example/",
        "https://xmodels.bank.example/",
    ],
)
def test_only_listed_hosts_are_called_by_https_too(url: str) -> None:
    asked = []

    def resolve(host: str, port: int) -> Iterator[str]:
        asked.append(host)
        yield "8.8.8.8"

    listed = AllowedHosts(names=frozenset({"models.bank.example"}))
    http = Http(lambda: listed, resolve=resolve)

    with pytest.raises((InputError, NotReachableError)):
        http.request("GET", url, timeout_s=0.2)
    assert set(asked) <= {"models.bank.example"}
    http.close()


def test_a_listed_host_that_moves_to_where_clouds_keep_credentials_is_not_called() -> None:
    places = iter(["127.0.0.1", "169.254.169.254", "0.0.0.0", "::ffff:169.254.169.254"])
    with bad_server(bad_servers.html) as url:
        port = urlsplit(url).port
        listed = AllowedHosts(listed=frozenset({f"models.bank.example:{port}"}))
        http = Http(lambda: listed, resolve=lambda _host, _port: iter([next(places)]))
        there = f"http://models.bank.example:{port}/"

        assert http.request("GET", there).ok
        for _ in range(3):
            with pytest.raises(InputError, match="where no runtime is"):
                http.request("GET", there)
        http.close()
    assert list(places) == []


def test_a_redirect_leads_nowhere_even_where_its_end_is_listed() -> None:
    heard: list[bytes] = []
    with bad_server(bad_servers.hears(heard)) as end:
        away = bad_servers.says("302 Found", "text/plain", b"", f"Location: {end}/")
        with bad_server(away) as url:
            http = Http(
                lambda: AllowedHosts(frozenset({urlsplit(url).netloc, urlsplit(end).netloc}))
            )

            with pytest.raises(AppError, match=r"redirect \(302\)"):
                http.request("GET", url, headers={"Authorization": "Bearer x"})
            http.close()
    assert heard == []


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("Models.Bank.example:8443", "models.bank.example:8443"),
        (" models.bank.example ", "models.bank.example"),
        ("10.1.2.3:8001", "10.1.2.3:8001"),
        ("[FD00::1]:8001", "[fd00::1]:8001"),
    ],
)
def test_a_host_is_kept_in_one_way(told: str, kept: str) -> None:
    assert clean_host(told) == kept


@pytest.mark.parametrize(
    "told",
    [
        "", ":8443", "*.bank.example", "https://models.bank.example:8443", "models.bank.example/x",
        "models.bank.example:0", "models.bank.example:99999", "models.bank.example:",
        "a@models.bank.example", "fd00::1", "[fd00::1", "[10.1.2.3]:80", "bänk.example", "a b",
        "models..bank.example", "-x.example", "models.bank.example:8443?x", "x\0.example",
    ],
)  # fmt: skip
def test_what_is_no_host_is_not_listed(told: str) -> None:
    with pytest.raises(InputError, match="is no host"):
        clean_host(told)


def test_a_listed_address_is_found_as_it_is_written_in_a_url() -> None:
    allowed = AllowedHosts.of(["[fd00::1]:8001", "models.bank.example"])

    assert allowed.lists("fd00::1", 8001)
    assert allowed.names == {"models.bank.example"}
    with pytest.raises(InputError) as error:
        allowed.require_call("fd00::2", 8001)
    assert "runtime allow [fd00::2]:8001" in error.value.hint
