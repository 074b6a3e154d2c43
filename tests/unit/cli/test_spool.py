"""The spool keeps whole submissions in their order, whenever the process that writes it dies."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from danvan.contracts.client.spool import Outgoing, Spool

SUBJECT = "some.subject"
FIRST, SECOND, THIRD = (Outgoing(f"id-{n}", SUBJECT, b"\x00%d\n\n" % n) for n in range(3))

#: Keeps a submission and dies at the n-th thing that it asks of the system.
DIES = """
import os, sys
from pathlib import Path
from danvan.contracts.client.spool import Outgoing, Spool
folder, left = sys.argv[1], int(sys.argv[2])
def audit(event, args):
    global left
    if any(folder in str(arg) for arg in args):
        if left == 0:
            os._exit(9)
        left -= 1
spool, outgoing = Spool(Path(folder)), Outgoing("id-1", "some.subject", b"x" * 100_000)
sys.addaudithook(audit)
spool.keep(outgoing)
print("kept", flush=True)
"""


def ids(spool: Spool) -> list[str]:
    return [kept.outgoing.id for kept in spool.pending()]


def test_what_is_kept_comes_back_as_it_was_and_in_order(tmp_path: Path) -> None:
    for outgoing in (SECOND, FIRST, THIRD):
        Spool(tmp_path / "new").keep(outgoing)
    waiting = Spool(tmp_path / "new").pending()
    assert [kept.outgoing for kept in waiting] == [SECOND, FIRST, THIRD]


def test_what_is_kept_twice_keeps_its_place(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    kept = [spool.keep(outgoing) for outgoing in (FIRST, SECOND, FIRST)]
    assert kept[0] == kept[2]
    assert ids(spool) == ["id-0", "id-1"]


def test_other_content_under_the_same_id_is_kept_too(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.keep(FIRST)
    spool.keep(Outgoing(FIRST.id, SUBJECT, b"other"))
    assert [kept.outgoing.raw for kept in spool.pending()] == [FIRST.raw, b"other"]


def test_the_order_holds_when_the_oldest_have_left(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    oldest = spool.keep(FIRST)
    spool.keep(SECOND)
    spool.drop(oldest)
    spool.keep(THIRD)
    spool.drop(oldest)  # once more, as after a crash
    assert ids(spool) == ["id-1", "id-2"]


def test_the_order_holds_past_ten(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    for n in range(12):
        spool.keep(Outgoing(f"id-{n}", SUBJECT, b""))
    assert ids(spool) == [f"id-{n}" for n in range(12)]


def test_a_crash_at_any_step_leaves_nothing_or_the_whole(tmp_path: Path) -> None:
    outcomes: list[tuple[str, int]] = []
    for steps in range(20):
        folder = tmp_path / str(steps)
        command = [sys.executable, "-c", DIES, str(folder), str(steps)]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        assert ended.returncode in (0, 9), ended.stderr
        waiting = Spool(folder).pending()
        assert all(len(kept.outgoing.raw) == 100_000 for kept in waiting)
        outcomes.append((ended.stdout.strip(), len(waiting)))
        Spool(folder).keep(FIRST)
        assert ids(Spool(folder))[-1] == FIRST.id
        if ended.returncode == 0:
            break
    assert outcomes[-1] == ("kept", 1), "the last run comes to its end"
    assert ("", 0) in outcomes and ("", 1) in outcomes, "runs died before and after the rename"


def test_a_full_disk_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    script = (
        "import resource, signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n" + DIES
    )
    command = [sys.executable, "-c", script, str(tmp_path), "-1"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "OSError" in ended.stderr
    assert Spool(tmp_path).pending() == []


def test_files_of_others_in_the_folder_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "README.txt").write_text("what this folder is")
    spool = Spool(tmp_path)
    spool.keep(FIRST)
    assert ids(spool) == ["id-0"]


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        Spool(tmp_path / "file").keep(FIRST)
