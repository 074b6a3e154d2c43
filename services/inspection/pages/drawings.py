"""Drawings made on the server as inline SVG: no script, no picture file, sharp in print.

Every function takes plain values and gives markup. Colours stand in the style sheet, by class; a
drawing's words come from outside, so that it speaks the page's language.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup, escape

#: Room for the scale on the left and the dates below, in the drawing's own units.
LEFT, RIGHT, TOP, BOTTOM = 44.0, 8.0, 14.0, 24.0
MONTHS = 12


@dataclass(frozen=True)
class Frame:
    """The plane of a drawing with its two scales."""

    width: float
    height: float
    x_from: float
    x_until: float
    y_from: float
    y_until: float

    def x(self, value: float) -> float:
        """Where a value lies from the left."""
        share = (value - self.x_from) / ((self.x_until - self.x_from) or 1)
        return round(LEFT + share * (self.width - LEFT - RIGHT), 1)

    def y(self, value: float) -> float:
        """Where a value lies from the top."""
        share = (value - self.y_from) / ((self.y_until - self.y_from) or 1)
        return round(self.height - BOTTOM - share * (self.height - TOP - BOTTOM), 1)


def target(
    figures: Sequence[tuple[date, float]],
    *,
    goal: float,
    window: tuple[date, date],
    title: str,
    goal_says: str,
) -> Markup:
    """A share over the year, in percent, against the line of its goal. The scale begins where the
    figures and the goal leave no empty room, and says so by its first mark."""
    least = min([goal, *(value for _, value in figures)])
    bottom = max(0.0, (least - 5) // 10 * 10)
    frame = Frame(
        640, 240, float(window[0].toordinal()), float(window[1].toordinal()), bottom, 100.0
    )
    line = " ".join(f"{frame.x(day.toordinal())},{frame.y(value)}" for day, value in figures)
    marks = [bottom + step * (100 - bottom) / 4 for step in range(5)]
    parts = [_horizontal(frame, mark, f"{mark:.0f}") for mark in marks]
    parts += [_month(frame, day) for day in _months(*window)]
    height = frame.y(goal)
    parts.append(
        f'<line class="goal" x1="{LEFT}" x2="{frame.width - RIGHT}" y1="{height}" y2="{height}"/>'
        f'<text class="goal-says" x="{frame.width - RIGHT}" y="{height + 14}"'
        f' text-anchor="end">{escape(goal_says)}</text>'
    )
    if figures:
        day, value = figures[-1]
        parts.append(
            f'<polyline class="line" points="{line}"/>'
            f'<circle class="last" cx="{frame.x(day.toordinal())}" cy="{frame.y(value)}" r="4"/>'
        )
    return _svg(frame, title, parts)


@dataclass(frozen=True)
class Bar:
    """One bar: its name, how much, where it leads, and how bad it is (0 good to 4)."""

    name: str
    amount: int
    link: str
    weight: int


def histogram(bars: Sequence[Bar], *, title: str) -> Markup:
    """Amounts side by side; each bar is a link."""
    most = max([1, *(bar.amount for bar in bars)])
    frame = Frame(640, 200, 0, float(len(bars) or 1), 0, float(most))
    parts = [_horizontal(frame, 0, "")]
    for n, bar in enumerate(bars):
        left, right = frame.x(n + 0.15), frame.x(n + 0.85)
        top, middle = frame.y(bar.amount), (left + right) / 2
        parts.append(
            f'<a href="{escape(bar.link)}">'
            f'<rect class="hit" x="{left}" y="{TOP}" width="{right - left:.1f}"'
            f' height="{frame.height - TOP}"/>'
            f'<rect class="bar w{bar.weight}" x="{left}" y="{top}" width="{right - left:.1f}"'
            f' height="{frame.y(0) - top:.1f}"/>'
            f'<text class="amount" x="{middle}" y="{top - 4}" text-anchor="middle">'
            f"{bar.amount}</text>"
            f'<text class="scale" x="{middle}" y="{frame.height - 8}" text-anchor="middle">'
            f"{escape(bar.name)}</text></a>"
        )
    return _svg(frame, title, parts)


@dataclass(frozen=True)
class Mark:
    """A fact on the plane of both times; `link` leads to its row, where the page shows it."""

    happened: datetime
    recorded: datetime
    name: str
    link: str | None


def both_times(
    marks: Sequence[Mark],
    *,
    at: datetime,
    known: datetime,
    title: str,
    axes: tuple[str, str],
    reads: Callable[[datetime], str],
) -> Markup:
    """Facts by when they happened (across) and when they were recorded (up). What lies in the
    shaded corner had happened, and was known. On the dashed line, recording took no time."""
    if not marks:
        return Markup("")
    across = [mark.happened.timestamp() for mark in marks]
    up = [mark.recorded.timestamp() for mark in marks]
    first, last = min(across + up), max(across + up)
    room = (last - first) * 0.04 or 3600.0
    frame = Frame(640, 300, first - room, last + room, first - room, last + room)

    def bounded(moment: datetime) -> float:
        return min(max(moment.timestamp(), frame.x_from), frame.x_until)

    first_says, last_says = (
        reads(choose(mark.happened for mark in marks)) for choose in (min, max)
    )
    edge, height = frame.x(bounded(at)), frame.y(bounded(known))
    floor = frame.height - BOTTOM
    parts = [
        f'<rect class="seen" x="{LEFT}" y="{height}" width="{edge - LEFT:.1f}"'
        f' height="{floor - height:.1f}"/>',
        f'<line class="axis" x1="{LEFT}" x2="{frame.width - RIGHT}" y1="{floor}" y2="{floor}"/>',
        f'<line class="axis" x1="{LEFT}" x2="{LEFT}" y1="{TOP}" y2="{floor}"/>',
        f'<line class="same" x1="{LEFT}" x2="{frame.width - RIGHT}" y1="{floor}" y2="{TOP}"/>',
        f'<line class="cut" x1="{edge}" x2="{edge}" y1="{TOP}" y2="{floor}"/>',
        f'<line class="cut" x1="{LEFT}" x2="{frame.width - RIGHT}" y1="{height}" y2="{height}"/>',
        f'<text class="scale" x="{LEFT}" y="{frame.height - 7}">{first_says}</text>',
        f'<text class="scale" x="{frame.width - RIGHT}" y="{frame.height - 7}" text-anchor="end">'
        f"{escape(axes[0])} → {last_says}</text>",
        f'<text class="scale" x="{LEFT + 6}" y="{TOP + 8}">↑ {escape(axes[1])}</text>',
    ]
    for mark in marks:
        inside = mark.happened <= at and mark.recorded <= known
        dot = (
            f'<circle class="{"fact" if inside else "fact out"}"'
            f' cx="{frame.x(mark.happened.timestamp())}"'
            f' cy="{frame.y(mark.recorded.timestamp())}" r="5"/>'
        )
        says = f"{escape(mark.name)}, {reads(mark.happened)}"
        link = mark.link and f'<a href="{escape(mark.link)}" aria-label="{says}">{dot}</a>'
        parts.append(link or dot)
    return _svg(frame, title, parts)


def share(done: int, whole: int, *, title: str) -> Markup:
    """A bar that is filled so far."""
    width = round(100 * done / whole, 1) if whole else 0
    return Markup(
        f'<svg class="share" viewBox="0 0 100 6" preserveAspectRatio="none" role="img"'
        f' aria-label="{escape(title)}"><rect class="rest" width="100" height="6"/>'
        f'<rect class="done" width="{width}" height="6"/></svg>'
    )


def _months(first: date, last: date) -> list[date]:
    start = first.year * MONTHS + first.month - 1
    end = last.year * MONTHS + last.month - 1
    return [date(n // MONTHS, n % MONTHS + 1, 1) for n in range(start, end + 1)]


def _month(frame: Frame, day: date) -> str:
    x = frame.x(max(day.toordinal(), frame.x_from))
    return f'<text class="scale" x="{x}" y="{frame.height - 7}">{day.month}</text>'


def _horizontal(frame: Frame, mark: float, says: str) -> str:
    y = frame.y(mark)
    return (
        f'<line class="grid" x1="{LEFT}" x2="{frame.width - RIGHT}" y1="{y}" y2="{y}"/>'
        f'<text class="scale" x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{says}</text>'
    )


def _svg(frame: Frame, title: str, parts: Sequence[str]) -> Markup:
    size = f"{frame.width:.0f} {frame.height:.0f}"
    # A group, not a picture: some drawings hold links.
    return Markup(
        f'<svg class="drawing" viewBox="0 0 {size}" role="group" aria-label="{escape(title)}">'
        f"{''.join(parts)}</svg>"
    )
