"""A kind of import-linter contract: some modules import an allowed list and nothing else.

Their own package and the standard library are always allowed. Named in `pyproject.toml`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.domain.helpers import module_expressions_to_modules


class OnlyContract(Contract):
    """Options: `source_modules` and `allowed_modules`, both with all below them, and
    `except_modules`, which another contract holds and these may not import."""

    type_name = "only"

    # The library fills these in with parsed values, so their types cannot be said here.
    source_modules: Any = fields.SetField(subfield=fields.ModuleExpressionField())
    allowed_modules: Any = fields.SetField(subfield=fields.StringField())
    except_modules: Any = fields.SetField(subfield=fields.StringField(), default=set())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Broken by every import of a module that is not on the list."""
        strangers = sorted(self._strangers(graph))
        return ContractCheck(kept=not strangers, metadata={"strangers": strangers})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Say which import it is, and what may be imported instead."""
        for importer, imported in check.metadata["strangers"]:
            output.print_error(f"{importer} imports {imported}", bold=False)
        output.print_error(f"It may import only {', '.join(sorted(self.allowed_modules))}.")

    def _strangers(self, graph: ImportGraph) -> Iterator[tuple[str, str]]:
        for source in module_expressions_to_modules(graph, self.source_modules, as_packages=False):
            for importer in {source.name, *graph.find_descendants(source.name)}:
                if _within(importer, self.except_modules):
                    continue
                for imported in graph.find_modules_directly_imported_by(importer):
                    if not self._may_be_imported(imported, by=source.name):
                        yield importer, imported

    def _may_be_imported(self, module: str, *, by: str) -> bool:
        if module.partition(".")[0] in sys.stdlib_module_names:
            return True
        listed = _within(module, {by, *self.allowed_modules})
        return listed and not _within(module, self.except_modules)


def _within(module: str, packages: set[str]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)
