"""How much one caller may ask of the runtime; every number is an option of the command line."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one request and on all requests together."""

    body_bytes: int = 16 * MIB
    artifact_bytes: int = 512 * MIB
    rows: int = 10_000
    values: int = 4_000_000  # elements of all input tensors of one request
    requests: int = 64  # served at the same time; more are told to come back
    infer_s: float = 30.0
    body_s: float = 60.0  # time to send a whole body
    inline_ms: float = 2.0  # inference expected to be shorter stays on the event loop
    inline_stop_s: float = 0.1  # and is ended there when it takes this long all the same
    head_s: float = 10.0  # time to send the head of a request, once connected
    strangers: int = 256  # connections without the token so far; one more ends the oldest
