"""Says formal targets in English; the Chinese sentence remains the one that reads back."""

from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar

from services.metrics.aims.rules import Term, TermUnknown, Vocabulary, plain
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
    Series,
    ShareOf,
    SomeOf,
    Times,
)
from services.metrics.aims.service import english_vocabulary, shipped_vocabulary
from services.metrics.indicators.rules import Unit
from services.metrics.sentences.errors import SentenceUnreadable
from services.metrics.sentences.service import read
from services.metrics.wordings.rules import (
    BANDS,
    BASES,
    BINDINGS,
    RELATIONS,
    RELEASES,
    place_of,
    spelled,
)
from shared.codes.regions import UnknownRegion
from shared.http.language import Language
from shared.http.models import Answer
from shared.text.yaml_text import read_yaml

CATALOGUE: Final = Path(__file__).parents[1] / "catalogue" / "readings.yaml"
_REMEMBERED: Final = 512
M = TypeVar("M", bound=Answer)


@cache
def shipped_readings() -> dict[str, str]:
    """The readings of this release in English, by what they say in Chinese."""
    readings: dict[str, str] = read_yaml(CATALOGUE.read_text("utf-8"))
    return readings


@lru_cache(_REMEMBERED)
def in_english(sentence: str) -> str:
    """The English of a target's Chinese sentence; one with words that are gone stays as it is."""
    try:
        return EnglishSpeaker(english_vocabulary()).say(read(sentence, shipped_vocabulary()))
    except (SentenceUnreadable, TermUnknown, UnknownRegion):
        return sentence


def worded(answer: M, language: Language) -> M:
    """The answer with sentences and shipped readings in the reader's language, however deep they lie."""
    if language != "en":
        return answer
    members = {name: getattr(answer, name) for name in type(answer).model_fields}
    changed = {name: _worded(name, value) for name, value in members.items()}
    return answer.model_copy(
        update={name: value for name, value in changed.items() if value is not members[name]}
    )


def _worded(name: str, value: Any) -> Any:
    if name == "sentence" and isinstance(value, str):
        return in_english(value)
    if name == "reading" and isinstance(value, str):
        return shipped_readings().get(value, value)
    if isinstance(value, list) and value and isinstance(value[0], Answer):
        return [worded(each, "en") for each in value]
    return value


class EnglishSpeaker:
    """Writes the English sentence of a target in the words of one vocabulary."""

    def __init__(self, words: Vocabulary) -> None:
        self._words = words

    def say(self, target: FormalTarget) -> str:
        """The sentence; TermUnknown or UnknownRegion when it speaks of something that has no name."""
        span = target.window
        window = f"In {span.until}" if span.since is None else f"From {span.since} to {span.until}"
        measure = self._measure(target.measure)
        return (
            f"{window}, {place_of(target.region)}{self._quantifier(target)}: {measure}, "
            f"{BASES[target.basis]}: {self._comparator(target)} ({BINDINGS[target.binding]})."
        )

    def _name(self, term: Term, code: str) -> str:
        return f"“{self._words.name(term, code)}”"

    def _quantifier(self, target: FormalTarget) -> str:
        match target.quantifier:
            case Each(set=regions):
                some = "each"
            case SomeOf(set=regions, count=count):
                some = f"at least {count}"
            case ShareOf(set=regions, share=share):
                some = f"at least {spelled(share, Unit.RATIO)}"
            case _:
                return ""
        return f", {some} of its {self._words.name(Term.REGION_SET, regions)}"

    def _measure(self, measure: Measure) -> str:
        match measure:
            case Series(code=code):
                return self._name(Term.SERIES, code)
            case Quotient(numerator=above, denominator=below):
                return f"{self._name(Term.SERIES, above)} divided by {self._name(Term.SERIES, below)}"
            case Count(entity=entity, where=()):
                return f"number of all {self._words.name(Term.ENTITY, entity)}"
            case Count(entity=entity, where=where):
                conditions = " and ".join(map(self._where, where))
                return f"number of {self._words.name(Term.ENTITY, entity)} with {conditions}"

    def _where(self, where: Measured | Named) -> str:
        attribute = self._words.name(Term.ATTRIBUTE, where.attribute)
        if isinstance(where, Named):
            return f"{attribute} {self._name(Term.WORD, where.word)}"
        return f"{attribute} {RELATIONS[where.relation]} {spelled(where.value, where.unit)}"

    def _comparator(self, target: FormalTarget) -> str:
        match target.comparator:
            case Approx(value=value, tolerance=tolerance):
                give = spelled(tolerance, Unit.RATIO)
                return f"about {spelled(value, target.unit)}, give or take {give}"
            case Band(lower=lower, upper=upper, mode=mode):
                ends = f"{spelled(lower, target.unit)} to {spelled(upper, target.unit)}"
                return f"{ends}, where {BANDS[mode]}"
            case Compare(relation=relation, bound=bound):
                return f"{RELATIONS[relation]} {self._bound(bound, target.unit)}"

    def _bound(self, bound: Constant | Times | Plus | Other, unit: Unit) -> str:
        match bound:
            case Constant(value=value):
                return spelled(value, unit)
            case Times(factor=factor, baseline=baseline):
                return f"{plain(factor)} times {self._baseline(baseline)}"
            case Plus(increase=increase, baseline=baseline):
                return f"{spelled(increase, unit)} more than {self._baseline(baseline)}"
            case Other(measure=measure):
                return f"{self._measure(measure)} of the same period"

    def _baseline(self, baseline: Baseline) -> str:
        measure = "the figure" if baseline.measure is None else self._measure(baseline.measure)
        return f"{measure} of {baseline.year}, {BASES[baseline.basis]}, {RELEASES[baseline.release]}"
