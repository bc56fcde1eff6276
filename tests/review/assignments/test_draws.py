"""Draws read again, and how far a round has come with its panels (V07)."""

from collections import Counter
from collections.abc import Callable

import httpx

from services.review.applications.models import Application
from services.review.panels.models import Panellist
from services.review.rounds.models import Round
from shared.codes.roles import Role
from shared.testing.tokens import Signer
from tests.review.assignments.conftest import Draws

Signs = Callable[..., dict[str, str]]
API = "/review/v1"


async def test_V07_a_draw_tells_what_went_in_and_what_each_panellist_carries(
    client: httpx.AsyncClient, drawn: Draws, a_round: Round, officer: Signs, panel: list[Panellist]
):
    made = await drawn()
    listed = await client.get(f"{API}/rounds/{a_round.id}/assignment-runs", headers=officer())
    (draw,) = listed.json()["items"]
    shown = await client.get(f"{API}/assignment-runs/{draw['id']}", headers=officer())
    assert shown.json() == draw
    assert (draw["applications"], draw["experts"], draw["kept"], draw["drawn"]) == (6, len(panel), 0, 18)
    assert draw["loads"] == Counter(str(each.panellist_id) for each in made)
    assert (draw["unmet"], draw["parameters"]["experts_per_application"]) == ({}, 3)


async def test_draws_are_listed_newest_first_and_the_later_one_kept_what_stood(
    client: httpx.AsyncClient, drawn: Draws, a_round: Round, officer: Signs
):
    await drawn()
    await drawn()
    path = f"{API}/rounds/{a_round.id}/assignment-runs"
    newest = (await client.get(f"{path}?limit=1", headers=officer())).json()
    older = (await client.get(f"{path}?cursor={newest['next_cursor']}", headers=officer())).json()
    kept = [(each["kept"], each["drawn"]) for each in [*newest["items"], *older["items"]]]
    assert kept == [(18, 0), (0, 18)]


async def test_a_draw_is_unknown_in_another_region_and_to_the_experts_drawn(
    client: httpx.AsyncClient, drawn: Draws, a_round: Round, officer: Signs, expert: Signs, *, as_: Signer
):
    (mine, *_) = await drawn()
    path = f"{API}/assignment-runs/{mine.draw_id}"
    elsewhere = as_(Role.PROGRAMME_OFFICER, region="35.")
    assert (await client.get(path, headers=elsewhere)).json()["code"] == "draw_not_found"
    others = await client.get(f"{API}/rounds/{a_round.id}/assignment-runs", headers=elsewhere)
    assert others.json() == {"items": []}
    assert (await client.get(path, headers=expert(mine.subject))).status_code == 403
    assert (await client.get(path, headers=officer())).status_code == 200


async def test_V07_the_state_of_the_panels_follows_every_declaration(
    client: httpx.AsyncClient,
    drawn: Draws,
    expert: Signs,
    a_round: Round,
    cases: list[Application],
    *,
    as_: Signer,
):
    seats = [each for each in await drawn() if each.application_id == cases[0].id]
    path, supervisor = f"{API}/rounds/{a_round.id}/panel", as_(Role.SUPERVISOR, region="37.")
    told = []
    for each in [None, *seats]:
        if each is not None:
            body, signed = {"action": "declare_clear"}, expert(each.subject, if_match=1)
            await client.post(f"{API}/assignments/{each.id}/actions", json=body, headers=signed)
        state = (await client.get(path, headers=supervisor)).json()
        told.append([state[key] for key in ("waiting_for_panel", "ready", "undeclared", "unscored")])
    assert told == [[6, 0, 18, 0], [6, 0, 17, 1], [6, 0, 16, 2], [5, 1, 15, 3]]
    assert (await client.get(path, headers=expert(seats[0].subject))).status_code == 403
