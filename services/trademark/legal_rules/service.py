"""The shipped catalogue of legal rules: read strictly, taken over once, counted by."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from services.trademark.legal_rules.errors import RuleNotFound
from services.trademark.legal_rules.repository import JURISDICTION, RIGHT_KIND, LegalRules
from services.trademark.legal_rules.rules import (
    Calculation,
    Confidence,
    Direction,
    Period,
    Roll,
    Rule,
    Service,
)
from services.trademark.legal_rules.schemas import CountedOut, LegalRuleOut, LegalRulesOut
from shared.db.caller import SYSTEM
from shared.db.history import Audience, Entry, Trail
from shared.db.work import Database
from shared.text.yaml_text import read_yaml
from shared.time.clock import Clock

CATALOGUE: Final = Path(__file__).parents[1] / "catalogue" / "legal_rules.yaml"
SUBJECT: Final = UUID("01930000-0000-7000-8000-00000000001a")
"""What the history calls the catalogue: there is one."""
_KINDS: Final = {
    "calculation": Calculation,
    "direction": Direction,
    "roll": Roll,
    "service": Service,
    "confidence": Confidence,
}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Rules in order, and what tells this catalogue from another."""

    rules: tuple[Rule, ...]
    digest: bytes


@cache
def shipped() -> Catalogue:
    """The catalogue that comes with this release."""
    return read_catalogue(CATALOGUE.read_text("utf-8"))


def read_catalogue(text: str) -> Catalogue:
    """All editions of a catalogue; a member that nobody knows is an error."""
    document = read_yaml(text)
    if document["jurisdiction"] != JURISDICTION:
        raise ValueError("one jurisdiction so far: " + JURISDICTION)
    known: dict[tuple[str, str], Rule] = {}
    for edition in document["editions"]:
        for rule in _edition(edition, known):
            known[edition["code"], rule.code] = rule
    return Catalogue(tuple(known.values()), hashlib.sha256(text.encode()).digest())


def _edition(edition: Mapping[str, Any], known: Mapping[tuple[str, str], Rule]) -> Iterator[Rule]:
    frame: dict[str, Any] = {
        "edition": edition["code"],
        "valid_from": edition["valid_from"],
        "valid_to": edition.get("valid_to"),
        "source": edition["source"],
    }
    for each in edition["rules"]:
        yield _rule(frame, each)
    carried = edition.get("carried_over", {"codes": ()})
    for code in carried["codes"]:
        unread: dict[str, Any] = {
            "article": None,
            "confidence": Confidence.UNVERIFIED,
            **_note(carried["note"]),
        }
        yield replace(known[carried["from"], code], **frame, **unread)


def _rule(frame: Mapping[str, Any], each: Mapping[str, Any]) -> Rule:
    Period.read(each["period"])
    plain = {name: value for name, value in each.items() if name not in {*_KINDS, "note"}}
    typed: dict[str, Any] = {name: kind(each[name]) for name, kind in _KINDS.items() if name in each}
    return Rule(**frame, **plain, **typed, **_note(each.get("note", {})))


def _note(note: Mapping[str, str]) -> dict[str, Any]:
    return {"note_zh": note.get("zh-CN"), "note_en": note.get("en")}


async def take_over(database: Database, _clock: Clock) -> int:
    """Put the shipped catalogue into use where another is; the versions' key lets only one do it."""
    catalogue = shipped()
    async with database.open() as looking:
        if await LegalRules(looking).digest() == catalogue.digest:
            return 0
    async with database.write(SYSTEM) as session:
        rules = LegalRules(session)
        version = await rules.replace(catalogue.rules, catalogue.digest)
        await Trail(session).append(
            Entry(
                noun="legal_catalogue",
                object_id=SUBJECT,
                transition="take_over",
                event="legal_rules.changed",
                audience=Audience.PUBLIC,
                payload={"version": version, "digest": catalogue.digest.hex()},
            )
        )
    return 1


@dataclass(frozen=True, slots=True)
class LawReader:
    """What anybody may ask of the law."""

    rules: LegalRules

    async def show(self, day: date, *, code: str | None, trigger: str | None) -> LegalRulesOut:
        """The rules in force on a day."""
        found = await self.rules.on(day, code=code, trigger=trigger)
        return LegalRulesOut(on=day, catalogue_version=await self.rules.version(), items=found)

    async def count(self, code: str, start: date, *, edition: date | None) -> CountedOut:
        """When a period that begins on a day ends."""
        counted = (await self.rules.book()).count(code, start, edition=edition)
        if counted is None:
            raise RuleNotFound
        return CountedOut(
            **asdict(counted.ends), from_on=start, straddles=counted.straddles, rule=rule_out(counted.rule)
        )


def rule_out(rule: Rule) -> LegalRuleOut:
    """A rule as it is shown beside a date."""
    return LegalRuleOut(**asdict(rule), jurisdiction=JURISDICTION, right_kind=RIGHT_KIND)
