"""One spelling: width, script, and characters that no text may hold."""

import re
import unicodedata
from functools import cache
from typing import Final, Protocol

_FORBIDDEN: Final = re.compile("[\x00\ud800-\udfff]")


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


def is_clean(text: str) -> bool:
    """Whether a text can be stored and sent: no NUL (PostgreSQL), no lone surrogate (UTF-8)."""
    return _FORBIDDEN.search(text) is None


def normalise(text: str) -> str:
    """NFKC, single spaces, none at the ends: what is stored of a name."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def simplified(text: str) -> str:
    """Traditional characters to simplified ones."""
    return text if text.isascii() else _converter().convert(text)


@cache
def _converter() -> _Converter:
    from opencc import OpenCC  # noqa: PLC0415 - loads its dictionaries: only where names are keyed

    converter: _Converter = OpenCC("t2s")
    return converter
