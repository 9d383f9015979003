"""What the evaluator and the scorer are given beside their data, and what they leave.

An early `measure.pyz` is run by a later product: names stay, and keys of these files are only ever
added.
"""

from __future__ import annotations

MODEL_FILE, FIELDS_FILE = "model.onnx", "fields.json"  # to score with
PROFILE_FILE, TABLE_FILE = "profile.json", "table.dmn"  # to test by
MEASURED_FILE = "measured.json"
BATCH_ROWS = 20_000
