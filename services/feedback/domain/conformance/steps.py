"""The steps of a case held against its procedure: order, who took them, what they carried."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from danvan.contracts.base import Slug, Text
from danvan.contracts.procedure import Detail, Procedure, Step
from danvan.services.feedback.domain.conformance import sentences
from danvan.services.feedback.domain.conformance.history import Happened
from danvan.services.feedback.domain.conformance.words import Deviation
from danvan.services.feedback.domain.petition_law import ASIDE, HOLD_DIALOGUE, MERGED
from danvan.services.feedback.domain.petition_links import MERGE

SUSPEND = "suspend"
#: What the lack of a detail is called, where it has a name of its own.
_MISSING = {Detail.COMPLEXITY: "extension-without-finding"}
_NOWHERE = Text(vi="chưa bắt đầu", en="not begun")


class Walk:
    """One walk through the steps of a case, in the order in which they happened.

    A step that comes too early moves the case all the same, so that one mistake is told once: what
    it passed over is skipped if it never came, and out of order if it came later. A step that comes
    too late moves nothing: the case is further already.
    """

    def __init__(self, steps: Sequence[Happened], ruling: Callable[[Happened], Procedure]) -> None:
        self._steps = steps
        self._ruling = ruling
        self._state: Slug | None = None
        self._told: set[Slug] = set()
        self._meeting: Happened | None = None
        self.found: list[Deviation] = []

    def go(self) -> list[Deviation]:
        """All deviations of order, role and content."""
        for index, taken in enumerate(self._steps):
            if taken.step == MERGE:
                self._state = MERGED
                continue
            procedure = self._ruling(taken)
            step = procedure.step(taken.step)
            if step is None:
                self._unknown(procedure, taken)
                continue
            if not self._in_place(step):
                self._misplaced(procedure, taken, step, self._steps[index + 1 :])
            elif step.to is not None:
                self._state = step.to
            self._check_role(procedure, taken, step)
            self._check_details(taken, step)
            self._check_meeting(taken, step)
        return self.found

    def _in_place(self, step: Step) -> bool:
        return not step.from_ if self._state is None else self._state in step.from_

    def _unknown(self, procedure: Procedure, taken: Happened) -> None:
        suspends = taken.step == SUSPEND
        rule = "clock-suspended-without-ground" if suspends else "step-not-in-procedure"
        sentence = sentences.unknown_step(taken.step, procedure.valid_from)
        self._tell(rule, sentence, taken, procedure.basis)

    def _misplaced(
        self, procedure: Procedure, taken: Happened, step: Step, later: Sequence[Happened]
    ) -> None:
        if step.id in self._told:  # told already, with the step that came too early
            self._told.discard(step.id)
            return
        missing = _route(procedure, self._state, step)
        coming = {each.step for each in later}
        ways = {state: [s for s in procedure.steps if s.to == state] for state in missing}
        early = {each.id for steps in ways.values() for each in steps if each.id in coming}
        if early or not missing:
            here = procedure.state(self._state or "")
            title = here.title if here else ASIDE.get(self._state or "", _NOWHERE)
            self._tell("out-of-order", sentences.out_of_order(step, title), taken, step.basis)
        for state, steps in ways.items():
            known = procedure.state(state)
            if known is not None and early.isdisjoint(each.id for each in steps):
                sentence = sentences.skipped(step, known.title, steps)
                self._tell("skipped-step", sentence, taken, steps[0].basis)
        self._told |= early
        if missing:
            self._state = step.leads(missing[-1])

    def _check_role(self, procedure: Procedure, taken: Happened, step: Step) -> None:
        if taken.role is None or taken.role in procedure.roles(step):
            return
        who = next(group.title for group in procedure.groups if group.id == step.by)
        rule = "decided-by-wrong-role" if step.ends else "taken-by-wrong-role"
        self._tell(rule, sentences.wrong_role(step, taken.role, who), taken, step.basis)

    def _check_details(self, taken: Happened, step: Step) -> None:
        for detail in step.requires:
            if detail.value in taken.given:
                continue
            rule = _MISSING.get(detail, f"missing-{detail.value.replace('_', '-')}")
            if step.id == SUSPEND:
                rule = "clock-suspended-without-ground"
            self._tell(rule, sentences.missing(step, detail.value), taken, step.basis)

    def _check_meeting(self, taken: Happened, step: Step) -> None:
        if taken.meeting is not None:
            self._meeting = taken
        called = self._meeting
        if step.id != HOLD_DIALOGUE or called is None or called.meeting is None:
            return
        if taken.day < called.meeting:
            sentence = sentences.before_meeting(step, called.meeting)
            self._tell("held-before-announced-day", sentence, taken, step.basis, called)

    def _tell(
        self, rule: Slug, sentence: Text, taken: Happened, article: str, *more: Happened
    ) -> None:
        self.found.append(
            Deviation(
                rule=rule,
                sentence=sentence,
                facts=(taken.fact, *(each.fact for each in more)),
                article=article,
                step=taken.step,
            )
        )


def _route(procedure: Procedure, state: Slug | None, step: Step) -> list[Slug]:
    """The states that the shortest way from a state to the step leads through; none if there is no
    way, for the procedure does not go back."""
    ways: deque[tuple[Slug | None, list[Slug]]] = deque([(state, [])])
    seen = {state}
    while ways:
        here, passed = ways.popleft()
        if passed and here in step.from_:
            return passed
        for each in procedure.steps:
            starts = not each.from_ if here is None else here in each.from_
            if starts and each.to is not None and each.to not in seen:
                seen.add(each.to)
                ways.append((each.to, [*passed, each.to]))
    return []
