"""Says formal targets in English; the Chinese sentence remains the one that reads back."""

from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar

from services.metrics.aims.rules import TermUnknown
from services.metrics.aims.service import Speaker, english_vocabulary, shipped_vocabulary
from services.metrics.sentences.errors import SentenceUnreadable
from services.metrics.sentences.service import read
from services.metrics.wordings.rules import ENGLISH
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
        return Speaker(english_vocabulary(), ENGLISH).say(read(sentence, shipped_vocabulary()))
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
