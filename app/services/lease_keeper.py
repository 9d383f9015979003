"""Renews the lease of the job in hand, so that long handlers are not taken over."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from app.services import jobs
from app.services.jobs import ClaimedJob
from app.services.unit_of_work import Work

log = logging.getLogger(__name__)

HANDLER_LIMIT_S = 600.0  # a handler answers within a minute; one that hangs loses its job


class LeaseKeeper:
    """Renews the lease of the job in hand while its handler runs, from a thread of its own."""

    def __init__(self, work: Work, lease_s: float) -> None:
        self._work = work
        self._lease_s = lease_s
        self._job: ClaimedJob | None = None
        self._until = 0.0  # monotonic
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="lease keeper", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    @contextmanager
    def holding(self, job: ClaimedJob) -> Iterator[None]:
        self._until = time.monotonic() + HANDLER_LIMIT_S
        self._job = job
        try:
            yield
        finally:
            self._job = None

    def _run(self) -> None:
        while not self._stopping.wait(self._lease_s / 3):
            job = self._job
            if job is None:
                continue
            if time.monotonic() > self._until:
                log.error("job %s (%s) hangs; its lease is let go", job.id, job.task_type)
                continue
            try:
                with self._work.unit() as unit:
                    jobs.renew(unit, job, self._lease_s)
            except Exception:
                log.exception("the lease of job %s could not be renewed", job.id)
