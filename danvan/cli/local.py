"""`danvan up` and `danvan demo`: the whole platform on this machine."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from danvan.cli.options import DataOption
from danvan.cli.speech import both, in_words, say, show_table, told
from danvan.deploy.local.layout import (
    DEFAULT_DATA,
    NATS_MONITOR_PORT,
    NATS_PORT,
    SERVICE_PORTS,
    DataFolder,
    Ports,
)

if TYPE_CHECKING:
    from danvan.deploy.local.platform import Platform


def _port(name: str, vi: str, en: str) -> Any:
    """The option of one port: `--nats-port`, `DANVAN_NATS_PORT`."""
    variable = f"DANVAN_{name.replace('-', '_').upper()}_PORT"
    return typer.Option(f"--{name}-port", envvar=variable, help=both(vi, en))


NatsPort = Annotated[int, _port("nats", "Cổng của NATS.", "Port of NATS.")]
MonitorPort = Annotated[
    int, _port("nats-monitor", "Cổng theo dõi của NATS.", "Monitoring port of NATS.")
]
PlanningPort = Annotated[int, _port("planning", "Cổng của planning.", "Port of planning.")]
ReportingPort = Annotated[int, _port("reporting", "Cổng của reporting.", "Port of reporting.")]
FeedbackPort = Annotated[int, _port("feedback", "Cổng của feedback.", "Port of feedback.")]
EmulationPort = Annotated[int, _port("emulation", "Cổng của emulation.", "Port of emulation.")]
InspectionPort = Annotated[
    int, _port("inspection", "Cổng của inspection (trang thanh tra).", "Port of the console.")
]

#: So long the supervisor may need to see that it is to end.
SUPERVISOR_SECONDS = 1.5


def add_to(app: typer.Typer) -> None:
    """Add both commands."""
    app.command(
        **told(
            "Chạy toàn bộ hệ thống trên máy này; Ctrl-C dừng tất cả.",
            "Run the whole platform on this machine; Ctrl-C stops all of it.",
            "danvan up --data .danvan",
        )
    )(up)
    app.command(
        **told(
            "Chạy hệ thống rồi diễn lại năm 2023 của cơ quan mẫu.",
            "Run the platform, then play the example agency's year 2023.",
            "danvan demo --exit --json out.json",
        )
    )(demo)


def up(
    data: DataOption = DEFAULT_DATA,
    nats_port: NatsPort = NATS_PORT,
    nats_monitor_port: MonitorPort = NATS_MONITOR_PORT,
    planning_port: PlanningPort = SERVICE_PORTS["planning"],
    reporting_port: ReportingPort = SERVICE_PORTS["reporting"],
    feedback_port: FeedbackPort = SERVICE_PORTS["feedback"],
    emulation_port: EmulationPort = SERVICE_PORTS["emulation"],
    inspection_port: InspectionPort = SERVICE_PORTS["inspection"],
) -> None:
    """Start everything, then keep it running until Ctrl-C."""
    services = (planning_port, reporting_port, feedback_port, emulation_port, inspection_port)
    ports = _ports(nats_port, nats_monitor_port, services)
    with running(data, ports, scenario=False) as (_, stop):
        _where_to_look(ports)
        stop.wait()


def demo(
    data: DataOption = DEFAULT_DATA,
    scale: Annotated[
        float,
        typer.Option(
            min=0.1, max=10.0, help=both("Quy mô của năm mẫu.", "How large the year shall be.")
        ),
    ] = 1.0,
    seed: Annotated[
        int, typer.Option(help=both("Mầm ngẫu nhiên.", "Seed of everything invented."))
    ] = 878,
    leave: Annotated[
        bool, typer.Option("--exit", help=both("Diễn xong thì dừng.", "Stop afterwards."))
    ] = False,
    json_file: Annotated[
        Path | None,
        typer.Option("--json", help=both("Ghi số liệu vào tệp này.", "Write the figures here.")),
    ] = None,
    nats_port: NatsPort = NATS_PORT,
    nats_monitor_port: MonitorPort = NATS_MONITOR_PORT,
    planning_port: PlanningPort = SERVICE_PORTS["planning"],
    reporting_port: ReportingPort = SERVICE_PORTS["reporting"],
    feedback_port: FeedbackPort = SERVICE_PORTS["feedback"],
    emulation_port: EmulationPort = SERVICE_PORTS["emulation"],
    inspection_port: InspectionPort = SERVICE_PORTS["inspection"],
) -> None:
    """Play the year on the running platform, show the summary, and stay up unless told not to."""
    from danvan.cli.demo import play

    services = (planning_port, reporting_port, feedback_port, emulation_port, inspection_port)
    ports = _ports(nats_port, nats_monitor_port, services)
    with running(data, ports, scenario=True) as (platform, stop):
        figures = play(platform, stop, scale=scale, seed=seed)
        if json_file is not None and figures is not None:
            json_file.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n")
        if not leave:
            _where_to_look(ports)
            stop.wait()


@contextmanager
def running(
    data: Path, ports: Ports, *, scenario: bool
) -> Iterator[tuple[Platform, threading.Event]]:
    """The platform, started and supervised; all of it is stopped at the end of the block.

    The event is set by Ctrl-C, by SIGTERM, and when the terminal is closed.

    Raises:
        EngineFailed: with a sentence, if a part can't be started.
    """
    from danvan.deploy.local.platform import Platform

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    platform = Platform(DataFolder(data.resolve()), ports, scenario=scenario, say=say)

    def supervise() -> None:
        try:
            platform.supervise(stop)
        finally:
            stop.set()  # nothing goes on unsupervised

    supervisor = threading.Thread(target=supervise, name="supervisor")
    try:
        platform.start(stop)
        supervisor.start()
        yield platform, stop
    finally:
        stop.set()
        if supervisor.ident is not None:
            supervisor.join(SUPERVISOR_SECONDS)  # after that it waits for an answer at most
        platform.stop()
        say("Đã dừng tất cả.", "Everything is stopped.")


def _ports(nats: int, nats_monitor: int, services: Sequence[int]) -> Ports:
    return Ports(nats, nats_monitor, dict(zip(SERVICE_PORTS, services, strict=True)))


def _where_to_look(ports: Ports) -> None:
    rows = [
        (in_words("Trang thanh tra", "Console"), ports.url("inspection")),
        *((name, f"{ports.url(name)}/docs") for name in ports.services),
        ("NATS", ports.nats_url),
    ]
    show_table((in_words("Ở đâu", "Where to look"), ""), rows)
    say("Ctrl-C để dừng.", "Ctrl-C stops all of it.")
