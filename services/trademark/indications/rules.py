"""Pure decisions on indications: which legal forms there are, and where they contradict each other."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import combinations
from typing import Final
from uuid import UUID

from shared.codes.regions import Regions
from shared.text import pinyin, search_key

CHINA: Final = "CN"


class ProductClass(StrEnum):
    """What is sold under the name."""

    FOOD = "food"
    WINE = "wine"
    SPIRITS = "spirits"
    MEDICINE = "medicine"
    CRAFT = "craft"
    OTHER = "other"


class FormKind(StrEnum):
    """The legal forms under which one product's name is protected (T03)."""

    COLLECTIVE_MARK = "collective_mark"
    CERTIFICATION_MARK = "certification_mark"
    PRODUCT_INDICATION = "product_indication"
    AGRICULTURAL_INDICATION = "agricultural_indication"
    FOREIGN_REGISTER = "foreign_register"


class FormStatus(StrEnum):
    """Where one form stands in its register."""

    FILED = "filed"
    PUBLISHED = "published"
    REGISTERED = "registered"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


LIVE: Final = frozenset({FormStatus.FILED, FormStatus.PUBLISHED, FormStatus.REGISTERED})
"""A form that has ended contradicts nothing any more."""


class ConflictKind(StrEnum):
    """In what two forms of one product differ."""

    NAME = "name"
    HOLDER = "holder"
    AREA = "area"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFacts:
    """What two forms are compared by."""

    id: UUID
    kind: FormKind
    name: str
    holder_id: UUID | None
    holder_name: str | None
    area: frozenset[str]
    status: FormStatus


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two live forms that say different things; `first` and `second` hold what each alone says."""

    kind: ConflictKind
    forms: tuple[UUID, UUID]
    first: tuple[str, ...]
    second: tuple[str, ...]


def disagreements(forms: Sequence[FormFacts]) -> list[Disagreement]:
    """Every pair of live forms that differ in name, holder or area; silence contradicts nothing."""
    live = [form for form in forms if form.status in LIVE]
    return [found for one, other in combinations(live, 2) for found in _between(one, other)]


def _between(one: FormFacts, other: FormFacts) -> Iterator[Disagreement]:
    pair = (one.id, other.id)
    if names_of(one.name).isdisjoint(names_of(other.name)):
        yield Disagreement(ConflictKind.NAME, pair, (one.name,), (other.name,))
    if _holders_differ(one, other):
        yield Disagreement(ConflictKind.HOLDER, pair, (one.holder_name or "",), (other.holder_name or "",))
    if one.area and other.area:
        outside = (_outside(one.area, other.area), _outside(other.area, one.area))
        if any(outside):
            yield Disagreement(ConflictKind.AREA, pair, *outside)


def _holders_differ(one: FormFacts, other: FormFacts) -> bool:
    if one.holder_id is not None and other.holder_id is not None:
        return one.holder_id != other.holder_id
    if one.holder_name is None or other.holder_name is None:
        return False
    return search_key(one.holder_name) != search_key(other.holder_name)


def _outside(area: Collection[str], other: Collection[str]) -> tuple[str, ...]:
    """Codes of an area that lie in no region of the other."""
    regions = Regions.shipped()
    covering = tuple(regions.current_path(code) for code in other)
    return tuple(code for code in sorted(area) if not regions.current_path(code).startswith(covering))


_PARTS: Final = re.compile(r"\s*[/／;；、|]\s*")


def parts_of(name: str) -> list[str]:
    """A registered name and its other spellings: 金乡大蒜 / Jinxiang Da Suan are two."""
    return [part for part in _PARTS.split(name.strip()) if part] or [name]


def names_of(name: str) -> frozenset[str]:
    """The keys of all spellings, by characters and by sound, so that pinyin is no other name."""
    parts = parts_of(name)
    return frozenset({search_key(part) for part in parts} | {pinyin(part) for part in parts})


def home_path(area: Collection[str]) -> str:
    """The smallest region that holds a whole area, as a path; outside the regions of the house, ""."""
    regions = Regions.shipped()
    paths = [regions.current_path(code).split(".")[:-1] for code in area]
    shared_steps: list[str] = []
    for steps in zip(*paths, strict=False):
        if len(set(steps)) > 1:
            break
        shared_steps.append(steps[0])
    return "".join(f"{step}." for step in shared_steps)


def inside(place: str, area: Collection[str]) -> bool:
    """Whether a region lies in an area."""
    return not _outside([place], area)


DOMESTIC: Final = frozenset(FormKind) - {FormKind.FOREIGN_REGISTER}
"""Forms under Chinese law: the Trademark Law, order 80 and the rules for agricultural products."""

REGISTERS: Final[Mapping[FormKind, str]] = {
    FormKind.COLLECTIVE_MARK: "CN-TM",
    FormKind.CERTIFICATION_MARK: "CN-TM",
    FormKind.PRODUCT_INDICATION: "CN-GI",
    FormKind.AGRICULTURAL_INDICATION: "CN-AGI",
}
"""The register of each Chinese form; a foreign form names its own (EU, UK)."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one user takes of a product's yearly capacity and land."""

    kg: Decimal
    hectares: Decimal
