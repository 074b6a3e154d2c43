"""`danvan submit` and `danvan status` against a real broker."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from danvan.cli import run
from danvan.contracts import subjects
from danvan.deploy.local.layout import write_secret
from danvan.services.chassis.migrate import migrate_broker
from tests.support.engines import Broker
from tests.support.receipts import give_receipt

UNIT = "bao-tang"
TYPE = "danvan.planning.acknowledgement-offered.v1"

Submit = Callable[..., Awaitable[tuple[int, str, str]]]


@pytest.fixture
async def admin(broker: Broker) -> AsyncIterator[Client]:
    """Somebody who may do everything, on a broker with its streams and one unit."""
    if UNIT not in broker.seeds:
        broker.admit(UNIT)
    client = await broker.connect()
    await migrate_broker(client, "planning", replicas=1)
    yield client
    await client.close()


@pytest.fixture
async def receipts(admin: Client) -> None:
    """Planning, as far as a unit sees it: it refuses the plan called `wrong`."""

    async def answer(message: Msg) -> None:
        document = json.loads(message.data)
        wrong = document["data"]["plan"] == "wrong"
        status = "refused" if wrong else "accepted"
        await give_receipt(admin, UNIT, document["id"], message.data, status)

    await admin.subscribe(subjects.inbox_filter("planning"), cb=answer)


@pytest.fixture
def submit(
    broker: Broker, admin: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Submit:
    """Submit acknowledgements of plans, one file each."""
    seed = tmp_path / "unit.seed"
    write_secret(seed, broker.seeds[UNIT])

    async def submitted(plans: list[str], *options: str) -> tuple[int, str, str]:
        files = []
        for plan in plans:
            files.append(tmp_path / f"{plan}.json")
            files[-1].write_text(json.dumps({"type": TYPE, "data": {"plan": plan}}))
        words = ["submit", *map(str, files), "--unit", UNIT, "--seed", str(seed), "--lang", "en"]
        words += ["--nats", broker.server.url, *options]
        code = await asyncio.to_thread(run, words)
        return code, *capsys.readouterr()

    return submitted


@pytest.mark.usefixtures("receipts")
async def test_receipts_are_printed_for_people(submit: Submit) -> None:
    code, out, err = await submit(["kh-1", "kh-2"], "--wait", "30")
    assert (code, err) == (0, "")
    assert out.count("accepted") == 2


@pytest.mark.usefixtures("receipts")
async def test_a_refusal_is_the_answer_no_and_says_why(submit: Submit) -> None:
    code, out, _ = await submit(["kh-1", "wrong"], "--wait", "30")
    assert code == 1
    assert "not-in-the-mood: Not today." in out
    assert "correct it, send with a new id" in out


@pytest.mark.usefixtures("receipts")
async def test_programs_get_the_receipts_in_the_order_of_the_files(submit: Submit) -> None:
    code, out, _ = await submit(["kh-2", "wrong", "kh-1"], "--wait", "30", "--json")
    rows = json.loads(out)
    assert code == 1
    assert [Path(row["file"]).stem for row in rows] == ["kh-2", "wrong", "kh-1"]
    assert [row["status"] for row in rows] == ["accepted", "refused", "accepted"]
    assert [row["receipt"]["submission"] for row in rows] == [row["id"] for row in rows]


async def test_who_does_not_wait_is_content_with_the_acknowledgement(
    submit: Submit, admin: Client
) -> None:
    code, out, _ = await submit(["kh-1"], "--wait", "0")
    assert code == 0
    assert "sent, no receipt yet" in out
    assert (await admin.jetstream().stream_info(subjects.INBOX)).state.messages == 1


async def test_no_receipt_in_time_is_the_answer_no(submit: Submit) -> None:
    code, out, _ = await submit(["kh-1"], "--wait", "0.1")
    assert code == 1
    assert "sent, no receipt yet" in out


async def test_what_waited_in_the_spool_goes_first(
    submit: Submit, admin: Client, tmp_path: Path
) -> None:
    spool = ("--spool", str(tmp_path / "spool"), "--wait", "0")
    code, _, err = await submit(["kh-1"], *spool, "--nats", "nats://127.0.0.1:1")
    assert code == 1
    assert "1 submission(s) wait in" in err
    assert (await submit(["kh-2"], *spool))[0] == 0
    found = [await admin.jetstream().get_msg(subjects.INBOX, seq=seq) for seq in (1, 2)]
    assert [json.loads(m.data or b"")["data"]["plan"] for m in found] == ["kh-1", "kh-2"]


async def test_the_key_of_another_unit_is_one_sentence(submit: Submit) -> None:
    code, out, err = await submit(["kh-1"], "--unit", "thu-vien")
    assert (code, out) == (1, "")
    assert "use the key of thu-vien" in err
    assert len(err.splitlines()) == 1


async def test_status_shows_the_broker_and_what_is_missing(
    broker: Broker, admin: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["status", "--monitor", broker.server.monitor_url, "--json", "--lang", "en"]
    code = await asyncio.to_thread(run, [*words, "--service", "planning=http://127.0.0.1:1"])
    found = json.loads(capsys.readouterr().out)
    assert code == 1
    assert {"INBOX", "RECEIPTS"} <= found["broker"]["streams"].keys()
    (wrong,) = found["wrong"]
    assert wrong.startswith("planning: http://127.0.0.1:1 does not answer")
