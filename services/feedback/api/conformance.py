"""Routes that hold cases against their procedure; the law may be another version's."""
# No postponed annotations: FastAPI could not read those that name the parameters of `router`.

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query
from pydantic import BaseModel

from danvan.contracts.base import Slug
from danvan.contracts.calendar import local_day
from danvan.contracts.feedback.days import Day
from danvan.contracts.procedure import CaseKind
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Caller
from danvan.services.chassis.lists import Cursor, found
from danvan.services.feedback.api.petitions import READ
from danvan.services.feedback.application.conformance import CaseType, judge_cases
from danvan.services.feedback.application.law import law_of
from danvan.services.feedback.domain.conformance.words import Verdict
from danvan.services.feedback.views import conformance as views

CaseId = Annotated[
    str, Path(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*\.[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", max_length=129)
]
Policy = Annotated[
    str | None,
    Query(
        max_length=90,
        pattern="^[a-z0-9.@-]+$",
        description="Judge by this version of the law: a day, or `<key>@<its first day>`.",
        examples=["2026-07-01", "complaint.accept.decree@2026-07-01"],
    ),
]
AsOf = Annotated[
    Day | None, Query(description="Judge by what had happened up to this day; today by default.")
]


class Conformance(BaseModel):
    """The cases of a page that left their procedure. `checked`: how many cases this page has looked
    at; `totals`: their deviations by rule. `next` is absent on the last page."""

    procedure: Slug
    as_of: Day
    policy: str | None
    checked: int
    totals: dict[str, int]
    items: list[Verdict]
    next: str | None = None


def router(ground: Ground, api: Api) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["conformance"])
    _one(routes, ground, api)
    _many(routes, ground, api)
    return routes


def _one(routes: APIRouter, ground: Ground, api: Api) -> None:
    reader, law = api.caller(*READ), law_of(ground)

    @routes.get("/conformance/{kind}/{id_}")
    def case(
        kind: CaseType,
        id_: CaseId,
        caller: Annotated[Caller, reader],
        as_of: AsOf = None,
        policy: Policy = None,
    ) -> Verdict:
        """One case: its deviations, and how each of its limits stood. With `policy`, also what that
        version of the law changes."""
        day = as_of or local_day(caller.at)
        judged = judge_cases(ground.journal, law, kind, [id_], day, policy)
        verdict = found(judged[0] if judged else None, "such case by that day")
        caller.own_unit(verdict.unit)
        return verdict


def _many(routes: APIRouter, ground: Ground, api: Api) -> None:
    reader, law = api.caller(*READ), law_of(ground)

    @routes.get("/conformance")
    def cases(
        procedure: Slug,
        caller: Annotated[Caller, reader],
        db: Annotated[Db, api.read()],
        unit: Slug | None = None,
        since: Day | None = None,
        until: Day | None = None,
        as_of: AsOf = None,
        policy: Policy = None,
        cursor: Cursor = "",
        limit: Annotated[int, Query(ge=1, le=500, description="Cases looked at.")] = 100,
    ) -> Conformance:
        """The cases of a procedure, received on these days, that left it. People of a unit see
        those of their own. A page looks at `limit` cases, however few of them it names."""
        versions = [each for each in law.procedures if each.id == procedure]
        if not versions:
            known = ", ".join(dict.fromkeys(each.id for each in law.procedures))
            raise HTTPException(404, f"there is no procedure '{procedure}'; there are: {known}")
        own, day = caller.own_unit(unit), as_of or local_day(caller.at)
        kind: CaseType = "petition"
        if versions[0].case is CaseKind.DOSSIER:
            kind = "dossier"
            ids = views.dossiers_of(
                db, unit=own, since=since, until=until, cursor=cursor, limit=limit
            )
        else:
            ids = views.petitions_of(
                db, versions[0], unit=own, since=since, until=until, cursor=cursor, limit=limit
            )
        verdicts = judge_cases(ground.journal, law, kind, ids, day, policy)
        left = [verdict for verdict in verdicts if verdict.deviations]
        totals = Counter(each.rule for verdict in left for each in verdict.deviations)
        return Conformance(
            procedure=procedure,
            as_of=day,
            policy=policy,
            checked=len(verdicts),
            totals=dict(totals.most_common()),
            items=left,
            next=ids[-1] if len(ids) == limit else None,
        )
