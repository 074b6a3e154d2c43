"""A process miner that nobody here wrote reads the exports of real petitions without complaint, and
finds the procedure of the law in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from danvan.services.feedback.__main__ import SERVICE
from danvan.services.inspection.exports import LOGS, Format, Leaf
from tests.integration.feedback.petition_office import DOCUMENT, Office
from tests.support.engines import Database
from tests.support.grounds import bench

pm4py: Any = pytest.importorskip("pm4py", reason="pm4py is a development dependency")
# The miner is read into this process on purpose; it advertises a faster reader on every use.
pytestmark = pytest.mark.filterwarnings("ignore:Install the optional requirement")

STEP = "petition-step-taken/"
WAY = ("accept", "verify", "propose", "decide", "notify")
LOADERS = {Format.OCEL_JSON: "read_ocel2_json", Format.OCEL_SQLITE: "read_ocel2_sqlite"}


@pytest.fixture
def leaves(database: Database) -> Iterator[list[Leaf]]:
    """The sealed facts of three complaints that were decided and one that was not accepted."""
    with bench(SERVICE, database) as feedback:
        office = Office(feedback)
        for number in range(3):
            _complaint(office, f"kn-{number}", date(2023, 3, 6) + timedelta(days=number))
        refused = office.receives("2023-03-06", number="kn-9")["petition"]
        office.classifies(refused, "complaint", "2023-03-07")
        office.steps(refused, "2023-03-08", "refuse", ground="internal-act", document=DOCUMENT)
        stored = feedback.ground.journal.read(0, 10_000)
        yield [Leaf(SERVICE.name, index, fact.raw) for index, fact in enumerate(stored)]


def _complaint(office: Office, number: str, day: date) -> None:
    id_ = office.receives(str(day), number=number)["petition"]
    office.classifies(id_, "complaint", str(day))
    said: dict[str, dict[str, Any]] = {
        "decide": {"outcome": "right", "document": DOCUMENT},
        "notify": {"delivered_on": str(day + timedelta(days=5))},
    }
    for later, step in enumerate(WAY, 1):
        office.steps(id_, str(day + timedelta(days=later)), step, **said.get(step, {}))


def _file(folder: Path, format_: Format, leaves: list[Leaf]) -> str:
    path = folder / f"log{LOGS[format_].suffix}"
    with path.open("wb") as out:
        LOGS[format_].write(leaves, out)
    return str(path)


@pytest.mark.parametrize("format_", list(LOADERS))
def test_object_centric_logs_are_read_whole(
    format_: Format, leaves: list[Leaf], tmp_path: Path
) -> None:
    log = getattr(pm4py, LOADERS[format_])(_file(tmp_path, format_, leaves))
    assert set(log.events["ocel:eid"]) == {f"feedback/{leaf.index}" for leaf in leaves}
    assert {"petition", "unit"} <= set(log.objects["ocel:type"])
    decided = log.relations[log.relations["ocel:activity"] == f"{STEP}decide"]
    assert set(decided["ocel:qualifier"]) == {"subject", "unit"}
    assert set(log.o2o["ocel:qualifier"]) >= {"unit"}
    petitions = pm4py.ocel_flattening(log, "petition")
    assert petitions["case:concept:name"].nunique() == len({"kn-0", "kn-1", "kn-2", "kn-9"})


def test_the_relational_form_keeps_every_constraint_of_the_standard(
    leaves: list[Leaf], tmp_path: Path
) -> None:
    from pm4py.objects.ocel.validation import ocel20_rel_validation  # noqa: PLC0415 (as above)

    path = _file(tmp_path, Format.OCEL_SQLITE, leaves)
    kept, broken = ocel20_rel_validation.apply(path)
    assert kept and not broken


def test_the_procedure_is_found_in_the_traces(leaves: list[Leaf], tmp_path: Path) -> None:
    log = pm4py.read_xes(_file(tmp_path, Format.XES, leaves))
    steps = log[
        (log["case:kind"] == "petition") & log["concept:name"].str.startswith(STEP)
    ].reset_index(drop=True)
    model = pm4py.discover_petri_net_inductive(steps)
    named = {transition.label for transition in model[0].transitions if transition.label}
    assert named == {f"{STEP}{step}" for step in ("classify", *WAY, "refuse")}
    tasks = {node.get_name() for node in pm4py.discover_bpmn_inductive(steps).get_nodes()}
    assert named <= tasks
    assert _fits(model, steps)

    rushed = steps[steps["case:concept:name"] == "petition/bao-tang.kn-0"].copy()
    assert _fits(model, rushed)
    swapped = {f"{STEP}accept": f"{STEP}decide", f"{STEP}decide": f"{STEP}accept"}
    rushed["concept:name"] = rushed["concept:name"].replace(swapped)
    assert not _fits(model, rushed), "the model knows that acceptance comes before the decision"


def _fits(model: tuple[Any, Any, Any], log: Any) -> bool:
    return all(
        trace["trace_is_fit"]
        for trace in pm4py.conformance_diagnostics_token_based_replay(log, *model)
    )
