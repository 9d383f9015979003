"""`modelward-verify`: checks a bundle of the trail without the product that wrote it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

EXIT_NOT_BUILT = 2
SENTENCE = "This version makes no bundles yet, so there is nothing to verify."
HINT = "Ask whoever gave you the bundle for the verifier of the version that made it."


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify a bundle; the exit code."""
    given = _parser().parse_args(arguments)
    if given.json:
        error = {"title": "Not built yet", "message": SENTENCE, "hint": HINT, "blockers": []}
        sys.stdout.write(json.dumps({"error": error}) + "\n")
    else:
        sys.stderr.write(f"{SENTENCE}\n{HINT}\n")
    return EXIT_NOT_BUILT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="modelward-verify",
        description="Checks a bundle of Modelward's trail: Python and cryptography are enough.",
        epilog="Exit codes: 0 intact, 2 wrong usage or input, 4 verification failed. " + SENTENCE,
    )
    parser.add_argument("bundle", help="the bundle that modelward audit export wrote")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    return parser


if __name__ == "__main__":
    sys.exit(main())
