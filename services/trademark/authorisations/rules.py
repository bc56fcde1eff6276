"""Pure decisions on users: the routes to an authorisation, plots and quota, what a step waits for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from services.trademark.indications.rules import FormKind, Share, inside
from shared.workflow import Blocker


class Route(StrEnum):
    """How a producer comes to use the name; each belongs to one legal form."""

    COLLECTIVE_MEMBER = "collective_member"
    CERTIFICATION_LICENSEE = "certification_licensee"
    PRODUCT_USER = "product_user"
    AGRICULTURAL_CONTRACT = "agricultural_contract"


FORM_OF: Final[Mapping[Route, FormKind]] = {
    Route.COLLECTIVE_MEMBER: FormKind.COLLECTIVE_MARK,
    Route.CERTIFICATION_LICENSEE: FormKind.CERTIFICATION_MARK,
    Route.PRODUCT_USER: FormKind.PRODUCT_INDICATION,
    Route.AGRICULTURAL_CONTRACT: FormKind.AGRICULTURAL_INDICATION,
}
"""The form that must be registered (orders 79 and 80 of 2023 of the National Intellectual Property
Administration for the first three; the agreement with the certificate's holder for the last)."""

BY_MANAGER: Final = frozenset(Route) - {Route.PRODUCT_USER}
"""Routes that the manager decides; users of a product indication are approved by the authority."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UseFacts:
    """What the needs look at."""

    today: date
    valid_to: date
    route: Route
    registered: Collection[FormKind] = ()
    places_inside: bool = True
    own: bool = False


def form_is_registered(facts: UseFacts) -> Blocker | None:
    """The route's legal form stands."""
    needed = FORM_OF[facts.route]
    return None if needed in facts.registered else Blocker("form_not_registered", {"kind": needed.value})


def plots_lie_inside(facts: UseFacts) -> Blocker | None:
    """The area may have shrunk since the application."""
    return None if facts.places_inside else Blocker("plot_outside_area")


def period_is_not_over(facts: UseFacts) -> Blocker | None:
    return Blocker("period_over", {"day": facts.valid_to}) if facts.today > facts.valid_to else None


def period_has_ended(facts: UseFacts) -> Blocker | None:
    """The clock ends a use the day after its last day."""
    return None if facts.today > facts.valid_to else Blocker("time_not_over", {"day": facts.valid_to})


def not_own_use(facts: UseFacts) -> Blocker | None:
    """A manager that grows the product itself is decided on by the authority."""
    return Blocker("own_use") if facts.own else None


@dataclass(frozen=True, slots=True)
class Plot:
    """Land or a place of work within one region."""

    region_code: str
    hectares: Decimal


def share_of(quota_kg: Decimal, plots: Sequence[Plot]) -> Share:
    """What a user takes of the product's capacity and land."""
    return Share(quota_kg, sum((plot.hectares for plot in plots), Decimal(0)))


def plots_outside(plots: Sequence[Plot], area: Collection[str]) -> list[int]:
    """Places in the list of plots that do not lie in the area."""
    return [place for place, plot in enumerate(plots) if not inside(plot.region_code, area)]


def bearable_kg(hectares: Decimal, yield_kg_per_hectare: Decimal | None) -> Decimal | None:
    """What the plots can bear in a year; unknown while the product's yield is."""
    return None if yield_kg_per_hectare is None else hectares * yield_kg_per_hectare


def years_of(first: date, last: date) -> range:
    """Calendar years that a period touches: a quota counts in each."""
    return range(first.year, last.year + 1)


def freed_years(first: date, last: date, ended_on: date) -> range:
    """Years after that of the end: what the running year was allotted stays so, its labels are out."""
    return range(max(first.year, ended_on.year + 1), last.year + 1)
