"""The days of a dossier: appointments, the supplement, the announcement of a delay."""

from __future__ import annotations

from datetime import date

from danvan.contracts.base import Slug, Text
from danvan.contracts.policy import PolicyRow, PolicyUnit
from danvan.contracts.procedure import Procedure
from danvan.services.feedback.domain.clocks import row_in_force
from danvan.services.feedback.domain.conformance import sentences
from danvan.services.feedback.domain.conformance.history import DossierHistory, Happened
from danvan.services.feedback.domain.conformance.limits import over
from danvan.services.feedback.domain.conformance.words import Deviation, Limit, Row
from danvan.services.feedback.domain.dossier_clocks import (
    APOLOGY,
    SUPPLEMENT,
    DossierClocks,
)
from danvan.services.feedback.domain.petition_law import RECEIVE, Law

RESULT = Text(vi="Hẹn trả kết quả", en="The appointment for the result")
ASKING = Text(vi="Hạn yêu cầu bổ sung", en="To ask for what is missing")
ANNOUNCING = Text(
    vi="Hạn xin lỗi và hẹn lại trước khi quá hẹn", en="To apologise and appoint anew in time"
)
ONCE = Text(
    vi="Yêu cầu bổ sung hơn một lần; luật chỉ cho một lần, đủ nội dung.",
    en="What is missing was asked for more than once; it is asked for once, all of it.",
)
TOO_OFTEN = Text(
    vi="Hẹn lại nhiều lần hơn mức được phép; phải trả kết quả hoặc báo cáo người đứng đầu.",
    en="Appointed anew more often than allowed; deliver the result, or report to the head.",
)
UNANNOUNCED = Text(
    vi="Quá hẹn mà không xin lỗi và hẹn lại trước đó; lần sau phải báo trước khi quá hẹn.",
    en="The appointment passed without an apology and a new one before; announce a delay in time.",
)
BEGINS = (RECEIVE, "complete")
RESOLVED = ("ready", "deliver", "refuse", "withdraw")
WAITING, DELAYED = "ask-supplement", "announce-delay"


def dossier_deviations(
    history: DossierHistory, procedure: Procedure, law: Law, as_of: date
) -> tuple[list[Deviation], tuple[Limit, ...]]:
    """Every limit of a dossier, and what was not kept."""
    judged = _Dossier(history, procedure, law, as_of)
    judged.appointments()
    judged.supplements()
    judged.delays()
    return judged.found, tuple(judged.limits)


class _Dossier:
    """The judgement of one dossier, as it grows."""

    def __init__(
        self, history: DossierHistory, procedure: Procedure, law: Law, as_of: date
    ) -> None:
        self._steps = history.steps
        self._received = history.received.received_on
        self._procedure = procedure
        self._law = law
        self._clocks = DossierClocks(rows=law.rows, calendar=law.calendar)
        self._as_of = as_of
        self.found: list[Deviation] = []
        self.limits: list[Limit] = []

    def appointments(self) -> None:
        """The result is there by the appointment; while the applicant is waited for, none passes.
        A delay that was announced does not move the original one."""
        for index, begun in enumerate(self._steps):
            if begun.step not in BEGINS or begun.appointment is None:
                continue
            ends = [step for step in self._steps[index + 1 :] if step.step in (*RESOLVED, WAITING)]
            met_on = ends[0].day if ends else None
            limit = self._limit("result", RESULT, begun.day, begun.appointment, met_on, None)
            if limit.broken:
                self._tell("late-decision", limit, (begun, *ends[:1]), self._procedure.basis)
                if all(step.step != DELAYED for step in self._steps):
                    row = self._row(APOLOGY, begun.appointment)
                    self._plain("delay-not-announced", UNANNOUNCED, (begun,), DELAYED, row)

    def supplements(self) -> None:
        """All that is missing is asked for once, and soon."""
        asked = [step for step in self._steps if step.step == WAITING]
        for step in asked[:1]:
            last, _ = self._clocks.supplement_by(self._received, step.day)
            row = self._row(SUPPLEMENT, step.day)
            limit = self._limit(WAITING, ASKING, self._received, last, step.day, row)
            if limit.broken:
                self._tell("late-supplement-request", limit, (self._steps[0], step), row.basis)
        for again in asked[1:]:
            self._plain("supplement-asked-again", ONCE, (asked[0], again), again.step)

    def delays(self) -> None:
        """A delay is announced before the appointment is missed, and only so often."""
        announced = [step for step in self._steps if step.step == DELAYED]
        most = self._clocks.most_reappointments(self._received, self._as_of)
        for again in announced[most:]:
            self._plain("appointed-anew-too-often", TOO_OFTEN, (again,), again.step)
        for step in announced[:1]:
            promised = [
                each.appointment
                for each in self._steps
                if each.step in BEGINS and each.day <= step.day and each.appointment
            ]
            if not promised:
                return  # announced before it was received: told as out of order
            last, _ = self._clocks.announce_by(self._received, step.day, promised[-1])
            row = self._row(APOLOGY, step.day)
            limit = self._limit(DELAYED, ANNOUNCING, self._received, last, step.day, row)
            if limit.broken:
                self._tell("late-delay-announcement", limit, (step,), row.basis)

    def _row(self, key: str, day: date) -> PolicyRow:
        rows = [row for row in self._law.rows if row.key == key]
        return row_in_force(rows, self._received, day)

    def _limit(
        self,
        clock: Slug,
        title: Text,
        starts: date,
        due: date,
        met_on: date | None,
        row: PolicyRow | None,
    ) -> Limit:
        days_in = row.unit if row else PolicyUnit.WORKING_DAY
        past = over(self._law.calendar, due, met_on or self._as_of, days_in)
        limit = Limit(
            clock=clock,
            title=title,
            starts=starts,
            due=due,
            met_on=met_on,
            row=Row.of(row) if row else None,
            over=past,
        )
        self.limits.append(limit)
        return limit

    def _tell(self, rule: Slug, limit: Limit, steps: tuple[Happened, ...], article: str) -> None:
        days_in = limit.row.unit if limit.row else PolicyUnit.WORKING_DAY
        self.found.append(
            Deviation(
                rule=rule,
                sentence=sentences.late(limit, days_in),
                facts=tuple(step.fact for step in steps),
                article=article,
                clock=limit.clock,
                row=limit.row,
                days=limit.over,
                days_in=days_in,
            )
        )

    def _plain(
        self,
        rule: Slug,
        sentence: Text,
        steps: tuple[Happened, ...],
        step: Slug,
        row: PolicyRow | None = None,
    ) -> None:
        taken = self._procedure.step(step)
        self.found.append(
            Deviation(
                rule=rule,
                sentence=sentence,
                facts=tuple(each.fact for each in steps),
                article=taken.basis if taken else self._procedure.basis,
                step=step,
                row=Row.of(row) if row else None,
            )
        )
