"""Every message type has its committed schema and golden sample: a type name is kept for ever."""

from __future__ import annotations

import pytest

from danvan.contracts.catalogue import CATALOGUE
from tests.architecture.tree import ROOT, told

HOW = "Run `make contracts`, and read the difference before you commit it:"
NEVER = "A published type stays in the catalogue for ever. Bring these back (see CONTRIBUTING):"


@pytest.mark.parametrize("folder", ["schemas", "samples"])
def test_every_stored_type_has_its_file_and_every_file_its_type(folder: str) -> None:
    files = {path.stem for path in (ROOT / "contracts" / folder).glob("*.json")}
    missing = sorted(set(CATALOGUE) - files)
    orphans = sorted(files - set(CATALOGUE))
    assert not missing, told(HOW, [f"contracts/{folder}/{name}.json" for name in missing])
    assert not orphans, told(NEVER, orphans)
