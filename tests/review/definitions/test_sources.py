"""Every figure of a shipped programme names its clause, or our reading where the document is silent."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.review import definitions
from services.review.definitions.errors import DefinitionNotValid
from services.review.definitions.service import take
from shared.text.yaml_text import read_yaml

CATALOGUE = Path(definitions.__file__).parents[1] / "catalogue"
SHIPPED = sorted(CATALOGUE.glob("*.yaml"))
FIGURE = re.compile(r"\d+(\.\d+)?")
IDENTITY = ("/code", "/name", "/policy", "/owner_region")
"""Members that are names, whatever digits they have."""
CAPS = {"famous_product_brand_2015": (300, "三(二)1"), "internet_plus_brand_2017": (50, "三(二)")}


def shipped(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = read_yaml(path.read_text("utf-8"))
    return document


def figures(value: Any, at: str = "") -> Iterator[str]:
    """Places of numbers that no member beside them explains."""
    if isinstance(value, dict):
        if not {"clause", "reading"} & value.keys():
            for name, member in value.items():
                yield from figures(member, f"{at}/{name}")
    elif isinstance(value, list):
        for place, member in enumerate(value):
            yield from figures(member, f"{at}/{place}")
    elif not isinstance(value, bool) and FIGURE.fullmatch(str(value)):
        yield at


def unexplained(document: dict[str, Any]) -> list[str]:
    said = (*IDENTITY, "/sources", *(source["at"] for source in document.get("sources", ())))
    return [at for at in figures(document) if not any(f"{at}/".startswith(f"{begin}/") for begin in said)]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_V02_every_figure_of_a_shipped_programme_has_a_clause_or_a_reading(path: Path):
    assert unexplained(shipped(path)) == []


def test_V02_a_figure_without_a_source_would_be_seen():
    document = shipped(CATALOGUE / "famous_product_brand_2015.yaml")
    document["sources"] = [source for source in document["sources"] if source["at"] != "/quota/cap"]
    assert unexplained(document) == ["/quota/cap"]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_V02_the_cap_of_a_shipped_programme_is_the_documents_own(path: Path):
    assert path.stem in CAPS, f"CAPS above says the cap of {path.stem} and the clause that sets it"
    document = take(shipped(path))
    cited = {source.at: source.clause for source in document.sources}
    assert (document.quota.cap, cited["/quota/cap"]) == CAPS[path.stem]


@pytest.mark.parametrize(
    ("source", "code", "pointer"),
    [
        ({"at": "/quota/ceiling", "clause": "三(二)"}, "source_points_nowhere", "/sources/0/at"),
        ({"at": "/stages/99", "clause": "三(二)"}, "source_points_nowhere", "/sources/0/at"),
        ({"at": "/quota/cap"}, "source_says_nothing", "/sources/0"),
    ],
)
def test_a_source_points_at_something_and_says_something(source: dict[str, str], code: str, pointer: str):
    document = shipped(CATALOGUE / "internet_plus_brand_2017.yaml")
    with pytest.raises(DefinitionNotValid) as refused:
        take({**document, "sources": [source]})
    assert [(each.code, each.pointer) for each in refused.value.errors] == [(code, pointer)]


def test_a_category_of_the_programmes_own_brings_its_name():
    document = shipped(CATALOGUE / "famous_product_brand_2015.yaml")
    nameless = {key: value for key, value in document["applicants"]["categories"][0].items() if key != "name"}
    document["applicants"]["categories"][0] = nameless
    with pytest.raises(DefinitionNotValid) as refused:
        take(document)
    found = [(each.code, each.pointer) for each in refused.value.errors]
    assert found == [("category_unnamed", "/applicants/categories/0/name")]
