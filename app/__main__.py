"""Start: without arguments the window, with arguments a command."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the product; the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    from app import bootstrap  # after the arguments are known: each way loads its own half

    if not given:
        return bootstrap.desktop()
    if given[0] == "launch-runtime":
        return bootstrap.launch_runtime(given[1:])
    if given[0] == "make-demo":
        return bootstrap.make_demo(given[1:])
    return bootstrap.command_line(given)


if __name__ == "__main__":
    sys.exit(main())
