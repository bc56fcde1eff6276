"""What the events of each feed say of their entities: a table, one line for each kind of event."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from services.metrics.boundaries.rules import code_of
from services.metrics.entities.rules import REGION, Change, Read, Scalar, Told

OWN: Final = "metrics"
"""Facts that come by report: this service tells them itself."""
FEEDS: Final = ("registry", "review", "trademark")


class Handling(StrEnum):
    """What is done with an event."""

    READ = "read"
    PASSED = "passed"
    """Known, and nothing that is counted: not kept."""
    UNREAD = "unread"
    """Unknown: kept as it came, and counted once a later version can read it."""


def _organisation(told: Told) -> Iterable[Change]:
    facts = told.data.get("facts", {})
    names = (
        "kind category size_class above_scale above_quota uses_ecommerce industry_code region_code status"
    ).split()
    attributes: dict[str, Scalar] = {name: facts[name] for name in names if name in facts}
    if "region_code" in facts:
        attributes[REGION] = facts["region_code"]
    if "certified" in told.data:
        attributes["certified"] = bool(told.data["certified"])
    yield Change(_day(told, "effective_on"), attributes, _existence(told.data.get("status"), "dissolved"))


def _brand(told: Told) -> Iterable[Change]:
    names = ("kind", "origin", "status", "owner_id")
    attributes: dict[str, Scalar] = {name: told.data[name] for name in names if name in told.data}
    yield Change(told.day, attributes | _place(told), _existence(told.data.get("status"), "retired"))


def _programme(told: Told) -> Iterable[Change]:
    yield Change(told.day, {"code": told.data["code"], REGION: told.data.get("owner_region")}, exists=True)


def _round(told: Told) -> Iterable[Change]:
    names = ("code", "programme_id", "state")
    yield Change(told.day, {name: told.data[name] for name in names if name in told.data}, exists=True)


def _application(told: Told) -> Iterable[Change]:
    names = ("round_id", "state", "category", "organisation_id")
    yield Change(
        told.day, {name: told.data[name] for name in names if name in told.data} | _place(told), exists=True
    )


_ENDED = frozenset({"revoked", "surrendered", "expired"})


def _title(told: Told) -> Iterable[Change]:
    """A title holds on its days; what ends it earlier ends it on the day of the step."""
    names = ("programme_id", "round_id", "subject_kind", "subject_id", "kind", "level", "state")
    attributes = {name: told.data[name] for name in names if name in told.data} | _place(told)
    if told.name == "title.granted":
        yield Change(_day(told, "valid_from"), attributes, exists=True)
        yield Change(_day(told, "valid_to") + timedelta(days=1), {}, exists=False)
    elif told.data.get("state") == "expired":
        yield Change(_day(told, "valid_to") + timedelta(days=1), attributes, exists=False)
    else:
        ended = told.data.get("state") in _ENDED
        yield Change(told.day, attributes, exists=False if ended else None)


def _mark(told: Told) -> Iterable[Change]:
    """A mark or an authorised use: it counts while it is valid."""
    day = _day(told, "legal_on", "valid_from") if told.data.get("valid") else _day(told, "legal_on")
    yield Change(day, _plain(told) | _place(told), _valid(told, "valid"))


_MARK_FORMS = frozenset({"collective_mark", "certification_mark"})


_FORM_ENDED = frozenset({"cancelled", "expired"})


def _indication(told: Told) -> Iterable[Change]:
    """An indication counts while a form protects it; `registered_marks`: how many forms are marks.

    It counts from the days of its registrations, not from the day of entry. Once a form has ended, events
    count from their own day: on which day it ended, later ones do not tell.
    """
    forms = told.data.get("forms", ())
    standing = [form for form in forms if form.get("status") == "registered"]
    attributes = _plain(told) | _place(told)
    days = {told.day} if any(form.get("status") in _FORM_ENDED for form in forms) else set()
    anew = not days
    days |= {_registered(told, form) for form in standing} if anew else set()
    for day in sorted(days or {told.day}):
        since = [form for form in standing if not anew or _registered(told, form) <= day]
        marks = sum(form.get("kind") in _MARK_FORMS for form in since)
        yield Change(day, attributes | {"registered_marks": marks}, _valid(told, "protected"), anew=anew)


def _registered(told: Told, form: Mapping[str, Any]) -> date:
    """The day of a form's registration; where it is not told, that of the event."""
    day = form.get("registered_on")
    return date.fromisoformat(day) if day else told.day


