"""Says a formal target as a sentence: in Chinese, which `sentences` reads back, or in other phrases."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from services.metrics.aims.rules import CHINESE, Phrases, Term, Vocabulary, plain
from services.metrics.aims.schemas import (
    Approx,
    Band,
    Baseline,
    Compare,
    Constant,
    Count,
    Each,
    FormalTarget,
    Measure,
    Measured,
    Named,
    Other,
    Plus,
    Quotient,
    RegionSet,
    Series,
    ShareOf,
    SomeOf,
    Terms,
    Times,
    Total,
    Word,
)
from services.metrics.indicators.rules import Unit
from services.metrics.indicators.service import shipped_indicators
from services.metrics.policies.schemas import Titles
from shared.text.yaml_text import read_yaml

CATALOGUE = Path(__file__).parents[1] / "catalogue" / "vocabulary.yaml"


@cache
def shipped_terms() -> Terms:
    """The words of this release beside its indicators."""
    return Terms.model_validate(read_yaml(CATALOGUE.read_text("utf-8")))


@cache
def shipped_vocabulary() -> Vocabulary:
    """Every name that a target may use."""
    return _vocabulary(lambda named: named.zh)


@cache
def english_vocabulary() -> Vocabulary:
    """The same names in English."""
    return _vocabulary(lambda named: named.en)


def _vocabulary(name: Callable[[Titles | Word | RegionSet], str]) -> Vocabulary:
    terms, indicators = shipped_terms(), shipped_indicators().by_code
    return Vocabulary(
        {
            Term.SERIES: {code: name(each.name) for code, each in indicators.items()},
            Term.ENTITY: {code: name(each) for code, each in terms.entity.items()},
            Term.ATTRIBUTE: {code: name(each) for code, each in terms.attribute.items()},
            Term.WORD: {code: name(each) for code, each in terms.word.items()},
            Term.REGION_SET: {code: name(each) for code, each in terms.region_set.items()},
        }
    )


class Speaker:
    """Writes the sentence of a target with the names of a vocabulary, in the phrases of its language."""

    def __init__(self, words: Vocabulary, phrases: Phrases = CHINESE) -> None:
        self._words = words
        self._phrases = phrases

    def say(self, target: FormalTarget) -> str:
        """The sentence; TermUnknown or UnknownRegion when it speaks of something that has no name."""
        phrases, span = self._phrases, target.window
        window = phrases.year if span.since is None else phrases.span
        return phrases.sentence.format(
            window=window.format(since=span.since, until=span.until),
            place=phrases.place_of(target.region),
            quantifier=self._quantifier(target),
            basis=phrases.bases[target.basis],
            measure=self._measure(target.measure),
            unit=phrases.units.get(target.unit, ""),
            comparator=self._comparator(target),
            binding=phrases.bindings[target.binding],
        )

    def _name(self, term: Term, code: str) -> str:
        name = self._words.name(term, code)
        return name if term in self._phrases.bare else f"“{name}”"

    def _quantifier(self, target: FormalTarget) -> str:
        if isinstance(target.quantifier, Total):
            return ""
        regions = self._name(Term.REGION_SET, target.quantifier.set)
        match target.quantifier:
            case Each():
                return self._phrases.each.format(regions=regions)
            case SomeOf(count=count):
                return self._phrases.some.format(regions=regions, count=count)
            case ShareOf(share=share):
                spelled = self._phrases.spelled(share, Unit.RATIO)
                return self._phrases.share.format(regions=regions, share=spelled)

    def _measure(self, measure: Measure) -> str:
        match measure:
            case Series(code=code):
                return self._name(Term.SERIES, code)
            case Quotient(numerator=above, denominator=below):
                names = {"above": self._name(Term.SERIES, above), "below": self._name(Term.SERIES, below)}
                return self._phrases.quotient.format(**names)
            case Count(entity=entity, where=where):
                conditions = self._phrases.both.join(map(self._where, where))
                phrase = self._phrases.count_where if where else self._phrases.count
                return phrase.format(entity=self._name(Term.ENTITY, entity), conditions=conditions)

    def _where(self, where: Measured | Named) -> str:
        phrases, attribute = self._phrases, self._name(Term.ATTRIBUTE, where.attribute)
        if isinstance(where, Named):
            return phrases.named.format(attribute=attribute, word=self._name(Term.WORD, where.word))
        value = phrases.spelled(where.value, where.unit)
        return phrases.measured.format(
            attribute=attribute, relation=phrases.relations[where.relation], value=value
        )

    def _comparator(self, target: FormalTarget) -> str:
        phrases, unit = self._phrases, target.unit
        match target.comparator:
            case Approx(value=value, tolerance=tolerance):
                give = phrases.spelled(tolerance, Unit.RATIO)
                return phrases.approx.format(value=phrases.spelled(value, unit), tolerance=give)
            case Band(lower=lower, upper=upper, mode=mode):
                ends = {"lower": phrases.spelled(lower, unit), "upper": phrases.spelled(upper, unit)}
                return phrases.band.format(**ends, mode=phrases.bands[mode])
            case Compare(relation=relation, bound=bound):
                said = self._bound(bound, unit)
                return phrases.compare.format(relation=phrases.relations[relation], bound=said)

    def _bound(self, bound: Constant | Times | Plus | Other, unit: Unit) -> str:
        phrases = self._phrases
        match bound:
            case Constant(value=value):
                return phrases.spelled(value, unit)
            case Times(factor=factor, baseline=baseline):
                return phrases.times.format(factor=plain(factor), baseline=self._baseline(baseline))
            case Plus(increase=increase, baseline=baseline):
                more = phrases.spelled(increase, unit)
                return phrases.plus.format(increase=more, baseline=self._baseline(baseline))
            case Other(measure=measure):
                return phrases.other.format(measure=self._measure(measure))

    def _baseline(self, baseline: Baseline) -> str:
        phrases = self._phrases
        return phrases.baseline.format(
            year=baseline.year,
            basis=phrases.bases[baseline.basis],
            release=phrases.releases[baseline.release],
            measure=phrases.own if baseline.measure is None else self._measure(baseline.measure),
        )
