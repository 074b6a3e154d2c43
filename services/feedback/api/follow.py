"""Following a case by its code, without signing in: how it stands, and nothing of any person.

A code has 80 random bits, so guessing is hopeless and no call is counted.
"""
# No postponed annotations: FastAPI could not read those that name the parameters of `router`.

from datetime import date
from html import escape
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from danvan.contracts.base import Slug, Text
from danvan.contracts.calendar import local_day
from danvan.contracts.feedback import PetitionClass, Rating
from danvan.contracts.roles import Role
from danvan.services.chassis.database import Db, Row
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api
from danvan.services.chassis.lists import found
from danvan.services.chassis.work import Origin
from danvan.services.feedback.api.petitions import Strict
from danvan.services.feedback.application import petitions as application
from danvan.services.feedback.application.codes import hash_of
from danvan.services.feedback.application.law import law_of, ruled_by
from danvan.services.feedback.domain.petition_commands import RatePetition
from danvan.services.feedback.domain.petition_law import Law, state_title
from danvan.services.feedback.views import petition_questions as views

#: Who rates is known by the code alone.
ACTOR = "follow-code"
WHAT = "case with this code"
#: The page is nobody else's: it is not stored on the way, and its address is not passed on.
PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}

Code = Annotated[str, Path(max_length=64)]

CLASSES = {
    PetitionClass.COMPLAINT: Text(vi="khiếu nại", en="complaint"),
    PetitionClass.DENUNCIATION: Text(vi="tố cáo", en="denunciation"),
    PetitionClass.RECOMMENDATION: Text(vi="kiến nghị", en="recommendation"),
    PetitionClass.REFLECTION: Text(vi="phản ánh", en="reflection"),
}
UNCLASSIFIED = Text(vi="đang phân loại", en="being classified")


class Followed(BaseModel):
    """How a case stands. `due`: the next last day by law, if one runs; `rating`: as given."""

    petition_class: Text
    state: Text
    since: date
    received: date
    unit: Slug
    due: date | None
    overdue: bool
    handled: date | None
    rating: int | None


class RatingBody(Strict):
    """How satisfied the petitioner is, from 1 (not at all) to 5."""

    rating: Rating


def router(ground: Ground, api: Api) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["follow"])
    law = law_of(ground)

    @routes.get(
        "/follow/{code}",
        response_model=Followed,
        responses={200: {"content": {"text/html": {}}}},
    )
    def follow(
        code: Code,
        db: Annotated[Db, api.read()],
        response: Response,
        accept: Annotated[str, Header()] = "",
    ) -> Any:
        """How the case stands; a page where a browser asks."""
        row, today = views.followed(db, hash_of(code)), local_day(ground.clock.now())
        if "text/html" in accept:
            shown = _missing() if row is None else _page(_followed(law, row, today))
            return HTMLResponse(shown, 404 if row is None else 200, headers=PRIVATE)
        response.headers.update(PRIVATE)
        return _followed(law, found(row, WHAT), today)

    @routes.post("/follow/{code}/rating", status_code=201)
    def rate(code: Code, body: RatingBody) -> Followed:
        """Rate what was done, once. A bad rating opens the case again, where that may be."""
        digest = hash_of(code)
        with ground.up_to_date() as db:
            petition = found(views.followed(db, digest), WHAT)["id"]
        origin = Origin(at=ground.clock.now(), actor=ACTOR, role=Role.CITIZEN)
        ground.perform(
            origin,
            lambda work: application.do_petition(
                work, RatePetition(at=work.at, petition=petition, law=law, rating=body.rating)
            ),
        )
        with ground.up_to_date() as db:
            return _followed(law, found(views.followed(db, digest), WHAT), local_day(origin.at))

    return routes


def _followed(law: Law, row: Row, today: date) -> Followed:
    class_ = row["petition_class"]
    clocks = row["clocks"]
    return Followed(
        petition_class=UNCLASSIFIED if class_ is None else CLASSES[PetitionClass(class_)],
        state=state_title(law, ruled_by(row), row["state"], today),
        since=row["since"],
        received=row["received"],
        unit=row["unit"],
        due=min((clock["due"] for clock in clocks), default=None),
        overdue=any(clock["overdue_on"] is not None for clock in clocks),
        handled=row["handled"],
        rating=row["rating"],
    )


def _page(case: Followed) -> str:
    rows = [
        ("Loại đơn", "Class", case.petition_class.vi, case.petition_class.en),
        ("Tình trạng", "State", case.state.vi, case.state.en),
        ("Từ ngày", "Since", _day(case.since), ""),
        ("Ngày nhận", "Received", _day(case.received), ""),
        ("Đơn vị giải quyết", "Unit", case.unit, ""),
        ("Hạn tiếp theo", "Next deadline", _day(case.due), ""),
        ("Quá hạn", "Overdue", "Có" if case.overdue else "Không", "yes" if case.overdue else "no"),
        ("Giải quyết xong", "Handled", _day(case.handled), ""),
    ]
    lines = "".join(
        f"<tr><th>{escape(vi)} <small lang=en>{escape(en)}</small></th>"
        f"<td>{escape(value)} <small lang=en>{escape(said)}</small></td></tr>"
        for vi, en, value, said in rows
    )
    return _html(f"<table>{lines}</table>")


def _missing() -> str:
    return _html(
        "<p>Không có vụ việc nào với mã này; hãy xem lại mã trên giấy biên nhận."
        " <small lang=en>There is no case with this code; look at your receipt again.</small></p>"
    )


def _html(content: str) -> str:
    return (
        '<!doctype html><html lang="vi"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        '<meta name="robots" content="noindex">'
        "<title>Theo dõi đơn – Follow a petition</title>"
        "<style>body{font:1.1rem/1.6 sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}"
        "th{text-align:left;padding-right:2rem}small{color:#555}</style>"
        "<h1>Theo dõi đơn <small lang=en>Follow a petition</small></h1>"
        f"{content}</html>"
    )


def _day(day: date | None) -> str:
    return "–" if day is None else f"{day:%d/%m/%Y}"
