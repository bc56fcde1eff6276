"""Wiring of the words of targets: a route takes `words: Wording` and answers `words.of(answer)`."""

from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Response

from services.metrics.wordings.service import worded
from shared.http.language import CallersLanguage, Language
from shared.http.lists import Page
from shared.http.models import Answer

M = TypeVar("M", bound=Answer)


@dataclass(frozen=True, slots=True)
class Words:
    """Puts the sentences of an answer into the caller's language."""

    language: Language

    @property
    def view(self) -> str:
        """By which entity tags tell the languages apart; Chinese is the plain one."""
        return "en" if self.language == "en" else ""

    def of(self, answer: M) -> M:
        return worded(answer, self.language)

    def page(self, page: Page[M]) -> Page[M]:
        """The same for a page of a list."""
        return page.model_copy(update={"items": [self.of(item) for item in page.items]})


async def _words(response: Response, language: CallersLanguage) -> Words:
    response.headers["Vary"] = "Accept-Language"
    return Words(language)


Wording = Annotated[Words, Depends(_words)]
"""For a route whose answer holds the sentence of a target."""
