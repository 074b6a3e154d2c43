"""`danvan status`: how services and broker are doing, and what to do about what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

import httpx
import typer

from danvan.cli.reach import JsonOption, service_urls
from danvan.cli.speech import both, in_words, show_json, show_table, told
from danvan.deploy.local.layout import Ports

SECONDS = 5.0
#: What a part waits for begins with one of these words.
ADVICE = {
    "database": (
        "xem PostgreSQL còn chạy không và DANVAN_DATABASE_URL",
        "see that PostgreSQL runs, and look at DANVAN_DATABASE_URL",
    ),
    "broker": (
        "xem nats-server còn chạy không và DANVAN_NATS_URL",
        "see that nats-server runs, and look at DANVAN_NATS_URL",
    ),
    "upgrade": ("nâng cấp dịch vụ này", "upgrade this service"),
}
OTHERWISE = ("xem nhật ký của dịch vụ", "look at the service's log")


@dataclass
class Found:
    """What was found out; `wrong` are sentences."""

    services: dict[str, dict[str, Any]] = field(default_factory=dict)
    broker: dict[str, Any] | None = None
    wrong: list[str] = field(default_factory=list)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        **told(
            "Tình trạng dịch vụ và trạm trung chuyển: sức khỏe, độ trễ, dung lượng, ai dẫn đầu."
            " Mã thoát 1 khi có gì không ổn.",
            "Services and broker: health, lags, sizes, who leads."
            " Exit code 1 if something is wrong.",
            "danvan status",
            "danvan status --service planning=http://planning.danvan.svc:8080",
        )
    )(status)


def status(
    service: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=URL",
            help=both(
                "Dịch vụ và địa chỉ; mặc định là các dịch vụ trên máy này.",
                "A service and its address; by default those of one machine.",
            ),
        ),
    ] = None,
    monitor: Annotated[
        str,
        typer.Option(
            envvar="DANVAN_NATS_MONITOR_URL",
            help=both("Địa chỉ giám sát của NATS.", "Monitoring address of NATS."),
        ),
    ] = Ports().nats_monitor_url,
    as_json: JsonOption = False,
) -> None:
    """Ask everybody, show it, and say what to do."""
    found = Found()
    with httpx.Client(timeout=SECONDS, trust_env=False) as http:
        for name, url in service_urls(service or []).items():
            _ask_service(http, name, url.rstrip("/"), found)
        _ask_broker(http, monitor.rstrip("/"), found)
    if as_json:
        show_json({"services": found.services, "broker": found.broker, "wrong": found.wrong})
    else:
        _show(found)
    raise typer.Exit(1 if found.wrong else 0)


def _ask_service(http: httpx.Client, name: str, url: str, found: Found) -> None:
    """`/status` knows most, but needs the database; `/health/ready` always answers."""
    try:
        ready = http.get(f"{url}/health/ready")
        answer = http.get(f"{url}/status")
        report = (answer if answer.is_success else ready).json()
        parts = report["parts"]
    except (httpx.HTTPError, ValueError, KeyError) as error:
        found.services[name] = {"url": url, "ready": False}
        found.wrong.append(
            in_words(
                f"{name}: {url} không trả lời ({error}); hãy chạy `danvan up` hoặc xem --service",
                f"{name}: {url} does not answer ({error}); run `danvan up`, or look at --service",
            )
        )
        return
    for part, said in parts.items():
        if part in ("views", "relay") and "head" in report:
            said["lag"] = report["head"] - said["position"]
        if reason := said.get("waiting_for"):
            vi, en = ADVICE.get(reason.partition(":")[0], OTHERWISE)
            found.wrong.append(
                in_words(
                    f"{name}/{part} đang chờ {reason}; hãy {vi}",
                    f"{name}/{part} waits for {reason}; {en}",
                )
            )
    if not ready.is_success and not any("waiting_for" in said for said in parts.values()):
        vi, en = OTHERWISE
        found.wrong.append(
            in_words(f"{name} chưa sẵn sàng; hãy {vi}", f"{name} is not ready; {en}")
        )
    found.services[name] = report | {"url": url, "ready": ready.is_success}


def _ask_broker(http: httpx.Client, url: str, found: Found) -> None:
    """Where the broker's monitoring can't be reached, the services' own words have to do."""
    try:
        varz = http.get(f"{url}/varz").raise_for_status().json()
        jsz = http.get(f"{url}/jsz", params={"streams": "true"}).raise_for_status().json()
        healthy = http.get(f"{url}/healthz").is_success
    except (httpx.HTTPError, ValueError):
        return
    synced = bool(varz.get("jetstream", {}).get("config", {}).get("sync_always"))
    accounts = jsz.get("account_details", [])
    found.broker = {
        "url": url,
        "version": varz["version"],
        "healthy": healthy,
        "sync_always": synced,
        "bytes": jsz["storage"],
        "bytes_limit": jsz["config"]["max_storage"],
        "streams": {
            stream["name"]: {name: stream["state"][name] for name in ("messages", "bytes")}
            for account in accounts
            for stream in account.get("stream_detail", [])
        },
    }
    if not healthy:
        found.wrong.append(
            in_words(
                f"NATS báo không khỏe; hãy xem {url}/healthz, đĩa còn chỗ không, rồi khởi động lại",
                f"NATS is not healthy; look at {url}/healthz and at the disk, then restart it",
            )
        )
    if not synced:
        found.wrong.append(
            in_words(
                "NATS xác nhận trước khi ghi đĩa; hãy đặt `jetstream { sync_interval: always }`",
                "NATS acknowledges before the disk has it;"
                " set `jetstream { sync_interval: always }`",
            )
        )


def _show(found: Found) -> None:
    yes, no = in_words("có", "yes"), in_words("không", "no")
    said = {True: yes, False: no}
    columns = (
        in_words("Dịch vụ", "Service"),
        in_words("Sẵn sàng", "Ready"),
        in_words("Vai trò", "Role"),
        in_words("Dẫn đầu", "Leads"),
        in_words("Đồng hồ", "Clock"),
        in_words("Vị trí cuối", "Head"),
    )
    show_table(
        columns,
        [
            (
                name,
                said[r["ready"]],
                r.get("role"),
                said.get(r.get("leader")),
                r.get("clock"),
                r.get("head"),
            )
            for name, r in found.services.items()
        ],
    )
    show_table(
        (
            in_words("Bộ phận", "Part"),
            in_words("Vị trí", "Position"),
            in_words("Còn lại", "Lag"),
            in_words("Đang chờ", "Waits for"),
        ),
        [
            (f"{name}/{part}", one["position"], one["lag"], one.get("waiting_for"))
            for name, report in found.services.items()
            for part, one in report.get("parts", {}).items()
            if part != "start"
        ],
    )
    if found.broker is not None:
        b = found.broker
        show_table(
            (in_words("Luồng", "Stream"), in_words("Thông điệp", "Messages"), "byte"),
            [(name, s["messages"], s["bytes"]) for name, s in b["streams"].items()],
            title=f"NATS {b['version']}: {b['bytes']} / {b['bytes_limit']} byte",
        )
    for sentence in found.wrong or [in_words("Mọi thứ hoạt động.", "Everything works.")]:
        print(sentence)
