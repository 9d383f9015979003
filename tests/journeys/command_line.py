"""Calls the command line as people and pipelines do: in a process of its own, or in this one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.command_line.main import run
from tests.workspaces import TestWorkspace

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output as the one JSON document that it must be."""
        return json.loads(self.out)


@dataclass
class CommandLine:
    """`modelward …` on one workspace, in this process: fast."""

    bank: TestWorkspace | None
    home: Path
    capture: pytest.CaptureFixture[str]
    opened: list[tuple[str, str]] = field(default_factory=list)

    @property
    def workspace(self) -> TestWorkspace:
        assert self.bank is not None
        return self.bank

    def __call__(self, *arguments: str, by: str = "", is_json: bool = True) -> Answer:
        line = [*self.options(by), *(["--json"] if is_json else []), *arguments]
        self.capture.readouterr()
        code = run(line, self._open_window)
        found = self.capture.readouterr()
        return Answer(code, found.out, found.err)

    def done(self, *arguments: str, by: str = "") -> Any:
        """The document of a command that must succeed."""
        answer = self(*arguments, by=by)
        assert answer.code == 0, answer.out + answer.err
        return answer.document

    def options(self, by: str) -> list[str]:
        """Who acts: `--as` in a file, the own login on PostgreSQL."""
        if self.bank is None:
            return []
        if self.workspace.is_sqlite:
            return ["--workspace", self.workspace.url, *(["--as", by] if by else [])]
        return ["--workspace", self.workspace.login_url(by or "service")]

    def process(self, *arguments: str, by: str = "") -> Answer:
        """The same in a process of its own."""
        done = subprocess.run(
            self.argv(*arguments, by=by),
            capture_output=True,
            text=True,
            env=self.environment(),
            timeout=120,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    def argv(self, *arguments: str, by: str = "") -> list[str]:
        return [sys.executable, "-m", "app", *self.options(by), *arguments]

    @contextmanager
    def service(self, name: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """`modelward service` in a process of its own, ended by SIGTERM where it still runs."""
        process = subprocess.Popen(
            self.argv("service", "--name", name, *arguments),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment(),
        )
        assert process.stderr is not None
        try:
            assert name in process.stderr.readline()
            yield process
        finally:
            if process.poll() is None:
                process.terminate()
            process.wait(timeout=30)
            process.stderr.close()

    def environment(self) -> dict[str, str]:
        return os.environ | {"MODELWARD_HOME": str(self.home), "PYTHONPATH": str(ROOT)}

    def _open_window(self, place: str, person: str) -> int:
        self.opened.append((place, person))
        return 0
