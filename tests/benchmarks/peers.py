"""Where the products stand that benchmarks are held against: see packaging/peers.sh."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def interpreter(name: str) -> str:
    """The Python of a peer's own environment; empty where `make peers` has not made it."""
    found = ROOT / f".venv-{name}" / "bin" / "python"
    return str(found) if found.exists() else ""
