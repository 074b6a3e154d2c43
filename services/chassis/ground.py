"""What a service stands on while it runs, and what a service is."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter

from danvan.contracts.workdays import WorkCalendar
from danvan.services.chassis.clock import Clock
from danvan.services.chassis.database import Database, Db
from danvan.services.chassis.journal import Journal
from danvan.services.chassis.persons import Persons
from danvan.services.chassis.routes import Routes
from danvan.services.chassis.settings import Settings
from danvan.services.chassis.views import ViewDefinition, Views
from danvan.services.chassis.work import Aggregate, Done, Origin, Work, perform

if TYPE_CHECKING:
    from danvan.services.chassis.health import Health
    from danvan.services.chassis.http import Api


@dataclass(frozen=True)
class Ground:
    """The store, the read tables, the persons' keys, the time and the working days of a service."""

    service: str
    settings: Settings
    journal: Journal
    database: Database
    views: Views
    clock: Clock
    calendar: WorkCalendar
    persons: Persons

    def work(self) -> Work:
        """A new piece of work."""
        return Work(self.journal, self.service, self.clock.now, self.persons)

    def perform(self, origin: Origin, use_case: Callable[[Work], None]) -> Done:
        """Do a use case in a transaction of its own.

        Raises:
            Refused: if a rule says no.
        """
        return perform(self.work, origin, use_case)

    @contextmanager
    def up_to_date(self, at_least: int | None = None) -> Iterator[Db]:
        """A connection for questions to the read tables, after they have caught up (with
        `at_least`: only if they are behind that position)."""
        if at_least is None or self.views.position() < at_least:
            self.views.catch_up()
        with self.database.connection() as db:
            yield db


@dataclass(frozen=True)
class Service:
    """One service: its name and its rooms. `routes` says what it takes in, `router` what it
    answers over HTTP.

    `aggregates` are all it decides with, by which its history replays. `tables` is DDL, safe to run
    again, of what it keeps beside facts and views. `tasks` run in its worker beside intake and
    relay; each ends only when it is cancelled.
    """

    name: str
    title: str
    settings: type[Settings]
    views: ViewDefinition
    routes: Callable[[Ground], Routes]
    router: Callable[[Ground, Api], APIRouter]
    aggregates: tuple[Aggregate[Any, Any], ...] = ()
    tables: str = ""
    tasks: Callable[[Ground, Health], Sequence[Coroutine[Any, Any, None]]] | None = None
