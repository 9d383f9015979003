"""Imports every table file, so that the metadata is whole."""

from app.models.enforcement.history import add_history_tables
from app.models.tables import (
    applications,
    engine,
    execution,
    frameworks,
    governance,
    inventory,
    life_cycle,
    monitoring,
    organisation,
    personal,
    trail,
)
from app.models.tables.base import SCHEMA, Base

METADATA = Base.metadata
add_history_tables(METADATA, SCHEMA)
TABLE_FILES = (
    organisation,
    inventory,
    execution,
    life_cycle,
    engine,
    monitoring,
    governance,
    frameworks,
    applications,
    personal,
    trail,
)
