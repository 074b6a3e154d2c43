"""Says that a local day has begun. Run it as often as you like: each day is said once, in order.

Days that passed while nobody said them are made up for, so that no reminder is skipped.
"""

from __future__ import annotations

import asyncio
from datetime import date, datetime, time, timedelta

from nats.aio.client import Client
from nats.js.errors import NotFoundError

from danvan.contracts import subjects
from danvan.contracts.calendar import DayStarted
from danvan.contracts.catalogue import read_fact, type_of
from danvan.contracts.envelope import Fact, data_schema, service_source
from danvan.services.chassis.broker import connect
from danvan.services.chassis.clock import LOCAL
from danvan.services.chassis.settings import Settings

SERVICE = "calendar"
#: A longer silence is not made up for: the platform did not run then.
MOST_MISSED_DAYS = 31


async def say_days(client: Client, today: date) -> list[date]:
    """Publish every day after the last one that was said, up to today.

    Returns:
        The days that were published; empty when today had been said already.
    """
    last = await last_day(client)
    if last is None or today - last > timedelta(days=MOST_MISSED_DAYS):
        last = today - timedelta(days=1)
    days = [last + timedelta(days=n) for n in range(1, (today - last).days + 1)]
    for day in days:
        await say_day(client, day)
    return days


async def say_day(client: Client, day: date) -> None:
    """Publish that a day has begun; its date is the message id."""
    begins = datetime.combine(day, time.min, LOCAL)
    payload = DayStarted(day=day)
    entry = type_of(SERVICE, payload)
    fact = Fact(
        id=day.isoformat(),
        source=service_source(SERVICE),
        type=entry.type,
        subject=f"day/{day.isoformat()}",
        time=begins,
        dataschema=data_schema(entry.type),
        recordedtime=begins,
        version=1,
        data=payload,
    )
    await client.jetstream().publish(
        subjects.CALENDAR_SUBJECT,
        fact.to_bytes(),
        timeout=5,
        headers={subjects.MSG_ID_HEADER: fact.id},
    )


async def last_day(client: Client) -> date | None:
    """The last day that was said."""
    try:
        message = await client.jetstream().get_last_msg(
            subjects.CALENDAR, subjects.CALENDAR_SUBJECT, direct=True
        )
    except NotFoundError:
        return None
    fact = read_fact(message.data or b"")
    return fact.data.day if isinstance(fact.data, DayStarted) else None


async def main() -> None:
    """Say the days up to today, with the settings of the environment."""
    client = await connect(Settings.load(), subjects.CLOCK)
    try:
        await say_days(client, datetime.now(LOCAL).date())
    finally:
        await client.close()


if __name__ == "__main__":
    asyncio.run(main())
