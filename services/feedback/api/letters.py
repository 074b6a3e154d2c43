"""Routes of the letters that units owe."""
# No postponed annotations: FastAPI could not read those that name the parameters of `router`.

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from danvan.contracts.base import Slug
from danvan.contracts.feedback import LetterIds, LetterKind, Signer, ThankYouLetterOffered
from danvan.contracts.roles import READERS, SPEAKERS, UNIT_PEOPLE, Role
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Body, Caller, Recorded
from danvan.services.chassis.lists import Cursor, Limit, Page, page
from danvan.services.feedback.application import letters as application
from danvan.services.feedback.domain.letter import OweLetter, SendLetter, SignLetter
from danvan.services.feedback.views import letters as views

READ = (*READERS, *UNIT_PEOPLE)
#: The head of the agency signs for any unit, the head of a unit for that unit.
SIGN = (Role.LEADER, Role.UNIT_HEAD)


class LettersBody(Body):
    """Letters that something is done with together."""

    letters: LetterIds


def router(ground: Ground, api: Api) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["letters"])
    _ask(routes, api)
    _write(routes, api)
    return routes


def _ask(routes: APIRouter, api: Api) -> None:
    reader = api.caller(*READ)

    @routes.get("/letters")
    def letters(
        caller: Annotated[Caller, reader],
        db: Annotated[Db, api.read()],
        unit: Slug | None = None,
        kind: LetterKind | None = None,
        state: views.State | None = None,
        cursor: Cursor = "",
        limit: Limit = 100,
    ) -> Page:
        """Letters by id, which begins with the unit. `missed`: not sent on the due day, whether
        sent afterwards or not. People of a unit see those of their own."""
        rows = views.letters(
            db, unit=caller.own_unit(unit), kind=kind, state=state, cursor=cursor, limit=limit
        )
        return page(rows, "letter", limit)

    @routes.get("/letters/figures")
    def figures(
        caller: Annotated[Caller, reader],
        db: Annotated[Db, api.read()],
        from_: Annotated[date, Query(alias="from", description="The first due day.")],
        until: Annotated[date, Query(description="The last due day.")],
        unit: Slug | None = None,
    ) -> list[dict[str, Any]]:
        """What became of the letters due on these days, by unit and kind."""
        return views.figures(db, first=from_, last=until, unit=caller.own_unit(unit))


def _write(routes: APIRouter, api: Api) -> None:
    speaker, head = api.caller(*SPEAKERS), api.caller(*SIGN)

    @routes.post("/letters/thank-you", status_code=201)
    def thank_you(body: ThankYouLetterOffered, caller: Annotated[Caller, speaker]) -> Recorded:
        """The caller's unit owes somebody thanks."""
        unit, kind = caller.unit, LetterKind.THANK_YOU
        return caller.do(
            lambda work: application.owe_letter(
                work,
                OweLetter(
                    at=work.at,
                    letter=application.letter_id(unit, body.code, kind),
                    unit=unit,
                    kind=kind,
                    about=body.about,
                    due_on=body.due_on,
                    reason=body.reason,
                ),
            )
        )

    @routes.post("/letters/sign", status_code=201)
    def sign(body: LettersBody, caller: Annotated[Caller, head]) -> Recorded:
        """The head signs these letters: all of them, or none if a rule says no to any."""
        leads = caller.principal.role is Role.LEADER
        unit = None if leads else caller.unit
        by: Signer = Role.LEADER if leads else Role.UNIT_HEAD
        return caller.do(
            lambda work: application.write_letters(
                work,
                [SignLetter(at=work.at, letter=id_, unit=unit, by=by) for id_ in body.letters],
            )
        )

    @routes.post("/letters/send", status_code=201)
    def send(body: LettersBody, caller: Annotated[Caller, speaker]) -> Recorded:
        """These signed letters of the caller's unit were sent: all of them, or none."""
        unit = caller.unit
        return caller.do(
            lambda work: application.write_letters(
                work, [SendLetter(at=work.at, letter=id_, unit=unit) for id_ in body.letters]
            )
        )
