"""The law that feedback goes by, as data: procedures and the figures they name.

Stored history: a version that a case has begun under is never edited, only closed and followed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from danvan.agency_files import read_policies
from danvan.contracts.policy import PolicyRow
from danvan.contracts.procedure import Procedure, ProcedureFile
from danvan.contracts.procedure_checks import procedure_problems
from danvan.yaml_file import read_yaml

FOLDER = Path(__file__).parent
#: The figures: of petitions and citizen reception; of dossiers, apologies and surveys.
POLICY_FILES = (FOLDER / "policies.yaml", FOLDER / "dossier-policies.yaml")


@dataclass(frozen=True)
class Law:
    """All versions of all procedures, and all policy rows."""

    procedures: tuple[Procedure, ...]
    rows: tuple[PolicyRow, ...]


@cache
def read_law() -> Law:
    """The law as this release has it, read once.

    Raises:
        FileError: if a file is wrong.
    """
    rows = tuple(
        row
        for file in POLICY_FILES
        for row in read_policies(file.read_text(encoding="utf-8"), file.name).rows
    )
    keys = {row.key for row in rows}
    files = sorted(file for file in FOLDER.glob("*.yaml") if file not in POLICY_FILES)
    procedures = tuple(
        version
        for file in files
        for version in read_yaml(
            file.read_text(encoding="utf-8"),
            file.name,
            ProcedureFile,
            lambda read: procedure_problems(read, keys),
        ).procedures()
    )
    return Law(procedures, rows)