def _reported(told: Told) -> Iterable[Change]:
    """An entity of a report: it holds from the day that the report says, or not (any more)."""
    attributes: Mapping[str, Scalar] = told.data["attributes"]
    yield Change(date.fromisoformat(told.data["holds_from"]), attributes, bool(told.data["exists"]))


READ: Final[Mapping[tuple[str, str], Read]] = {
    **{
        ("registry", f"organisation.{verb}"): _organisation
        for verb in (
            "registered corrected renamed moved changed dissolved reinstated certified decertified".split()
        )
    },
    **{("registry", f"brand.{verb}"): _brand for verb in ("registered", "corrected")},
    ("review", "programme.created"): _programme,
    **{("review", f"round.{verb}"): _round for verb in ("planned", "opened", "closed", "cancelled")},
    **{
        ("review", f"application.{verb}"): _application
        for verb in (
            "created submitted returned resubmitted withdrawn lapsed recommended declined accepted refused"
            " review_started ranked noticed reserved dropped promoted recognised rejected"
        ).split()
    },
    **{
        ("review", f"title.{verb}"): _title
        for verb in ("granted", "suspended", "restored", "revoked", "surrendered", "expired")
    },
    **{
        ("trademark", f"mark.{verb}"): _mark
        for verb in ("entered registered status_changed transferred noted holder_moved holder_named".split())
    },
    **{
        ("trademark", f"indication.{verb}"): _indication
        for verb in ("registered", "corrected", "form_recorded", "form_corrected")
    },
    **{
        ("trademark", f"producer.{verb}"): _mark
        for verb in ("applied authorised declined retracted suspended resumed withdrawn expired".split())
    },
    **{
        (OWN, f"{entity}.published"): _reported
        for entity in ("brand_value", "top_500_brand", "regional_brand_sales")
    },
}
"""Feed and event -> how it is read."""

PASSED: Final = frozenset(
    {
        *(
            ("registry", noun)
            for noun in "claim expert incident facts calendar_day calendar_year region".split()
        ),
        *(
            ("review", noun)
            for noun in "edition assignment notice notice_entry objection decision ranking".split()
        ),
        *(("trademark", noun) for noun in ("deadline", "legal_rules", "label", "import")),
    }
)
"""Feed and noun of what is known and not counted here; `region` goes to the tree instead."""
PASSED_EVENTS: Final = frozenset(
    {
        ("registry", "brand.authorised"),
        ("registry", "brand.use_ended"),
        ("review", "round.deadline_approached"),
        ("review", "round.deadline_extended"),
    }
)


def handling(feed: str, name: str) -> Handling:
    """Read, passed over, or kept for later."""
    if (feed, name) in READ:
        return Handling.READ
    if (feed, name.partition(".")[0]) in PASSED or (feed, name) in PASSED_EVENTS:
        return Handling.PASSED
    return Handling.UNREAD


def readers(feed: str) -> Mapping[str, Read]:
    """How the events of one feed are read, by name."""
    return {name: read for (of, name), read in READ.items() if of == feed}


def _day(told: Told, *names: str) -> date:
    """The first of these days that the event names, or the one on which it happened."""
    for name in names:
        if text := told.data.get(name):
            return date.fromisoformat(text)
    return told.day


def _existence(status: str | None, ended: str) -> bool | None:
    return None if status is None else status != ended


def _valid(told: Told, member: str) -> bool:
    return bool(told.data.get(member, True))


def _place(told: Told) -> dict[str, Scalar]:
    path: Any = told.data.get("region_path")
    return {REGION: code_of(path)} if path else {}


def _plain(told: Told) -> dict[str, Scalar]:
    """Every member with a plain value; a list of such is written with commas around each."""
    found: dict[str, Scalar] = {}
    for name, value in told.data.items():
        if value is None or isinstance(value, str | bool | int):
            found[name] = value
        elif isinstance(value, list) and all(isinstance(each, str | int) for each in value):
            found[name] = f",{','.join(map(str, value))}," if value else ""
    return found
