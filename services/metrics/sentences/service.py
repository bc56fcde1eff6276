"""Reads the Chinese sentence of a formal target: the reverse of what `aims` says."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from lark import Lark, Token, Transformer
from lark.exceptions import LarkError, UnexpectedInput, VisitError

from services.metrics.aims.rules import CHINESE, Term, TermUnknown, Vocabulary, amount_of, place_of, unit_of
from services.metrics.aims.schemas import (
    Approx,
    Band,
    Baseline,
    Compare,
    Constant,
    Count,
    Each,
    FormalTarget,
    Measured,
    Named,
    Other,
    Plus,
    Quotient,
    Series,
    ShareOf,
    SomeOf,
    Span,
    Times,
    Total,
)
from services.metrics.indicators.rules import Unit
from services.metrics.readings.rules import Basis
from services.metrics.sentences.errors import SentenceUnreadable
from shared.codes.regions import UnknownRegion
from shared.errors import FieldError

LONGEST = 2_000
"""Characters of a sentence."""


def read(sentence: str, words: Vocabulary) -> FormalTarget:
    """The formal target that a sentence says, or SentenceUnreadable."""
    if len(sentence) > LONGEST:
        raise SentenceUnreadable(
            errors=[FieldError("sentence_too_long", parameter="sentence", params={"limit": LONGEST})]
        )
    try:
        tree = _grammar().parse(sentence)
        target: FormalTarget = _Reader(words).transform(tree)
    except UnexpectedInput as error:
        column = error.column if error.column > 0 else len(sentence) + 1
        raise _unreadable("sentence_unexpected", column=column) from error
    except VisitError as error:
        raise _named(error.orig_exc) from error
    except LarkError as error:
        raise _unreadable("sentence_unexpected", column=len(sentence) + 1) from error
    return target


def _unreadable(code: str, **params: object) -> SentenceUnreadable:
    return SentenceUnreadable(errors=[FieldError(code, parameter="sentence", params=params)])


def _named(error: Exception) -> SentenceUnreadable:
    match error:
        case TermUnknown(word=word):
            return _unreadable("sentence_name_unknown", name=word)
        case UnknownRegion() | _PlaceMisnamed():
            return _unreadable("region_unknown")
        case _UnitsMixed():
            return _unreadable("sentence_units_mixed")
    return _unreadable("sentence_value_unfit")


@cache
def _grammar() -> Lark:
    return Lark.open("grammar.lark", rel_to=__file__, parser="lalr", maybe_placeholders=True)


class _PlaceMisnamed(ValueError):
    """Name and code of a region do not belong together."""


class _UnitsMixed(ValueError):
    """A figure stands in another unit than the measure."""


def _turned(words: Mapping[Any, str]) -> dict[str, Any]:
    return {word: member for member, word in words.items()}


_RELATION, _BINDING, _BAND = _turned(CHINESE.relations), _turned(CHINESE.bindings), _turned(CHINESE.bands)
_BASIS, _RELEASE = _turned(CHINESE.bases), _turned(CHINESE.releases)


class _Reader(Transformer[Token, FormalTarget]):
    """Makes the target from the tree, bottom up."""

    def __init__(self, words: Vocabulary) -> None:
        super().__init__()
        self._words = words
        self._amounts: set[Unit] = set()

    def start(self, parts: list[Any]) -> FormalTarget:
        window, place, quantifier, basis, measure, unit, comparator, binding = parts
        if self._amounts - {unit_of(unit)}:
            raise _UnitsMixed
        return FormalTarget(
            window=window,
            region=_region(place),
            quantifier=quantifier,
            basis=basis,
            measure=measure,
            unit=unit_of(unit),
            comparator=comparator,
            binding=_BINDING[binding],
        )

    def window(self, parts: list[Any]) -> Span:
        years = [int(year[:4]) for year in parts if year is not None]
        return Span(until=years[-1], since=years[0] if len(years) > 1 else None)

    def total(self, _parts: list[Any]) -> Total:
        return Total()

    def each(self, parts: list[Any]) -> Each:
        return Each(set=self._code(Term.REGION_SET, parts[0]))

    def at_least(self, parts: list[Any]) -> SomeOf:
        return SomeOf(count=int(parts[0]), set=self._code(Term.REGION_SET, parts[1]))

    def share(self, parts: list[Any]) -> ShareOf:
        share, _ = amount_of(parts[0], "%")
        return ShareOf(share=share, set=self._code(Term.REGION_SET, parts[1]))

    def basis(self, parts: list[Any]) -> Basis:
        return Basis(_BASIS[parts[0]])

    def series(self, parts: list[Any]) -> Series:
        return Series(code=self._code(Term.SERIES, parts[0]))

    def quotient(self, parts: list[Any]) -> Quotient:
        above, below = (self._code(Term.SERIES, part) for part in parts)
        return Quotient(numerator=above, denominator=below)

    def count(self, parts: list[Any]) -> Count:
        *where, entity = parts
        return Count(entity=self._code(Term.ENTITY, entity), where=tuple(where))

    def count_all(self, parts: list[Any]) -> Count:
        return Count(entity=self._code(Term.ENTITY, parts[0]))

    def measured(self, parts: list[Any]) -> Measured:
        attribute, relation, (value, unit) = parts
        code = self._code(Term.ATTRIBUTE, attribute)
        return Measured(attribute=code, relation=_RELATION[relation], value=value, unit=unit)

    def named(self, parts: list[Any]) -> Named:
        attribute, word = parts
        return Named(attribute=self._code(Term.ATTRIBUTE, attribute), word=self._code(Term.WORD, word))

    def compare(self, parts: list[Any]) -> Compare:
        return Compare(relation=_RELATION[parts[0]], bound=parts[1])

    def approx(self, parts: list[Any]) -> Approx:
        tolerance, _ = amount_of(parts[1], "%")
        return Approx(value=self._own(parts[0]), tolerance=tolerance)

    def band(self, parts: list[Any]) -> Band:
        lower, upper, mode = parts
        return Band(lower=self._own(lower), upper=self._own(upper), mode=_BAND[mode])

    def constant(self, parts: list[Any]) -> Constant:
        return Constant(value=self._own(parts[0]))

    def times(self, parts: list[Any]) -> Times:
        return Times(baseline=parts[0], factor=Decimal(parts[1]))

    def plus(self, parts: list[Any]) -> Plus:
        return Plus(baseline=parts[0], increase=self._own(parts[1]))

    def other(self, parts: list[Any]) -> Other:
        return Other(measure=parts[0])

    def baseline(self, parts: list[Any]) -> Baseline:
        year, basis, release, *measure = parts
        return Baseline(
            year=int(year[:4]),
            basis=_BASIS[basis],
            release=_RELEASE[release],
            measure=measure[0] if measure else None,
        )

    def amount(self, parts: list[Any]) -> tuple[Decimal, Unit]:
        return amount_of(str(parts[0]), str(parts[1]))

    def _own(self, amount: tuple[Decimal, Unit]) -> Decimal:
        """A figure of the target itself, which has to stand in the unit of the measure."""
        self._amounts.add(amount[1])
        return amount[0]

    def _code(self, term: Term, quoted: str) -> str:
        return self._words.code(term, quoted[1:-1])


def _region(place: str) -> str:
    code = place[place.rindex("（") + 1 : -1]
    if place_of(code) != place:
        raise _PlaceMisnamed
    return code
