"""Contracts of import-linter's that it does not bring along itself (see pyproject.toml)."""

from __future__ import annotations

import sys

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class OnlyThese(Contract):
    """Modules in `source_modules` import each other, Python's library and `allowed`, no more.

    `allowed` names packages of others (`lxml`) and modules or packages of our own (`app.errors`).
    """

    type_name = "only_these"
    source_modules = fields.ListField(subfield=fields.StringField())
    allowed = fields.ListField(subfield=fields.StringField(), required=False, default=[])

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        found = [
            line
            for package in self.source_modules
            for module in sorted({package} | graph.find_descendants(package))
            for imported in sorted(graph.find_modules_directly_imported_by(module))
            if not self._is_allowed(imported, package)
            for line in _places(graph, module, imported)
        ]
        return ContractCheck(kept=not found, metadata={"found": found})

    def _is_allowed(self, imported: str, package: str) -> bool:
        if imported.split(".", maxsplit=1)[0] in sys.stdlib_module_names:
            return True
        return any(_is_within(imported, place) for place in (package, *self.allowed))

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["found"]:
            output.print_error(line, bold=False)
        output.new_line()


def _is_within(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def _places(graph: ImportGraph, importer: str, imported: str) -> list[str]:
    details = graph.get_import_details(importer=importer, imported=imported)
    return [f"{importer}:{detail['line_number']}: {detail['line_contents']}" for detail in details]
