"""How formal targets are put in English: fixed words, amounts and places."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from services.metrics.aims.rules import BandMode, Binding, Phrases, Relation, Term, plain
from services.metrics.indicators.rules import Unit
from services.metrics.readings.rules import Basis, Release
from shared.codes.regions import RegionLevel, Regions
from shared.text import pinyin

_COUNTED: Final[Mapping[Unit, tuple[str, str]]] = {
    Unit.ITEM: ("", ""),
    Unit.ENTERPRISE: (" enterprise", " enterprises"),
    Unit.PIECE: ("", ""),
}
_SCALES: Final = ((" trillion", 12), (" billion", 9), (" million", 6))
_PERCENT: Final = 2
_KINDS: Final = (
    ("特别行政区", ""),
    ("自治区", ""),
    ("省", "Province"),
    ("市", "City"),
    ("县", "County"),
    ("区", "District"),
)


def spelled(amount: Decimal, unit: Unit) -> str:
    """1700000000000 yuan is CNY 1.7 trillion, 0.1 as a ratio 10%; no figure is rounded."""
    if unit is Unit.RATIO:
        return f"{plain(amount.scaleb(_PERCENT))}%"
    if unit is not Unit.YUAN:
        return f"{amount_in_groups(amount)}{_COUNTED[unit][amount != 1]}"
    for word, power in _SCALES:
        if abs(amount) >= Decimal(1).scaleb(power):
            return f"CNY {plain(amount.scaleb(-power))}{word}"
    return f"CNY {amount_in_groups(amount)}"


def amount_in_groups(amount: Decimal) -> str:
    """60000 is 60,000."""
    whole, point, rest = plain(amount).partition(".")
    return (
        f"{int(whole):,}{point}{rest}" if whole.lstrip("-").isdigit() and int(whole) else whole + point + rest
    )


def place_of(code: str) -> str:
    """A region by the sound of its names, from the smallest to the province, and its code."""
    return f"{called(code)} ({code})"


def called(code: str) -> str:
    """The region's names by their sound."""
    region = Regions.shipped().get(code)
    above = f", {called(region.parent)}" if region.parent else ""
    name = region.name
    if region.level is not RegionLevel.ZONE:
        for ending, english in _KINDS:
            if name.endswith(ending) and len(name) > len(ending) + 1:
                return f"{pinyin(name.removesuffix(ending)).capitalize()} {english}".rstrip() + above
    return pinyin(name).capitalize() + above


ENGLISH: Final = Phrases(
    relations={
        Relation.AT_LEAST: "at least",
        Relation.MORE_THAN: "more than",
        Relation.AT_MOST: "at most",
        Relation.LESS_THAN: "less than",
        Relation.EQUALS: "exactly",
    },
    bindings={
        Binding.HARD: "binding",
        Binding.COMMITTED: "committed",
        Binding.ASPIRATIONAL: "aspirational",
    },
    bands={
        BandMode.HARD: "both ends bind",
        BandMode.ASPIRATION: "the lower end binds",
    },
    bases={
        Basis.FLOW: "within the period",
        Basis.STOCK: "at its end",
        Basis.CUMULATIVE: "all years together",
    },
    releases={
        Release.FIRST: "as first published",
        Release.LATEST: "as last published",
    },
    units={},
    bare=frozenset({Term.ENTITY, Term.ATTRIBUTE, Term.REGION_SET}),
    spelled=spelled,
    place_of=place_of,
    sentence="{window}, {place}{quantifier}: {measure}, {basis}: {comparator} ({binding}).",
    year="In {until}",
    span="From {since} to {until}",
    each=", each of its {regions}",
    some=", at least {count} of its {regions}",
    share=", at least {share} of its {regions}",
    quotient="{above} divided by {below}",
    count="number of all {entity}",
    count_where="number of {entity} with {conditions}",
    both=" and ",
    named="{attribute} {word}",
    measured="{attribute} {relation} {value}",
    approx="about {value}, give or take {tolerance}",
    band="{lower} to {upper}, where {mode}",
    compare="{relation} {bound}",
    times="{factor} times {baseline}",
    plus="{increase} more than {baseline}",
    other="{measure} of the same period",
    baseline="{measure} of {year}, {basis}, {release}",
    own="the figure",
)
