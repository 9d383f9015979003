"""The life cycles and decision tables that come with the product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.config import resources_folder


@dataclass(frozen=True, slots=True)
class ShippedTemplate:
    """A BPMN file of the library. `parameters` are the variables every start begins with."""

    key: str
    name: str
    process_id: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def read(self) -> bytes:
        return (resources_folder() / "templates" / f"{self.key}.bpmn").read_bytes()


@dataclass(frozen=True, slots=True)
class ShippedTable:
    key: str
    name: str
    decision_id: str

    def read(self) -> bytes:
        return (resources_folder() / "tables" / f"{self.key}.dmn").read_bytes()


@dataclass(frozen=True, slots=True)
class ShippedFramework:
    """A law as requirements in our own words: to begin with, and no advice."""

    name: str  # of the file

    def read(self) -> bytes:
        return (resources_folder() / "frameworks" / self.name).read_bytes()


_RELEASE: dict[str, Any] = {
    "required": ["model", "schema", "label", "environment", "model_card"],
    "block_from": "high",
    "remind_after": "P1D",  # and again after each such time
    "escalate_after": 2,  # reminders
    "escalate_to": ["architect"],  # the owner of the life cycle can delegate
    "monitor_cron": "0 6 * * *",
    "monitor_zone": "Europe/Amsterdam",
    "wanted_runtime": "",
    "training": {},
    "test_time_limit_s": 600,
    "given_at_start": ["wanted_runtime", "training", "test_time_limit_s"],
    # Set along the way; here so that every expression finds them.
    "snapshot_id": "",
    "threshold_table": "",
    "failed_runtimes": [],
    "runtime_rules": [],
    "slots": [],
}
ON_MODEL_CHANGED = ShippedTemplate(
    "on-model-changed", "On model changed", "on_model_changed", _RELEASE
)
REGISTRY_PROMOTION = ShippedTemplate(
    "registry-promotion", "Registry promotion", "registry_promotion", _RELEASE
)
FRAMEWORKS = (
    ShippedFramework("eu-ai-act-credit.toml"),
    ShippedFramework("eu-ai-act-credit-2.toml"),
)
TEMPLATES = (ON_MODEL_CHANGED, REGISTRY_PROMOTION)
TABLES = (
    ShippedTable("release-thresholds", "Release thresholds", "release-thresholds"),
    ShippedTable("monitor-thresholds", "Monitor thresholds", "monitor-thresholds"),
    ShippedTable("approval-route", "Approval route", "approval-route"),
    ShippedTable("emergency-route", "Emergency route", "emergency-route"),
    ShippedTable("retention", "Retention", "retention"),
    ShippedTable("data-protection", "Data protection", "data-protection"),
    ShippedTable("risk-tier", "Risk tier", "risk-tier"),
)
STAGES = (("SIT", "staging", False), ("PROD", "production", True))
