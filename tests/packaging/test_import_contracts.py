"""The contract that keeps rules pure refuses what it should."""

from __future__ import annotations

import pytest
from grimp import ImportGraph

from tests.packaging.import_contracts import OnlyThese


def is_kept(imported: str) -> bool:
    graph = ImportGraph()
    graph.add_module("app.rules")
    graph.add_module("app.rules.risk")
    graph.add_import(
        importer="app.rules.risk", imported=imported, line_number=3, line_contents="import it"
    )
    contract = OnlyThese(
        name="pure",
        session_options={"root_packages": ["app"]},
        contract_options={"source_modules": ["app.rules"], "allowed": ["app.errors", "lxml"]},
    )
    return bool(contract.check(graph, verbose=False).kept)


@pytest.mark.parametrize("imported", ["dataclasses", "app.errors", "app.rules", "lxml"])
def test_the_standard_library_and_what_is_allowed_may_be_imported(imported: str) -> None:
    assert is_kept(imported)


@pytest.mark.parametrize("imported", ["numpy", "sqlalchemy", "app.config", "app.errors_too"])
def test_any_other_module_breaks_the_contract(imported: str) -> None:
    assert not is_kept(imported)
