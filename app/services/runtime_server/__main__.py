"""`python -m app.services.runtime_server` and `modelward serve-runtime`."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence

from app.services.runtime_server.arguments import parse
from app.services.runtime_server.serve import serve


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until stopped; the exit code."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    return serve(parse(arguments))


if __name__ == "__main__":
    sys.exit(main())
