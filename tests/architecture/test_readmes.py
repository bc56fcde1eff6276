"""The READMEs of the services show life cycles as the tables have them and settings as the classes do."""

import re

import pytest

from shared.settings.table import rewritten, settings_of
from shared.workflow.diagram import redrawn, workflows_of
from tests.architecture.tree import ROOT, services

WITH_README = [service for service in services() if (ROOT / "services" / service / "README.md").exists()]
NAMED = re.compile(r"`(\w+)/?`")


@pytest.mark.parametrize("service", WITH_README)
def test_the_readme_of_a_service_shows_its_life_cycles(service: str) -> None:
    text = (ROOT / "services" / service / "README.md").read_text("utf-8")
    assert redrawn(text, workflows_of(f"services.{service}").values()) == text, "make pages draws them anew"


@pytest.mark.parametrize("service", WITH_README)
def test_the_readme_of_a_service_lists_its_settings(service: str) -> None:
    text = (ROOT / "services" / service / "README.md").read_text("utf-8")
    assert rewritten(text, settings_of(f"services.{service}")) == text, "make pages writes them anew"


@pytest.mark.parametrize("service", WITH_README)
def test_the_readme_of_a_service_names_every_noun(service: str) -> None:
    folder = ROOT / "services" / service
    nouns = {path.parent.name for path in folder.glob("*/__init__.py")} - {"migrations"}
    rows = [line for line in (folder / "README.md").read_text("utf-8").splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in NAMED.findall(row.split("|")[1])}
    assert nouns - named == set(), f"a row each among the nouns of services/{service}/README.md"
