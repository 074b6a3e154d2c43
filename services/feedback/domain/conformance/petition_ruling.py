"""Which procedure rules which part of a petition, and what it says of its limits and delays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from danvan.contracts.policy import PolicyUnit
from danvan.contracts.procedure import Clock, Procedure, Step
from danvan.services.feedback.domain import petition_law as ruled
from danvan.services.feedback.domain.clocks import ClockEvent, Deadline, deadlines, extensible
from danvan.services.feedback.domain.conformance import sentences
from danvan.services.feedback.domain.conformance.history import Happened, PetitionHistory
from danvan.services.feedback.domain.conformance.limits import broken, every_run, limit_of
from danvan.services.feedback.domain.conformance.words import Deviation, Limit, Row
from danvan.services.feedback.domain.petition_law import CLASSIFY, EXTEND, Law, Ruled
from danvan.services.feedback.domain.petition_links import MERGE


class PetitionRuling:
    """Which procedure rules which part of a petition's history, and its limits under it."""

    def __init__(self, history: PetitionHistory, law: Law) -> None:
        self._history = history
        self._law = law
        names = [step.step for step in history.steps]
        classified = history.classified is not None
        self._until_classified = names.index(CLASSIFY) + 1 if classified else len(names)

    def parts(self) -> list[tuple[tuple[Happened, ...], bool]]:
        """The steps up to the classification; and, once classified, all of them by its class."""
        steps = self._history.steps
        first = (steps[: self._until_classified], False)
        return [first] if self._history.classified is None else [first, (steps, True)]

    def procedure(self, step: Happened, day: date) -> Procedure:
        """The version that rules a step, seen from a day."""
        before = step in self._history.steps[: self._until_classified]
        return ruled.procedure_of(self._law, self._ruled(not before), day)

    def limits(
        self, steps: tuple[Happened, ...], class_: bool, as_of: date
    ) -> tuple[list[Deviation], list[Limit]]:
        """The limits of a part, and the deviations among them."""
        merged = next((step.day for step in steps if step.step == MERGE), as_of)
        until = min(merged, as_of)
        procedure = ruled.procedure_of(self._law, self._ruled(class_), until)
        found: list[Deviation] = []
        limits: list[Limit] = []
        for each in every_run(
            procedure, steps, until, lambda happened: self._deadlines(happened, class_)
        ):
            clock = next((one for one in procedure.clocks if one.id == each.clock), None)
            if clock is None or clock.alarm_for is not None:
                continue
            row = next(
                row
                for row in self._law.rows
                if (row.key, row.valid_from) == (each.policy.key, each.policy.valid_from)
            )
            limit = limit_of(each, clock, row, self._law.calendar, until)
            limits.append(limit)
            if limit.broken:
                found.append(broken(procedure, clock, limit, steps))
        return found, limits

    def delays(self) -> list[Deviation]:
        """Extensions that the law does not know, with too few criteria or one too many; and what
        lengthened or suspended a limit that had ended already, and so hides that it was broken."""
        found: list[Deviation] = []
        steps = self._history.steps
        for index, taken in enumerate(steps):
            procedure = self.procedure(taken, taken.day)
            step = procedure.step(taken.step)
            before = [each.event for each in steps[:index]]
            if step is None:
                continue  # told as a step that the procedure does not have
            clocks = [clock for clock in procedure.clocks if taken.step in clock.paused_by]
            if taken.step == EXTEND and taken.criteria:
                longer = extensible(procedure, self._law.rows, before, taken.event)
                if longer is None:
                    found.append(self._too_often(procedure, step, taken))
                else:
                    clocks.append(longer)
            for clock in clocks:
                found += self._too_late(clock, step, taken, before)
        return found

    def _too_often(self, procedure: Procedure, step: Step, taken: Happened) -> Deviation:
        keys = [each.at_most for clock in procedure.clocks for each in clock.extensions]
        row = Row.of(self._law.row(keys[0], taken.day))
        return Deviation(
            rule="extension-too-long",
            sentence=sentences.too_long(step, row),
            facts=(taken.fact,),
            article=step.basis,
            step=step.id,
            row=row,
        )

    def _too_late(
        self, clock: Clock, step: Step, taken: Happened, before: list[ClockEvent]
    ) -> Iterator[Deviation]:
        for each in self._deadlines(before, True):
            runs = each.clock == clock.id and each.met_on is None
            if runs and each.due is not None and each.due < taken.day:
                yield Deviation(
                    rule="extension-too-late" if step.id == EXTEND else "suspension-too-late",
                    sentence=sentences.after_the_end(step, each.due, taken.day),
                    facts=(taken.fact,),
                    article=step.basis,
                    step=step.id,
                    clock=clock.id,
                    days=(taken.day - each.due).days,
                    days_in=PolicyUnit.CALENDAR_DAY,
                )

    def _ruled(self, class_: bool) -> Ruled:
        received, of = self._history.received.received, self._history.classified
        if of is None or not class_:
            return Ruled(received=received)
        return Ruled(petition_class=of.petition_class, stage=of.stage, received=received)

    def _deadlines(self, happened: list[ClockEvent], class_: bool) -> tuple[Deadline, ...]:
        of = self._history.classified if class_ else None
        return deadlines(
            ruled.procedure_of(self._law, self._ruled(class_), happened[-1].day),
            self._law.rows,
            self._law.calendar,
            happened,
            remote=of is not None and of.remote,
            competence=of.competence.value if of is not None else None,
        )
