"""Every subject, stream, consumer and header name of the broker, spelled once.

Stored format: streams live for ever under these names.
"""

from __future__ import annotations

from dataclasses import dataclass

from danvan.contracts.base import Refused, Resend

ROOT = "danvan"
INBOX = "INBOX"
RECEIPTS = "RECEIPTS"
CALENDAR = "CALENDAR"
CHECKPOINTS = "CHECKPOINTS"
#: The name under which the clock signs in.
CLOCK = "clock"
SERVICES = ("planning", "reporting", "feedback", "emulation", "inspection")

#: Header of a relayed fact: its notification id, by which the relay finds its place again.
POSITION_HEADER = "Danvan-Position"
MSG_ID_HEADER = "Nats-Msg-Id"
EXPECTED_LAST_MSG_ID_HEADER = "Nats-Expected-Last-Msg-Id"
EXPECTED_LAST_SEQUENCE_HEADER = "Nats-Expected-Last-Sequence"
CALENDAR_SUBJECT = f"{ROOT}.calendar.day-started"
INBOX_PREFIX = f"{ROOT}.inbox."


def facts_stream(service: str) -> str:
    """The stream that carries a service's facts, e.g. `FACTS_PLANNING`."""
    return f"FACTS_{service.upper()}"


def facts_subjects(service: str) -> tuple[str, str]:
    """The subjects of a service's public and internal facts."""
    return f"{ROOT}.facts.{service}.>", f"{ROOT}.internal.{service}.>"


def fact_subject(type_name: str, *, public: bool) -> str:
    """`danvan.planning.plan-issued.v1` → `danvan.facts.planning.plan-issued.v1`."""
    return f"{ROOT}.{'facts' if public else 'internal'}.{_short(type_name)}"


def inbox_subject(unit: str, type_name: str) -> str:
    """Where a unit publishes a submission of this type."""
    return f"{INBOX_PREFIX}{unit}.{_short(type_name)}"


def inbox_filter(service: str) -> str:
    """All submissions for one service."""
    return f"{INBOX_PREFIX}*.{service}.>"


def receipt_subject(unit: str, submission_id: str) -> str:
    """Where the receipt of one submission is published."""
    return f"{ROOT}.receipts.{unit}.{submission_id}"


def checkpoint_subject(service: str) -> str:
    """Where a service says how far its log is sealed: the newest checkpoint, a signed note."""
    return f"{ROOT}.checkpoints.{service}"


def consumer_name(service: str, stream: str) -> str:
    """The durable consumer of one service on one stream, e.g. `reporting-INBOX`."""
    return f"{service}-{stream}"


def type_of_fact(subject: str) -> str:
    """The type that a facts subject carries: the reverse of `fact_subject`."""
    root, _, *rest = subject.split(".")
    return ".".join((root, *rest))


def type_of_inbox(subject: str) -> str:
    """The submission type that an inbox subject was made for, whatever was published there."""
    root, _, _, *rest = subject.split(".")
    return ".".join((root, *rest))


def unit_of_inbox(subject: str) -> str:
    """The unit that the broker let publish on this inbox subject."""
    return subject.split(".")[2]


def next_subject(stream: str, consumer: str) -> str:
    """Where messages of a consumer are asked for."""
    return f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{consumer}"


def reset_subject(stream: str, consumer: str) -> str:
    """Where a consumer is set back to a message."""
    return f"$JS.API.CONSUMER.RESET.{stream}.{consumer}"


def reply_prefix(name: str) -> str:
    """Below this, whoever signs in under the name hears answers to its own requests."""
    return f"_INBOX.{name}"


def unit_permissions(unit: str) -> dict[str, dict[str, list[str]]]:
    """What a unit's credential may do: publish below its own inbox, read its own receipts.

    In the form of nats-server's `permissions` block.
    """
    return {
        "publish": {
            "allow": [
                f"{INBOX_PREFIX}{unit}.>",
                f"$JS.API.DIRECT.GET.{RECEIPTS}.{ROOT}.receipts.{unit}.>",
            ]
        },
        "subscribe": {"allow": [f"{ROOT}.receipts.{unit}.>", f"{reply_prefix(unit)}.>"]},
    }


