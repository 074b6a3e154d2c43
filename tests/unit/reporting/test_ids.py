"""Ids that are joined of several parts fit where they are used, however long the parts may be."""

from __future__ import annotations

from datetime import date

from pydantic import TypeAdapter

from danvan.contracts.base import StreamId
from danvan.contracts.plan import DutyPeriod
from danvan.contracts.reporting import DutyId, ReportId
from danvan.services.reporting.application.aggregates import DUTY, FIGURES, REPORT
from danvan.services.reporting.domain.figures import month_of
from danvan.services.reporting.domain.terms import report_id, split_report_id

SLUG = "a" * 64


def test_the_longest_names_make_ids_that_fit() -> None:
    period = DutyPeriod.model_validate(
        {
            "id": "b" * 20,
            "title": "Báo cáo",
            "window": {"from": "2023-01-01", "until": "2023-04-30"},
            "due": {"on": "2023-05-10"},
        }
    )
    duty = TypeAdapter[str](DutyId).validate_python(f"{SLUG}.{SLUG}.{period.id}")
    report = TypeAdapter[str](ReportId).validate_python(report_id(duty, SLUG))
    assert split_report_id(report) == (duty, SLUG)
    month = month_of(SLUG, date(2023, 4, 30))
    for stream in (DUTY.stream(duty), REPORT.stream(report), FIGURES.stream(month)):
        assert TypeAdapter[str](StreamId).validate_python(stream) == stream
