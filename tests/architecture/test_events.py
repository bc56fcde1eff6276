"""Every step of every life cycle has its event, the README names it, and a timeline has its sentence."""

import importlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from services.review.applications.workflow import APPLICATION
from services.review.timelines.rules import TOLD
from shared.workflow import Workflow
from shared.workflow.diagram import workflows_of
from tests.architecture.test_messages import catalogue_of
from tests.architecture.tree import ROOT, built_services

MAPPINGS = ("PARTICIPLES", "EVENTS", "_PAST")
WRITTEN_OUT = {"binding", "client", "decision", "key", "mark", "notice_entry", "person"}
"""Lives whose steps write the name of their event themselves, one by one."""
CALLED = {"indication_use": "producer"}
"""What the feed calls a noun where that is another word."""
UNTOLD = {"notice.drafted", "notice.discarded"}
"""Before it is published a notice is no business of the feed."""
NAMED = re.compile(r"`(?P<noun>[a-z_]+)?\.(?P<past>[a-z_]+)`")


def lives() -> Iterator[tuple[str, str, Workflow]]:
    """Service, folder and life cycle."""
    for service in built_services():
        for noun, life in workflows_of(f"services.{service}").items():
            folders = sorted((ROOT / "services" / service).glob("*/workflow.py"))
            yield service, next(each.parent.name for each in folders if _holds(service, each, noun)), life


def _holds(service: str, path: Path, noun: str) -> bool:
    module = importlib.import_module(f"services.{service}.{path.parent.name}.workflow")
    return any(isinstance(each, Workflow) and each.noun == noun for each in vars(module).values())


def names_of(service: str, folder: str) -> Mapping[str, str | None]:
    """The mapping from step to event of a noun's use cases."""
    module = importlib.import_module(f"services.{service}.{folder}.service")
    found = [getattr(module, name) for name in MAPPINGS if hasattr(module, name)]
    return {str(step): event for mapping in found for step, event in mapping.items()}


def documented(service: str) -> set[str]:
    """Events that the README lists; a name without a noun is of the noun before it."""
    text = (ROOT / "services" / service / "README.md").read_text("utf-8").partition("\n## Events\n")[2]
    found, noun = set(), ""
    for each in NAMED.finditer(text.partition("\n## ")[0]):
        noun = each["noun"] or noun
        found.add(f"{noun}.{each['past']}")
    return found


LIVES = list(lives())


@pytest.mark.parametrize(
    ("service", "folder", "life"), LIVES, ids=[f"{s}-{life.noun}" for s, _, life in LIVES]
)
def test_every_step_of_a_life_has_an_event_that_the_readme_names(service, folder, life):
    names = names_of(service, folder)
    if life.noun in WRITTEN_OUT:
        assert not {action.value for action in life.actions} <= names.keys()
        return
    assert {action.value for action in life.actions} - names.keys() == set()
    called = CALLED.get(life.noun, life.noun)
    told = {
        event if "." in event else f"{called}.{event}"
        for step, event in names.items()
        if event is not None and step in {*life.openings, *(action.value for action in life.actions)}
    }
    assert told - documented(service) - UNTOLD == set()


def test_V04_every_step_of_an_application_is_a_sentence_of_its_timeline_in_both_languages():
    assert {*APPLICATION.openings, *(action.value for action in APPLICATION.actions)} - TOLD == set()
    assert catalogue_of("review").gaps([f"happened_{step}" for step in sorted(TOLD)]) == []
