"""Which of the two languages of the platform a caller reads (RFC 9110, section 12.5.4)."""

from typing import Annotated, Literal

from fastapi import Depends, Query, Request

Language = Literal["zh-CN", "en"]
DEFAULT: Language = "zh-CN"


def preferred(accept_language: str | None) -> Language:
    """The best of zh-CN and en for an `Accept-Language` value; Chinese when nothing decides."""
    best: tuple[float, Language] = (0.0, DEFAULT)
    for part in (accept_language or "").split(","):
        tag, _, parameters = part.strip().partition(";")
        offered = _offered(tag.strip().lower())
        weight = _weight(parameters)
        if offered is not None and weight > best[0]:
            best = (weight, offered)
    return best[1]


def _offered(tag: str) -> Language | None:
    primary = tag.split("-", maxsplit=1)[0]
    if primary in {"zh", "*"}:
        return "zh-CN"
    return "en" if primary == "en" else None


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if 0.0 <= weight <= 1.0 else 0.0


async def _of_request(request: Request) -> Language:
    return preferred(request.headers.get("accept-language"))


CallersLanguage = Annotated[Language, Depends(_of_request)]
"""For routes that answer with labels; such a route also says `Vary: Accept-Language`."""


async def _of_link(
    preferred: CallersLanguage,
    lang: Annotated[
        Language | None,
        Query(description="In place of `Accept-Language`, which an image or a link cannot choose."),
    ] = None,
) -> Language:
    return lang or preferred


ChosenLanguage = Annotated[Language, Depends(_of_link)]
"""The same for what browsers fetch by a mere address: `lang` decides before the header does."""
