"""Code lists as data: codes with labels in both languages, their source and edition."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from shared.errors.faults import Fault
from shared.text.yaml_text import read_yaml

LANGUAGES: Final = ("zh-CN", "en")
OWN: Final = "code_lists.yaml"
"""The lists of a service's own enumerations, beside its messages."""
_DATA: Final = files("shared.codes").joinpath("data")


class UnknownCode(Fault):
    """The list has no such entry."""

    def __init__(self, name: str) -> None:
        super().__init__("code_unknown", list=name)


@dataclass(frozen=True, slots=True)
class Entry:
    """One code; `facts` carry what the source says beside the name."""

    code: str
    labels: Mapping[str, str]
    parent: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def zh(self) -> str:
        return self.labels["zh-CN"]

    @property
    def en(self) -> str:
        return self.labels["en"]


@dataclass(frozen=True, slots=True)
class CodeList:
    """An ordered list of codes under a name."""

    name: str
    title: Mapping[str, str]
    source: str
    entries: tuple[Entry, ...]
    edition: str = ""
    of: tuple[str, ...] = ()
    """The enumerations of a contract whose codes these are."""

    def __contains__(self, code: object) -> bool:
        return any(entry.code == code for entry in self.entries)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(entry.code for entry in self.entries)

    def get(self, code: str) -> Entry:
        """The entry of a code; raises `UnknownCode`."""
        for entry in self.entries:
            if entry.code == code:
                return entry
        raise UnknownCode(self.name)

    def label(self, code: str, language: str = "zh-CN") -> str:
        """The label in a language, in Chinese where there is none."""
        labels = self.get(code).labels
        return labels.get(language, labels["zh-CN"])

    def of_label(self, label: str) -> Entry | None:
        """The entry that an import means by a Chinese or English label."""
        return next((entry for entry in self.entries if label in entry.labels.values()), None)


@cache
def code_list(name: str) -> CodeList:
    """A shipped list; raises `UnknownCode` for a name that is none."""
    if name == "industries":
        return _industries()
    if name not in code_list_names():
        raise UnknownCode("code_lists")
    document = read_yaml(_DATA.joinpath("lists", f"{name}.yaml").read_text(encoding="utf-8"))
    return parse_code_list(name, document)


@cache
def code_list_names() -> tuple[str, ...]:
    """Every shipped list, in order."""
    shipped = [each.name.removesuffix(".yaml") for each in _DATA.joinpath("lists").iterdir()]
    return tuple(sorted([*shipped, "industries"]))


@cache
def code_lists_in(path: Path) -> Mapping[str, CodeList]:
    """The lists of a service's own file, by name."""
    document = read_yaml(path.read_text(encoding="utf-8"))
    return {name: parse_code_list(name, each) for name, each in document.items()}


def parse_code_list(name: str, document: Mapping[str, Any]) -> CodeList:
    """A list out of the YAML form: title, source, edition, whose codes they are, and entries."""
    return CodeList(
        name,
        title=document["title"],
        source=document["source"],
        edition=document.get("edition", ""),
        of=tuple(document.get("of", ())),
        entries=tuple(_entry(each) for each in document["entries"]),
    )


def _entry(document: Mapping[str, Any]) -> Entry:
    return Entry(
        code=document["code"],
        labels={language: document[language] for language in LANGUAGES},
        parent=document.get("parent"),
        valid_from=document.get("valid_from"),
        valid_to=document.get("valid_to"),
        facts=document.get("facts", {}),
    )


def _industries() -> CodeList:
    text = _DATA.joinpath("industries.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return CodeList(
        "industries",
        title={
            "zh-CN": "国民经济行业分类",
            "en": "Industrial classification for national economic activities",
        },
        source="GB/T 4754-2017",
        edition="2017",
        entries=tuple(
            Entry(row["code"], {language: row[language] for language in LANGUAGES}, row["parent"] or None)
            for row in rows
        ),
    )
