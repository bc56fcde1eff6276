"""Messages in both languages of the house, kept beside the code that raises them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from shared.text.yaml_text import read_yaml

LANGUAGES = ("zh-CN", "en")
DEFAULT_LANGUAGE = "zh-CN"
HOUSE = Path(__file__).with_name("house.yaml")


class MessageMissing(Exception):
    """A code has no text in one of the languages."""


@dataclass(frozen=True, slots=True)
class Message:
    """What a person reads: a short title and one sentence of detail."""

    title: str
    detail: str


class _Kept(dict[str, object]):
    """Leaves an unknown placeholder standing rather than failing while refusing."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


@dataclass(frozen=True)
class Catalogue:
    """Texts by code and language. Later files may not redefine the codes of earlier ones."""

    entries: Mapping[str, Mapping[str, Mapping[str, str]]]

    @classmethod
    def load(cls, *paths: Path) -> "Catalogue":
        """Read the house's messages and those of the given files."""
        entries: dict[str, Any] = {}
        for path in (HOUSE, *paths):
            for code, texts in _read(path).items():
                if code in entries:
                    raise MessageMissing(f"{path}: {code} is defined twice")
                entries[code] = texts
        return cls(entries)

    def render(self, code: str, language: str, params: Mapping[str, object]) -> Message:
        """The message of a code; a field error has the detail only."""
        texts = self.entries[code]
        title = texts.get("title", texts["detail"])
        return Message(self._fill(title, language, params), self._fill(texts["detail"], language, params))

    def gaps(self, codes: Iterable[str]) -> list[str]:
        """Codes without a detail in every language, for the test that keeps the catalogue complete."""
        return [
            code
            for code in codes
            if any(
                language not in texts
                for texts in self.entries.get(code, {"detail": {}}).values()
                for language in LANGUAGES
            )
            or "detail" not in self.entries.get(code, {})
        ]

    @staticmethod
    def _fill(texts: Mapping[str, str], language: str, params: Mapping[str, object]) -> str:
        shown = {name: _listed(value, language) for name, value in params.items()}
        return texts.get(language, texts[DEFAULT_LANGUAGE]).format_map(_Kept(shown))


@cache
def _read(path: Path) -> Mapping[str, Any]:
    """One file, read once in a process: it belongs to the code."""
    return read_yaml(path.read_bytes()) or {}


def _listed(value: object, language: str) -> object:
    """A list as a person writes it; everything else as it is."""
    if not isinstance(value, list | tuple | set | frozenset):
        return value
    names = sorted(map(str, value)) if isinstance(value, set | frozenset) else map(str, value)
    return ("、" if language == "zh-CN" else ", ").join(names)
