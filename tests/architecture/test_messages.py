"""Whatever a caller may be told is there in both languages."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import shared.errors.refusals as kinds
from shared.errors.refusals import Refusal
from shared.messages.catalogue import LANGUAGES, Catalogue
from shared.messages.told import Told
from tests.architecture.tree import ROOT, calls, modules_of, nodes, parsed, services, sources

LOCATED = {"FieldError": 0, "Blocker": 0, "Reason": 0, "Finding": 1}
"""Classes with the place of the argument that is the code of a message with a detail only."""


def catalogue_of(service: str | None = None) -> Catalogue:
    paths = [] if service is None else [ROOT / "services" / service / "messages.yaml"]
    return Catalogue.load(*(path for path in paths if path.exists()))


def below(refusal: type[Refusal]) -> Iterator[type[Refusal]]:
    for child in refusal.__subclasses__():
        yield child
        yield from below(child)


def refusals_of(package: str) -> set[str]:
    """Codes of the named refusals of a package; of the bare kinds only those that somebody raises as such."""
    names = {module.__name__ for module in modules_of(package)}
    own = [cls for cls in below(Refusal) if cls.__module__ in names - {kinds.__name__}]
    named = {cls.code for cls in own if not cls.__name__.startswith("_")}
    raised = raised_in(package.split(".", maxsplit=1)[0])
    bare = {cls.code for cls in below(Refusal) if cls.__module__ == kinds.__name__ and cls.__name__ in raised}
    return named | bare


@cache
def raised_in(package: str) -> frozenset[str]:
    """The classes that somebody raises by their own names."""
    return frozenset(
        _raised(node)
        for path in sources(package)
        for node in nodes(parsed(path))
        if isinstance(node, ast.Raise)
    )


def _raised(node: ast.Raise) -> str:
    function = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    return str(getattr(function, "id", getattr(function, "attr", "")))


def located_codes(*folders: Path) -> set[str]:
    """Codes written out where a fault of a field, a blocker, a reason or a finding is made."""
    found: set[str] = set()
    for path in (path for folder in folders for path in folder.rglob("*.py")):
        made = ((place, call) for name, place in LOCATED.items() for call in calls(parsed(path), name))
        for place, call in made:
            given = [
                *call.args[place : place + 1],
                *(word.value for word in call.keywords if word.arg == "code"),
            ]
            found |= {str(node.value) for node in given if isinstance(node, ast.Constant)}
    return found


def test_every_refusal_of_the_floor_has_its_message() -> None:
    codes = refusals_of("shared") | located_codes(ROOT / "shared")
    assert catalogue_of().gaps(sorted(codes)) == [], "texts are written in shared/messages"


@pytest.mark.parametrize("service", services())
def test_every_refusal_of_a_service_has_its_message(service: str) -> None:
    codes = refusals_of(f"services.{service}") | located_codes(ROOT / "services" / service)
    gaps = catalogue_of(service).gaps(sorted(codes))
    assert gaps == [], f"texts are written in services/{service}/messages.yaml"


@pytest.mark.parametrize("service", services())
def test_every_member_that_is_told_has_its_sentence(service: str) -> None:
    names = {module.__name__ for module in modules_of(f"services.{service}")}
    codes = [member.message for kind in Told.__subclasses__() if kind.__module__ in names for member in kind]
    gaps = catalogue_of(service).gaps(sorted(codes))
    assert gaps == [], f"a detail each in services/{service}/messages.yaml"


@pytest.mark.parametrize("service", [None, *services()])
def test_both_languages_are_filled_with_the_same_parameters(service: str | None) -> None:
    astray = [
        f"{code}.{part}"
        for code, parts in catalogue_of(service).entries.items()
        for part, texts in parts.items()
        if len({frozenset(re.findall(r"{(\w+)}", texts.get(language, ""))) for language in LANGUAGES}) > 1
    ]
    assert astray == []


@pytest.mark.parametrize("service", [None, *services()])
def test_chinese_is_chinese_and_english_is_not(service: str | None) -> None:
    han = re.compile("[一-鿿]")
    wrong = [
        f"{code}.{part}"
        for code, parts in catalogue_of(service).entries.items()
        for part, texts in parts.items()
        if not han.search(texts["zh-CN"]) or (han.search(texts["en"]) and not _quotes(texts["en"]))
    ]
    assert wrong == []


def _quotes(text: str) -> bool:
    """English may quote what an officer has to type, such as a document number or 转801."""
    return bool(re.search(r"[A-Za-z]{3}.*[A-Za-z]{3}", text))
