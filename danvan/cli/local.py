"""`danvan up` and `danvan demo`: the whole platform on this machine."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.status import Status

from danvan.cli.speech import Failed, say

if TYPE_CHECKING:
    from danvan.deploy.local.platform import Platform

DataOption = Annotated[
    Path, typer.Option("--data", envvar="DANVAN_DATA", help="Folder in which everything is kept.")
]
NatsPortOption = Annotated[
    int, typer.Option("--nats-port", envvar="DANVAN_NATS_PORT", help="Port of the broker.")
]
MonitorPortOption = Annotated[
    int,
    typer.Option(
        "--nats-monitor-port",
        envvar="DANVAN_NATS_MONITOR_PORT",
        help="Port on which the broker tells how it is doing.",
    ),
]
PlanningPortOption = Annotated[
    int, typer.Option("--planning-port", envvar="DANVAN_PLANNING_PORT", help="Port of planning.")
]
ReportingPortOption = Annotated[
    int, typer.Option("--reporting-port", envvar="DANVAN_REPORTING_PORT", help="Port of reporting.")
]


def up(
    data: DataOption = Path(".danvan"),
    nats_port: NatsPortOption = 4222,
    nats_monitor_port: MonitorPortOption = 8222,
    planning_port: PlanningPortOption = 8081,
    reporting_port: ReportingPortOption = 8082,
) -> None:
    """Start broker, store and services on this machine; Ctrl-C stops all of it.

    Example: danvan up --data .danvan
    """
    ports = _ports(nats_port, nats_monitor_port, planning_port, reporting_port)
    with running(data, ports, scenario=False) as (platform, stop):
        _where_to_look(platform)
        platform.supervise(stop)


@contextmanager
def running(
    data: Path, ports: Ports, *, scenario: bool
) -> Iterator[tuple[Platform, threading.Event]]:
    """The platform, started; stopped at the end of the block. The event is set by Ctrl-C."""
