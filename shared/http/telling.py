"""Codes in an answer get their sentence, in the caller's language, from the catalogue of the service."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request, Response
from pydantic import Field

from shared.http.language import CallersLanguage, Language
from shared.http.models import Answer
from shared.messages.catalogue import Catalogue

M = TypeVar("M", bound=Answer)


class CodedOut(Answer):
    """Something that is said by a code; `told` adds the sentence."""

    code: str = Field(description="For programs; never translated.")
    params: Mapping[str, Any] = Field({}, description="What the sentence speaks of.")
    detail: str | None = Field(None, description="For people, in the caller's language.")


@dataclass(frozen=True, slots=True)
class Teller:
    """Says codes in the caller's language."""

    catalogue: Catalogue
    language: Language

    def say(self, code: str, params: Mapping[str, object]) -> str:
        """The sentence of a code."""
        return self.catalogue.render(code, self.language, params).detail

    def told(self, answer: M) -> M:
        """The same answer, in which whatever is coded has its sentence, however deep it lies."""
        if isinstance(answer, CodedOut):
            return answer.model_copy(update={"detail": self.say(answer.code, answer.params)})
        members = ((name, getattr(answer, name)) for name in type(answer).model_fields)
        return answer.model_copy(update={name: self._inside(value) for name, value in members})

    def _inside(self, value: Any) -> Any:
        if isinstance(value, Answer):
            return self.told(value)
        if isinstance(value, Sequence) and not isinstance(value, str | bytes):
            return [self._inside(each) for each in value]
        return value


async def _teller(request: Request, response: Response, language: CallersLanguage) -> Teller:
    response.headers["Vary"] = "Accept-Language"
    return Teller(request.app.state.catalogue, language)


Telling = Annotated[Teller, Depends(_teller)]
"""For a route whose answer holds codes; the answer varies with the language and says so."""
