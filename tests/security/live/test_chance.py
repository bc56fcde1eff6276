"""What `make fuzz` does besides: rows of calls by chance, and another try for what never went well."""

from typing import Any

import pytest

from tests.security.live import seeking, wandering
from tests.security.live.contracts import Json
from tests.security.live.fuzzing import Run
from tests.security.live.seeking import Seeker
from tests.security.live.test_sequences import LIST, SHOW, answer, contract
from tests.security.live.wandering import wander

NOWHERE = "http://nowhere.test"


def chanced(items: list[Json], monkeypatch: pytest.MonkeyPatch) -> int:
    """Second steps on a service with these kites, where any other is not found."""

    def call(case: Any, *_: Any, **__: Any) -> Any:
        if case.operation.label == LIST:
            return answer(200, {"items": items})
        there = case.path_parameters["kite_id"] == "k-1"
        return answer(200, {"id": "k-1"}) if there else answer(404)

    monkeypatch.setattr(wandering, "call", call)
    return wander(contract(), NOWHERE, dict, wandering.AT_A_TIME).second_steps


def test_P01_rows_by_chance_go_along_the_links_and_one_without_a_second_step_is_seen(
    monkeypatch: pytest.MonkeyPatch,
):
    assert chanced([{"id": "k-1"}], monkeypatch) > 0
    assert chanced([], monkeypatch) == 0


def sought(service: str, monkeypatch: pytest.MonkeyPatch) -> tuple[list[tuple[str, str]], Run]:
    """Who called for which kite, where only Bo gets one, and only the second."""
    called, run = list[tuple[str, str]](), Run()

    def call(case: Any, run: Run, *_: Any, token: str, **__: Any) -> None:
        called.append((token, case.path_parameters["kite_id"]))
        run.answers[SHOW]["200" if called[-1] == ("bo", "k-2") else "404"] += 1

    monkeypatch.setattr(seeking, "call", call)
    things = {"s/kites": ["k-1", "k-2", "k-3"], "kites": ["k-9"], "other/kites": ["k-8"]}
    Seeker(service, NOWHERE, lambda: {SHOW: ["al", "bo", "cy"]}, things).seek(contract(), run, [SHOW])
    return called, run


def test_P01_what_never_went_well_is_tried_as_everybody_and_with_everything_until_it_does(
    monkeypatch: pytest.MonkeyPatch,
):
    called, run = sought("s", monkeypatch)
    assert called == [("al", "k-1"), ("al", "k-2"), ("al", "k-3"), ("bo", "k-1"), ("bo", "k-2")]
    assert run.fruitless([SHOW]) == []
    called, run = sought("t", monkeypatch)
    assert called == [("al", "k-9"), ("bo", "k-9"), ("cy", "k-9")]
    assert run.fruitless([SHOW]) == [SHOW]
