"""What an answer hands on is good for the next call: each link of a contract is followed, in rows."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pytest
import requests
from schemathesis.core.transport import Response
from schemathesis.openapi import from_dict

from shared.app.links import link
from shared.codes.roles import Role
from tests.journeys.running import Running
from tests.security.live.admitted import tokens_of
from tests.security.live.contracts import contract_of, prepared
from tests.security.live.estate import Estate
from tests.security.live.sequences import Own, Walk
from tests.security.standing import SERVICES

pytestmark = [pytest.mark.journeys, pytest.mark.littering, pytest.mark.long]
ROW = 3
"""Calls of which each was made with what the one before had answered, in every service."""


@pytest.mark.parametrize("service", SERVICES)
async def test_P01_whoever_follows_the_links_of_answers_meets_no_fault_and_nothing_outside_the_contract(
    service: str, platform: Running, held: Mapping[Role, str], estate: Estate
):
    contract, tokens = prepared(service, estate.known), tokens_of(service, held)
    walk = await asyncio.to_thread(Walk.of(contract, platform.url, lambda: tokens).follow)
    assert walk.run.faults == []
    assert walk.second_steps != []
    assert walk.longest >= ROW


KITES, KITE = "/s/v1/kites", "/s/v1/kites/{kite_id}"
LIST, SHOW, REMOVE = f"GET {KITES}", f"GET {KITE}", f"DELETE {KITE}"


def contract() -> dict[str, Any]:
    """Of a service that exists in this test only, with the links that the house adds."""
    text = {"type": "string"}
    item = {"type": "object", "properties": {"id": text}}
    items = {"type": "object", "properties": {"items": {"type": "array", "items": item}}}
    slot = {"name": "kite_id", "in": "path", "required": True, "schema": text}
    made: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "s", "version": "1"},
        "components": {"schemas": {}},
    }
    shown = {"200": {"description": "", "content": {"application/json": {"schema": item}}}}
    listed = {"200": {"description": "", "content": {"application/json": {"schema": items}}}}
    made["paths"] = {
        KITES: {"get": {"operationId": "list_kites", "responses": listed}},
        KITE: {
            "get": {"operationId": "show_kite", "parameters": [slot], "responses": shown},
            "delete": {
                "operationId": "remove_kite",
                "parameters": [slot],
                "responses": {"204": {"description": ""}},
            },
        },
    }
    link(made)
    return made


def answer(status: int, told: Any = None) -> Response:
    request = requests.Request("GET", "http://nowhere.test").prepare()
    content, kind = json.dumps(told).encode(), {"content-type": ["application/json"]}
    return Response(status, kind, content, request, elapsed=0.0, verify=False)


def followed(answers: Mapping[str, Response], monkeypatch: pytest.MonkeyPatch) -> tuple[Walk, list[str]]:
    """With these answers, and 404 to all else; what was called, with which kite."""
    walk, called = Walk.of(contract(), "http://nowhere.test", dict), list[str]()

    def call(case: Any) -> Response:
        called.append(f"{case.operation.label} {case.path_parameters.get('kite_id', '')}".strip())
        return answers.get(case.operation.label, answer(404))

    monkeypatch.setattr(walk, "_call", call)
    return walk.follow(), called


def test_P01_a_step_is_made_with_what_the_one_before_was_answered(monkeypatch: pytest.MonkeyPatch):
    answers = {LIST: answer(200, {"items": [{"id": "k-1"}]}), SHOW: answer(200, {"id": "k-1"})}
    walk, called = followed(answers, monkeypatch)
    assert called == [LIST, f"{SHOW} k-1", f"{REMOVE} k-1"]
    assert walk.second_steps == [f"{LIST} -> {SHOW}"]
    assert walk.followed == {f"{LIST} -> {SHOW}": True, f"{SHOW} -> {REMOVE}": False}
    assert walk.longest == 2


def test_P01_a_run_without_a_second_step_is_seen(monkeypatch: pytest.MonkeyPatch):
    walk, called = followed({LIST: answer(200, {"items": []})}, monkeypatch)
    assert LIST in called
    assert (walk.second_steps, walk.longest) == ([], 1)


def test_P01_what_was_removed_and_still_answers_is_a_fault(monkeypatch: pytest.MonkeyPatch):
    answers = {LIST: answer(200, {"items": [{"id": "k-1"}]}), SHOW: answer(200), REMOVE: answer(204)}
    walk, called = followed(answers, monkeypatch)
    assert called[-1] == f"{SHOW} k-1"
    assert [str(fault) for fault in walk.run.faults] == [f"{SHOW}: 200 for what was removed"]


def test_P01_of_what_callers_live_by_a_run_changes_only_what_it_has_made():
    operations = {
        each.ok().label: each.ok() for each in from_dict(contract_of("identity")).get_all_operations()
    }
    disable, show = "POST /identity/v1/clients/{client_id}/disable", "GET /identity/v1/clients/{client_id}"
    own = Own()
    own.learn(answer(200, {"client_id": "c-1"}))
    own.learn(answer(201, {"client_id": "c-2"}))
    assert own.spares(operations[disable], {"client_id": "c-1"})
    assert own.spares(operations[disable], {})
    assert not own.spares(operations[disable], {"client_id": "c-2"})
    assert not own.spares(operations[show], {"client_id": "c-1"})
