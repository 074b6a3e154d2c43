"""`danvan status`: how services and broker are doing, and what to do about what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

import httpx
import typer

from danvan.cli.options import NATS_MONITOR_URL, ONE_MACHINE, JsonOption
from danvan.cli.speech import Misused, both, in_words, show_json, show_table, told

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
#: Parts whose position counts facts; how far they are behind is seen from outside.
FOLLOWS_THE_HEAD = {"relay", "views"}
#: The part that is there before all others.
START = "start"
OTHERWISE = ("xem nhật ký của dịch vụ", "look at the service's log")


@dataclass
class Found:
    """What was found out; `wrong` are sentences that say what to do."""

    services: dict[str, dict[str, Any]] = field(default_factory=dict)
    broker: dict[str, Any] | None = None
    wrong: list[str] = field(default_factory=list)

    def complain(self, vi: str, en: str) -> None:
        """Something is wrong."""
        self.wrong.append(in_words(vi, en))


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
    ] = NATS_MONITOR_URL,
    as_json: JsonOption = False,
) -> None:
    """Ask everybody, show it, and say what to do."""
    found = Found()
    with httpx.Client(timeout=SECONDS) as http:
        for name, url in _service_urls(service or []).items():
            _ask_service(http, name, url.rstrip("/"), found)
        _ask_broker(http, monitor.rstrip("/"), found)
    if as_json:
        show_json({"services": found.services, "broker": found.broker, "wrong": found.wrong})
    else:
        _show(found)
    raise typer.Exit(1 if found.wrong else 0)


def _service_urls(given: list[str]) -> dict[str, str]:
    """The addresses of services, from `NAME=URL`; without any, those of one machine.

    Raises:
        Misused: if an address has another form.
    """
    if not given:
        return {name: ONE_MACHINE.url(name) for name in ONE_MACHINE.services}
    urls: dict[str, str] = {}
    for one in given:
        name, equals, url = one.partition("=")
        if not equals or not url.startswith(("http://", "https://")):
            raise Misused(
                f"“{one}” không có dạng TÊN=http://….",
                f"'{one}' does not have the form NAME=http://….",
            )
        urls[name] = url
    return urls


def _ask_service(http: httpx.Client, name: str, url: str, found: Found) -> None:
    """`/status` knows most, but needs the database; `/health/ready` answers without."""
    try:
        ready = http.get(f"{url}/health/ready")
        full = http.get(f"{url}/status")
        report = (full if full.is_success else ready).json()
        parts = report["parts"]
    except (httpx.HTTPError, ValueError, KeyError) as error:
        found.services[name] = {"url": url, "ready": False}
        found.complain(
            f"{name}: {url} không trả lời ({error}); hãy chạy `danvan up` hoặc xem --service",
            f"{name}: {url} does not answer ({error}); run `danvan up`, or look at --service",
        )
        return
    found.services[name] = report | {"url": url, "ready": ready.is_success}
    waits = {part: said["waiting_for"] for part, said in parts.items() if "waiting_for" in said}
    for part, reason in waits.items():
        vi, en = ADVICE.get(reason.partition(":")[0], OTHERWISE)
        found.complain(
            f"{name}/{part} đang chờ {reason}; hãy {vi}", f"{name}/{part} waits for {reason}; {en}"
        )
    if not ready.is_success and not waits:
        vi, en = OTHERWISE
        found.complain(f"{name} chưa sẵn sàng; hãy {vi}", f"{name} is not ready; {en}")
    for part in FOLLOWS_THE_HEAD & parts.keys() if "head" in report else ():
        parts[part]["lag"] = report["head"] - parts[part]["position"]


def _ask_broker(http: httpx.Client, url: str, found: Found) -> None:
    """Where its monitoring can't be reached, what the services say of it has to do."""
    try:
        varz = http.get(f"{url}/varz").raise_for_status().json()
        jsz = http.get(f"{url}/jsz", params={"streams": "true"}).raise_for_status().json()
        healthy = http.get(f"{url}/healthz").is_success
    except (httpx.HTTPError, ValueError):
        return
    found.broker = {
        "url": url,
        "version": varz["version"],
        "bytes": jsz["storage"],
        "bytes_limit": jsz["config"]["max_storage"],
        "streams": {
            stream["name"]: {size: stream["state"][size] for size in ("messages", "bytes")}
            for account in jsz.get("account_details", [])
            for stream in account.get("stream_detail", [])
        },
    }
    if not healthy:
        found.complain(
            f"NATS báo không khỏe; hãy xem {url}/healthz, đĩa còn chỗ không, rồi khởi động lại",
            f"NATS is not healthy; look at {url}/healthz and at the disk, then restart it",
        )
    if not jsz["config"].get("sync_always"):
        found.complain(
            "NATS xác nhận trước khi ghi đĩa; hãy đặt `jetstream { sync_interval: always }`",
            "NATS acknowledges before the disk has it; set `jetstream { sync_interval: always }`",
        )


def _show(found: Found) -> None:
    _show_services(found.services)
    _show_parts(found.services)
    if found.broker is not None:
        _show_broker(found.broker)
    for sentence in found.wrong or [in_words("Mọi thứ đều ổn.", "All is well.")]:
        print(sentence)


def _show_services(services: dict[str, dict[str, Any]]) -> None:
    said = {True: in_words("có", "yes"), False: in_words("không", "no"), None: ""}
    columns = (
        in_words("Dịch vụ", "Service"),
        in_words("Sẵn sàng", "Ready"),
        in_words("Phần việc", "Role"),
        in_words("Dẫn đầu", "Leads"),
        in_words("Đồng hồ", "Clock"),
        in_words("Vị trí cuối", "Head"),
    )
    rows = [
        (
            name,
            said[r["ready"]],
            r.get("role"),
            said[r.get("leader")],
            r.get("clock"),
            r.get("head"),
        )
        for name, r in services.items()
    ]
    show_table(columns, rows)


def _show_parts(services: dict[str, dict[str, Any]]) -> None:
    columns = (
        in_words("Bộ phận", "Part"),
        in_words("Vị trí", "Position"),
        in_words("Còn lại", "Lag"),
        in_words("Đang chờ", "Waits for"),
    )
    rows = [
        (f"{name}/{part}", said["position"], said["lag"], said.get("waiting_for"))
        for name, report in services.items()
        for part, said in report.get("parts", {}).items()
        if part != START or "waiting_for" in said
    ]
    if rows:
        show_table(columns, rows)


def _show_broker(broker: dict[str, Any]) -> None:
    print(f"NATS {broker['version']}: {broker['bytes']} / {broker['bytes_limit']} byte")
    columns = (in_words("Luồng", "Stream"), in_words("Thông điệp", "Messages"), "Byte")
    rows = [(name, size["messages"], size["bytes"]) for name, size in broker["streams"].items()]
    show_table(columns, rows)
