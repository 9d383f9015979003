"""The options of `modelward serve-runtime`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

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
        )
    limits = Limits(
        body_bytes=given.max_body_mib * MIB,
        artifact_bytes=given.max_artifact_mib * MIB,
        rows=given.max_rows,
        requests=given.max_requests,
        infer_s=given.infer_timeout_s,
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
    add("--dir", type=Path, default=_DEFAULT_FOLDER, help="its folder: artifacts, token, log")
    add("--port", type=int, default=0, help="0: the port of last time, else a free one")
    add("--host", default="127.0.0.1", help="the address to listen on")
    add("--threads", type=int, default=1, help="threads of one inference")
    add("--workers", type=int, default=2, help="long inferences at the same time")
    add("--log-dir", type=Path, help="folder of the scoring log; none: no log")
    add("--log-segment-mib", type=int, default=log.segment_bytes // MIB)
    add("--log-segment-s", type=float, default=log.segment_s)
    add("--log-retention-days", type=float, default=log.retention_days, help="0: keep all")
    add("--max-body-mib", type=int, default=limits.body_bytes // MIB)
    add("--max-artifact-mib", type=int, default=limits.artifact_bytes // MIB)
    add("--max-rows", type=int, default=limits.rows)
    add("--max-requests", type=int, default=limits.requests)
    add("--infer-timeout-s", type=float, default=limits.infer_s)
    return parser