def service_permissions(service: str) -> dict[str, dict[str, list[str]]]:
    """What a service's credential may do: read what it consumes, write its facts and receipts.

    It may look at streams and at its own consumers, and set its consumers back, never change them.
    """
    own = [(stream, consumer_name(service, stream)) for stream in consumed_streams(service)]
    return {
        "publish": {
            "allow": [
                *facts_subjects(service),
                f"{ROOT}.receipts.>",
                checkpoint_subject(service),
                f"$JS.API.DIRECT.GET.{CHECKPOINTS}.{checkpoint_subject(service)}",
                "$JS.API.INFO",
                "$JS.API.STREAM.INFO.*",
                f"$JS.API.DIRECT.GET.{facts_stream(service)}",
                f"$JS.API.DIRECT.GET.{facts_stream(service)}.>",
                f"$JS.API.STREAM.MSG.GET.{facts_stream(service)}",
                *(f"$JS.API.CONSUMER.INFO.{stream}.{name}" for stream, name in own),
                *(next_subject(*one) for one in own),
                *(reset_subject(*one) for one in own),
                *(f"$JS.ACK.{stream}.{name}.>" for stream, name in own),
            ]
        },
        "subscribe": {"allow": [f"{reply_prefix(service)}.>"]},
    }


def calendar_permissions() -> dict[str, dict[str, list[str]]]:
    """What the clock's credential may do: say that a day has begun."""
    look = f"$JS.API.DIRECT.GET.{CALENDAR}.{CALENDAR_SUBJECT}"
    return {
        "publish": {"allow": [CALENDAR_SUBJECT, look]},
        "subscribe": {"allow": [f"{reply_prefix(CLOCK)}.>"]},
    }


#: Which facts of others a service listens to, whatever their version. Units and plans go down the
#: line, figures come back to the targets and reports that count them; no fact makes its way round.
LISTENS_TO: dict[str, dict[str, tuple[str, ...]]] = {
    "planning": {"feedback": ("unit-day-counted",)},
    "reporting": {
        "planning": (
            "plan-issued",
            "plan-amended",
            "plan-closed",
            "unit-renamed",
            "unit-merged",
            "unit-split",
            "unit-closed",
            "activity-held",
            "task-done",
            "task-returned",
        ),
        "feedback": ("unit-day-counted",),
        "emulation": (
            "nomination-made",
            "model-recognised",
            "recognition-revoked",
            "good-deed-praised",
        ),
    },
    "feedback": {"planning": ("unit-opened", "unit-merged", "unit-split", "unit-closed")},
    "emulation": {
        "planning": ("unit-opened", "unit-merged", "unit-split", "unit-closed"),
        "reporting": ("report-overdue", "report-waived"),
        "feedback": ("petition-overdue",),
    },
    "inspection": {"planning": ("unit-opened", "unit-merged", "unit-split", "unit-closed")},
}


def consumed_streams(service: str) -> tuple[str, ...]:
    """The streams a service takes in, in the order in which it catches up on them."""
    upstream = tuple(facts_stream(name) for name in LISTENS_TO.get(service, {}))
    return (CALENDAR, *upstream, INBOX)


@dataclass(frozen=True)
class ConsumerPlan:
    """One durable pull consumer as `migrate` provisions it, and the subjects that it delivers."""

    stream: str
    name: str
    filters: tuple[str, ...]


def consumer_plans(service: str) -> tuple[ConsumerPlan, ...]:
    """The consumers of a service."""
    filters: dict[str, tuple[str, ...]] = {
        CALENDAR: (CALENDAR_SUBJECT,),
        INBOX: (inbox_filter(service),),
    }
    for name, heard in LISTENS_TO.get(service, {}).items():
        filters[facts_stream(name)] = tuple(f"{ROOT}.facts.{name}.{fact}.*" for fact in heard)
    return tuple(
        ConsumerPlan(stream, consumer_name(service, stream), filters[stream])
        for stream in consumed_streams(service)
    )


def _short(type_name: str) -> str:
    """The type without the leading `danvan.`, checked to be a plain subject."""
    prefix, _, rest = type_name.partition(".")
    tokens = rest.split(".")
    plain = all(t and t.replace("-", "").isalnum() and t.isascii() for t in tokens)
    if prefix != ROOT or not plain:
        raise Refused(
            "type-malformed",
            vi=f"“{type_name}” không phải là tên loại thông điệp.",
            en=f"'{type_name}' is not a message type; see `danvan contracts list`.",
            pointer="/type",
            resend=Resend.CORRECTED,
        )
    return rest
