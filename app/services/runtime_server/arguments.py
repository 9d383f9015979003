"""The options of `modelward serve-runtime`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from app.services.runtime_server.held_log import HeldLog
from app.services.runtime_server.limits import MIB, Limits
from app.services.runtime_server.scoring_log import LogOptions
from app.services.runtime_server.serve import ServeOptions

_DEFAULT_FOLDER = Path("modelward-runtime")


def parse(arguments: Sequence[str] | None) -> ServeOptions:
    """What was asked for."""
    given = _parser().parse_args(arguments)
    scoring_log = None
    if given.log_dir is not None:
        scoring_log = LogOptions(
            given.log_dir,
            segment_bytes=given.log_segment_mib * MIB,
            segment_s=given.log_segment_s,
            retention_days=given.log_retention_days,
            held=HeldLog(given.dir),
        )
    limits = Limits(
        body_bytes=given.max_body_mib * MIB,
        artifact_bytes=given.max_artifact_mib * MIB,
        rows=given.max_rows,
        requests=given.max_requests,
        infer_s=given.infer_timeout_s,
        head_s=given.head_timeout_s,
    )
    return ServeOptions(
        folder=given.dir,
        host=given.host,
        port=given.port,
        threads=given.threads,
        workers=given.workers,
        log=scoring_log,
        limits=limits,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="modelward serve-runtime",
        description="The built-in model runtime (Open Inference Protocol v2, ONNX only).",
    )
    limits, log = Limits(), LogOptions(Path())
    add = parser.add_argument
    count, seconds = _within(int, 1), _within(float, 0.001)
    add("--dir", type=_folder, default=_DEFAULT_FOLDER, help="its folder: artifacts, token, log")
    add(
        "--port",
        type=_within(int, 0, 65535),
        default=0,
        help="0: the port of last time, else a free one",
    )
    add("--host", default="127.0.0.1", help="the address to listen on")
    add("--threads", type=_within(int, 1, 1024), default=1, help="threads of one inference")
    add("--workers", type=_within(int, 1, 1024), default=2, help="long inferences at the same time")
    add("--log-dir", type=_folder, help="folder of the scoring log; none: no log")
    add("--log-segment-mib", type=count, default=log.segment_bytes // MIB)
    add("--log-segment-s", type=seconds, default=log.segment_s)
    days = _within(float, 0, 100_000)
    add("--log-retention-days", type=days, default=log.retention_days, help="0: keep all")
    add("--max-body-mib", type=count, default=limits.body_bytes // MIB)
    add("--max-artifact-mib", type=count, default=limits.artifact_bytes // MIB)
    add("--max-rows", type=count, default=limits.rows)
    add("--max-requests", type=_within(int, 0), default=limits.requests)
    add("--infer-timeout-s", type=seconds, default=limits.infer_s)
    add("--head-timeout-s", type=seconds, default=limits.head_s)
    return parser


def _folder(text: str) -> Path:
    """An empty text would be the current folder, which a variable that is not set becomes."""
    if not text.strip():
        raise argparse.ArgumentTypeError("the folder has no name")
    return Path(text)


def _within(kind: type[int] | type[float], low: float, high: float = 1e9) -> Callable[[str], float]:
    """Reads a number between `low` and `high`."""

    def read(text: str) -> float:
        number = kind(text)
        if not low <= number <= high:  # not a number isn't either
            raise argparse.ArgumentTypeError(f"{text} is not between {low:g} and {high:g}")
        return number

    read.__name__ = kind.__name__  # argparse names it where the text is no number
    return read
