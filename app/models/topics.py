"""What can change: the objects of the audit trail, for screens that want to hear of them.

A topic is the `object_type` of an event, so that the change feed needs no table of its own.
"""

from __future__ import annotations

from enum import StrEnum


class Topic(StrEnum):
    ALERT = "alert"
    APPLICATION = "application"
    ASSET = "asset"
    ATTESTATION = "attestation"
    BINDING = "binding"
    DATA_SOURCE = "data_source"
    DECISION = "decision"
    DEPLOYMENT = "deployment"
    DOCUMENT = "document"
    EVIDENCE = "evidence"
    FINDING = "finding"
    INBOX = "inbox"
    INCIDENT = "incident"
    INSTANCE = "instance"
    KEY = "key"
    MEMBERSHIP = "membership"
    MODEL = "model"
    MONITOR = "monitor"
    NOTE = "note"
    PERSON = "person"
    PLACEMENT = "placement"
    PROFILE = "profile"
    RECORDS = "records"
    REQUEST = "request"
    RISK = "risk"
    ROLE_REQUEST = "role_request"
    RUNTIME = "runtime"
    SNAPSHOT = "snapshot"
    STAGE = "stage"
    STAGE_PATH = "stage_path"
    STORE = "store"
    TABLE = "table"
    TASK = "task"
    TEMPLATE = "template"
    TEST_RUN = "test_run"
    TRAINING = "training"
    UNIT = "unit"
    USE_CASE = "use_case"
    VERSION = "version"
    WAIVER = "waiver"
    WORKSPACE = "workspace"
