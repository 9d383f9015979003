"""One inference from the body's bytes to the answer's bytes; logged when the name is stable."""

from __future__ import annotations

import asyncio
import os
import uuid
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

# It would keep a device id and a growing file of events in the home folder, to be sent out.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime as ort
import orjson

from app.services.runtime_server.errors import RequestError
from app.services.runtime_server.limits import Limits
from app.services.runtime_server.repository import Repository
from app.services.runtime_server.scoring_log import ScoredBatch, ScoringLog
from app.services.runtime_server.served_model import ServedModel
from app.services.runtime_server.tensors import Array, InferRequest, read_request, write_outputs
from app.services.runtime_server.watchdog import Watchdog


@dataclass(frozen=True, slots=True)
class Question:
    """A checked request, and the model that will answer it."""

    name: str
    served: ServedModel
    request: InferRequest
    is_logged: bool
    outputs: list[str]  # the log holds every output, also when the caller asked for one


class Inference:
    """Reads, runs, logs and writes. The parts are apart so that short runs need no task."""

    def __init__(
        self,
        repository: Repository,
        limits: Limits,
        scoring_log: ScoringLog | None,
        executor: Executor,
    ) -> None:
        self._repository = repository
        self._executor = executor
        self._limits = limits
        self._log = scoring_log
        self._running = 0
        self._watchdog = Watchdog(limits.inline_stop_s)

    def read(self, name: str, version: str | None, body: bytes) -> Question:
        """The request in `body`.

        Raises:
            RequestError: no such model, a bad body, or too much to do already.
        """
        if self._running >= self._limits.requests:
            raise RequestError(
                503, f"The runtime serves {self._running} long requests already; try again."
            )
        served, is_stable = self._repository.resolve(name, version)
        request = read_request(body, served.inputs, served.outputs, self._limits)
        is_logged = is_stable and self._log is not None
        names = [spec.name for spec in served.outputs] if is_logged else list(request.outputs)
        return Question(name, served, request, is_logged, names)

    def is_short(self, question: Question) -> bool:
        """Whether it may run on the event loop: a thread would cost more than it does."""
        expected = question.served.expected_ms(question.request.rows)
        return expected <= self._limits.inline_ms

    def answer_now(self, question: Question) -> bytes | None:
        """The answer, computed on the event loop; None where it took too long for that after all.

        How long a loop in a model runs may depend on the values asked about.
        """
        options = ort.RunOptions()
        try:
            with self._watchdog.over(options):
                arrays = _run(question, options)
        except RequestError:
            if not options.terminate:
                raise
            question.served.keep_off_the_event_loop()
            return None
        return self._finish(question, arrays)

    async def answer(self, question: Question) -> bytes:
        """The answer, computed beside the event loop if it takes long.

        Raises:
            RequestError: 400, the model can't compute it; 504, it takes too long.
        """
        if self.is_short(question) and (answered := self.answer_now(question)) is not None:
            return answered
        self._running += 1
        options = ort.RunOptions()
        loop = asyncio.get_running_loop()
        try:
            work = loop.run_in_executor(self._executor, _run, question, options)
            arrays = await asyncio.wait_for(work, self._limits.infer_s)
        except TimeoutError:
            options.terminate = True  # frees the thread at the model's next node
            message = f"The model did not answer within {self._limits.infer_s:g} s."
            raise RequestError(504, message) from None
        finally:
            self._running -= 1
        return self._finish(question, arrays)

    def _finish(self, question: Question, arrays: list[Array]) -> bytes:
        served, request = question.served, question.request
        outputs = dict(zip(question.outputs, arrays, strict=True))
        decision_id = request.id or uuid.uuid4().hex
        if question.is_logged and self._log is not None:
            ids = request.decision_ids or _decision_ids(decision_id, request.rows)
            at = datetime.now(UTC)
            self._log.append(
                ScoredBatch(
                    question.name, served, at, ids, request.purpose, request.inputs, outputs
                )
            )
        document = {
            "model_name": question.name,
            "model_version": served.key.version,
            "id": decision_id,
            "outputs": write_outputs(served.outputs, request.outputs, outputs),
            "parameters": {"sha256": served.sha256, "decision_id": decision_id},
        }
        return orjson.dumps(document, option=orjson.OPT_SERIALIZE_NUMPY)


def _run(question: Question, options: Any = None) -> list[Array]:
    request = question.request
    return question.served.run(question.outputs, request.inputs, request.rows, options)


def _decision_ids(decision_id: str, rows: int) -> tuple[str, ...]:
    if rows == 1:
        return (decision_id,)
    return tuple(f"{decision_id}#{row}" for row in range(rows))
