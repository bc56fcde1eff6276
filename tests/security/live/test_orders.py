"""In whatever order a list is asked for: the order, too, tells nothing of what belongs elsewhere.

The orders come from the lists themselves: a refused `sort` names those that there are.
"""

import re
from collections.abc import Iterator

import httpx
import pytest

from deploy.demo.gateway import Actor
from tests.journeys.people import bearer, problem_of
from tests.security.live.cast import Cast
from tests.security.live.estate import UUID, Estate, ask
from tests.security.live.offers import Kind, Offer, reading
from tests.security.live.strangers import public_part, strangers

pytestmark = pytest.mark.journeys
OFFERS = {str(each): each for each in reading()}
SORTED = [name for name, each in OFFERS.items() if each.kind is Kind.LIST and "sort" in each.query]
UNHEARD_OF = "none_of_these"
NAMED = re.compile(r"sorted by: (.*)\.$")
MASK = "*"
DAYS = ("_at", "_on")
"""Endings of members that nothing masks."""
PLACE = "its place in a published document"
OTHERWISE: dict[str, dict[str, str]] = {
    "GET /metrics/v1/clauses": {"document": PLACE},
    "GET /metrics/v1/tasks": {"document": PLACE, "place": PLACE},
    "GET /metrics/v1/targets": {"document": PLACE, "place": PLACE},
    "GET /review/v1/assignments": {"number": "shown as application_number"},
    "GET /review/v1/rounds/{round_id}/assignments": {"number": "shown as application_number"},
}
"""Orders that no member of an item is called by, each with what tells as much."""


async def orders(estate: Estate, offer: Offer) -> list[str]:
    """By which the list can be asked; the tests share what was told once."""
    name = str(offer)
    if name not in estate.orders:
        estate.orders[name] = await _told(estate, offer)
    return estate.orders[name]


async def _told(estate: Estate, offer: Offer) -> list[str]:
    """What its refusal of another order tells whoever may read it."""
    asked = offer.parameters | {"sort": UNHEARD_OF}
    for actor in estate.rightful(offer):
        headers = {**await bearer(actor), "Accept-Language": "en"}
        answer = await estate.cast.gateway.send("GET", estate.address(offer), params=asked, headers=headers)
        if answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY:
            (told,) = problem_of(answer)["errors"]
            found = NAMED.search(told["detail"])
            assert found is not None, told
            return found[1].split(", ")
    raise AssertionError(f"nobody is told by what {offer} can be sorted")


@pytest.mark.parametrize("name", SORTED)
async def test_P03_a_list_is_sorted_by_what_it_shows_and_by_nothing_else(name: str, estate: Estate):
    """Or its order would tell what an item keeps to itself; an id of version 7 tells when a row was made."""
    offer = OFFERS[name]
    told = offer.members | set(OTHERWISE.get(name, ())) | ({"created_at"} if "id" in offer.members else set())
    assert set(await orders(estate, offer)) <= told


@pytest.mark.parametrize("name", SORTED)
async def test_P03_rows_that_look_alike_behind_a_mask_stand_in_the_order_of_their_identifiers(
    name: str, estate: Estate
):
    """Two who are both shown as 王* are not sorted by what the mask hides."""
    offer = OFFERS[name]
    asked = [each for each in await orders(estate, offer) if not each.endswith(DAYS)]
    for actor in estate.rightful(offer):
        if not await _sees_masks(estate, offer, actor):
            continue
        for order in asked:
            params = offer.parameters | {"sort": order}
            answer = await ask(estate.cast.gateway, actor, estate.address(offer), params)
            found = answer.json()["items"] if answer.status_code == httpx.codes.OK else []
            masked = [each for each in found if MASK in str(each.get(order, ""))]
            for alike in {each[order] for each in masked}:
                own = [each["id"] for each in masked if each[order] == alike]
                assert own == sorted(own), f"{order}: {alike}"


async def _sees_masks(estate: Estate, offer: Offer, actor: Actor) -> bool:
    """Whether a mask stands anywhere in the list, which is the same list in every order; or it has more."""
    answer = await ask(estate.cast.gateway, actor, estate.address(offer), offer.parameters)
    if answer.status_code != httpx.codes.OK:
        return False
    return MASK in answer.text or "next_cursor" in answer.json()


@pytest.mark.parametrize("name", SORTED)
async def test_P03_in_no_order_a_list_shows_or_counts_what_belongs_elsewhere(
    name: str, estate: Estate, elsewhere: Cast
):
    offer = OFFERS[name]
    path, told = estate.address(offer), {}
    for params in [offer.parameters | each for each in _asked(offer, await orders(estate, offer))]:
        public = await public_part(estate, offer, path, params)
        for role, actor in strangers(offer, elsewhere):
            answer = await ask(elsewhere.gateway, actor, path, params)
            foreign = estate.secrets & set(UUID.findall(answer.text)) - public
            if foreign or answer.status_code not in {200, 404}:
                told[f"{role} {params}"] = (answer.status_code, foreign, answer.text[:300])
    assert told == {}


def _asked(offer: Offer, names: list[str]) -> Iterator[dict[str, str]]:
    """Each order both ways, and all at once."""
    for name in names:
        yield {"sort": name}
        yield {"sort": f"-{name}"}
    yield {"sort": ",".join(names)}


def test_P03_nothing_is_expanded_before_expansions_are_walked():
    """No operation takes `expand` yet: the first that does brings its walk along."""
    assert [name for name, each in OFFERS.items() if "expand" in each.query] == []
