"""Any server of the Open Inference Protocol v2, by its dialect."""

from __future__ import annotations

from typing import ClassVar

from app.services.open_inference import OpenInferenceAdapter
from app.services.runtime_adapters import RUNTIMES


@RUNTIMES.register("oip")
class OipRuntime(OpenInferenceAdapter):
    label: ClassVar[str] = "Open Inference Protocol v2"
    formats: ClassVar[frozenset[str]] = frozenset({"onnx"})
    transports: ClassVar[frozenset[str]] = frozenset({"shared_dir"})
