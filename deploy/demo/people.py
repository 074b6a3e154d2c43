"""Persons of the demo. All are invented, by a seeded generator, and say so."""

from __future__ import annotations

import random

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ")
MIDDLE = ("Thị", "Văn", "Minh", "Ngọc", "Thanh", "Hoàng", "Quốc", "Thu", "Gia", "Bảo")
GIVEN = ("An", "Bình", "Châu", "Dung", "Giang", "Hạnh", "Khoa", "Lan", "Mai", "Nam", "Phúc", "Tâm")


def invented(rng: random.Random) -> str:
    """A name that nobody was asked for."""
    return f"{rng.choice(FAMILY)} {rng.choice(MIDDLE)} {rng.choice(GIVEN)} (nhân vật hư cấu)"
