"""What an inspector or a supervisor points at is in the archive, under that leaf."""

from __future__ import annotations

from collections.abc import Sequence

from danvan.contracts.base import Refused
from danvan.contracts.inspection import FactRef
from danvan.services.chassis.database import Db


def check_pointed(db: Db, refs: Sequence[FactRef], place: str) -> None:
    """Every fact is one that was sealed. `place`: the JSON pointer of the list.

    Raises:
        Refused: at the first that is not.
    """
    for index, ref in enumerate(refs):
        leaf = db.execute(
            "SELECT id FROM archive.entries WHERE service = %s AND index = %s",
            [ref.service, ref.leaf],
        ).fetchone()
        if leaf is None or leaf["id"] != ref.fact:
            raise Refused(
                "unknown-fact",
                vi=f"Lá số {ref.leaf} của “{ref.service}” không phải sự kiện “{ref.fact}” trong kho"
                " lưu; hãy chép lại từ trang hồ sơ, hoặc thử lại sau ít giây nếu vừa ghi.",
                en=f"Leaf {ref.leaf} of '{ref.service}' is not the fact '{ref.fact}' in the"
                " archive; copy it from the page of the case, or try again in a moment if it is"
                " new.",
                pointer=f"{place}/{index}",
            )
