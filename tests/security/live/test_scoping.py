"""Whatever is asked, and however: nobody elsewhere is shown what belongs here, nor told that it exists.

The lists, records and exports come from the contracts: one that is added is walked from its first day, and
fails until the story or `laid.py` puts something in it.
"""

from collections.abc import Callable, Iterator, Mapping

import httpx
import pytest

from deploy.demo.gateway import Actor, Json
from tests.journeys.people import problem_of
from tests.security.live.cast import ROLES, Cast
from tests.security.live.estate import UUID, Estate, ask
from tests.security.live.offers import Kind, Offer, reading
from tests.security.live.strangers import public_part, strangers
from tests.security.standing import NOBODY, SERVICES

pytestmark = pytest.mark.journeys
OFFERS = {str(each): each for each in reading()}
LISTS = [name for name, each in OFFERS.items() if each.kind is Kind.LIST]
WHOLE = [*LISTS, *(name for name, each in OFFERS.items() if "format" in each.query)]
"""Lists by the page, and as files."""
NAMED = [name for name, each in OFFERS.items() if each.slots]
QUIET = {
    "GET /identity/v1/openid/providers": "the story signs in at the demo's own",
    "GET /identity/v1/tickets/platforms": "the story signs in at the demo's own",
    "GET /identity/v1/acting-relations": "nobody acts by ticket in the story",
    "GET /identity/v1/acting-relations/mine": "nobody acts by ticket in the story",
    "GET /review/v1/objections/{objection_id}/progress": "read with the receipt of the objector alone",
    "GET /registry/v1/files/{file_id}/content": "opened by the signature of a link, not by an identifier",
    "GET /metrics/v1/discrepancies": "the counts of the story are those of their owners",
    "GET /trademark/v1/goods-tables": "no table of goods is loaded in the story",
}
"""What may show nothing at the end of the story, each with the reason."""
FLOOR = ("code-lists", "changes", "jobs", "files", "webhooks")
"""What every service has from the floor: shown in one, it is proved for all."""
PAGED = [name for name in LISTS if "cursor" in OFFERS[name].query]
SINGLE = {
    "GET /identity/v1/revocations": "only services of the house follow it, and none of them is a stranger",
    "GET /metrics/v1/jobs": "of the floor, and tried in review; rebuilding all facts twice would be dear",
    **{name: reason for name, reason in QUIET.items() if name in PAGED},
}
"""Lists of which nobody on this platform can hand a cursor over, each with the reason."""

COUNTED: dict[str, tuple[str, Callable[[Json], int]]] = {
    "GET /review/v1/worklist/counts": (
        "GET /review/v1/worklist",
        lambda told: sum(each["waiting"] for each in told["items"]),
    ),
    "GET /review/v1/rounds/{round_id}/counts": (
        "GET /review/v1/applications",
        lambda told: sum(told["by_state"].values()),
    ),
}
"""Counts by kind or state, each with the list that it counts and the sum of what it tells."""


def questions(estate: Estate, offer: Offer) -> Iterator[dict[str, str]]:
    """The plain list, counted; each filter with what is ours; and a search for our name."""
    plain = offer.parameters
    yield plain | ({"include_total": "true"} if "include_total" in offer.query else {})
    ours = {
        "organisation_id": estate.known["organisations"],
        "owner": estate.known["organisations"],
        "holder_id": estate.known["organisations"],
        "region": estate.cast.place.region_path.rstrip(".").rpartition(".")[2],
        "q": estate.cast.place.holder,
        **{f"{name}_id": estate.known[f"{name}s"] for name in ("application", "round", "programme")},
    }
    yield from (plain | {name: value} for name, value in ours.items() if name in offer.query)


@pytest.mark.parametrize("name", OFFERS)
async def test_P03_somebody_with_a_right_to_it_is_shown_something(name: str, estate: Estate):
    service = OFFERS[name].operation.service
    rest = name.partition("/v1/")[2]
    same = {name} | {
        f"GET /{each}/v1/{rest}" for each in (SERVICES if rest.startswith(FLOOR) else (service,))
    }
    assert same & (estate.answered | set(QUIET)), "lay something for it in laid.py"


@pytest.mark.parametrize("name", WHOLE)
async def test_P03_no_list_shows_or_counts_what_belongs_elsewhere(name: str, estate: Estate, elsewhere: Cast):
    offer = OFFERS[name]
    if not estate.is_reachable(offer):
        return
    path, gateway, shown = estate.address(offer), elsewhere.gateway, {}
    for params in questions(estate, offer):
        public = await public_part(estate, offer, path, params)
        for role, actor in strangers(offer, elsewhere):
            answer = await ask(gateway, actor, path, params)
            foreign = estate.secrets & set(UUID.findall(answer.text)) - public
            if foreign or answer.status_code >= 500 or _overcounted(answer):
                shown[f"{role} {params}"] = (answer.status_code, foreign, answer.text[:300])
    assert shown == {}


def _overcounted(answer: httpx.Response) -> bool:
    """A total of more than is shown, where all is on one page."""
    paged = answer.headers.get("content-type", "").split(";")[0] == "application/json"
    said = answer.json() if paged and answer.status_code == httpx.codes.OK else {}
    return "total" in said and "next_cursor" not in said and said["total"] != len(said["items"])


@pytest.mark.parametrize("name", [each for each in PAGED if each not in SINGLE])
async def test_P03_a_cursor_of_somebody_else_shows_nothing_of_theirs(
    name: str, estate: Estate, elsewhere: Cast
):
    offer = OFFERS[name]
    path, gateway, shown = estate.address(offer), elsewhere.gateway, {}
    params = await _behind_the_first(estate, offer, path)
    assert params is not None, "nobody is shown two rows, and no cursor is tried: lay a second in second.py"
    public = await public_part(estate, offer, path, params)
    for role, actor in strangers(offer, elsewhere):
        answer = await ask(gateway, actor, path, params)
        foreign = estate.secrets & set(UUID.findall(answer.text)) - public
        if foreign or answer.status_code not in {200, 404, 422}:
            shown[role] = (answer.status_code, foreign)
    assert shown == {}


async def _behind_the_first(estate: Estate, offer: Offer, path: str) -> Mapping[str, str] | None:
    """How what stands behind the first row is asked for, by one of those with a right to it who see it.

    Where the list has shown something of ours, by one who sees it there, if anybody does.
    """
    first = offer.parameters | ({"limit": "1"} if "limit" in offer.query else {})
    holds_ours = not estate.secrets.isdisjoint(UUID.findall(str(estate.shown.get(str(offer)))))
    found: Mapping[str, str] | None = None
    for actor in estate.rightful(offer):
        cursor = (await _page(estate, actor, path, first)).get("next_cursor")
        rest = offer.parameters | {"cursor": str(cursor)}
        items = (await _page(estate, actor, path, rest))["items"] if cursor is not None else ()
        found = found or (rest if items else None)
        if items and not (holds_ours and estate.secrets.isdisjoint(UUID.findall(str(items)))):
            return rest
    return found


async def _page(estate: Estate, actor: Actor, path: str, params: Mapping[str, str]) -> Json:
    """Nothing, if it is refused."""
    answer = await ask(estate.cast.gateway, actor, path, params)
    shown: Json = answer.json() if answer.status_code == httpx.codes.OK else {"items": []}
    return shown


@pytest.mark.parametrize("name", COUNTED)
async def test_P03_what_is_counted_for_a_caller_is_what_the_caller_is_shown(
    name: str, estate: Estate, here: Cast, elsewhere: Cast
):
    counts, (listed, summed) = OFFERS[name], COUNTED[name]
    rows = OFFERS[listed].parameters | {"include_total": "true"}
    rows |= {"round_id": estate.known["rounds"]} if "round_id" in OFFERS[listed].query else {}
    told = {}
    for cast, role in [(cast, role) for cast in (here, elsewhere) for role in ROLES if counts.admits(role)]:
        actor = cast.person(role)
        counted = await ask(cast.gateway, actor, estate.address(counts), {})
        shown = await ask(cast.gateway, actor, estate.address(OFFERS[listed]), rows)
        told[f"{cast.prefix} {role}"] = (summed(counted.json()), shown.json()["total"])
    assert {who: each for who, each in told.items() if each[0] != each[1]} == {}
    assert max(told.values()) > (0, 0)


@pytest.mark.parametrize("name", NAMED)
async def test_P03_a_guessed_identifier_is_answered_as_one_that_nothing_has(
    name: str, estate: Estate, elsewhere: Cast
):
    offer = OFFERS[name]
    named = offer.identified(estate.known)
    if not estate.is_reachable(offer) or estate.secrets.isdisjoint(named.values()):
        return
    invented = {slot: str(NOBODY) if value in estate.secrets else value for slot, value in named.items()}
    real, unknown = offer.address(named), offer.address(invented)
    if (await elsewhere.gateway.send("GET", real, params=offer.parameters)).status_code == httpx.codes.OK:
        return  # published: anybody may know it
    told = {}
    for role, actor in strangers(offer, elsewhere):
        verdicts = [
            _verdict(await ask(elsewhere.gateway, actor, path, offer.parameters)) for path in (real, unknown)
        ]
        if verdicts[0] != verdicts[1]:
            told[role] = verdicts
    assert told == {}


def _verdict(answer: httpx.Response) -> tuple[int, str, str]:
    """What a refusal says; what is no refusal is told as it came."""
    if answer.status_code == httpx.codes.OK:
        return 200, "shown", answer.text[:300]
    problem = problem_of(answer)
    return problem["status"], problem["code"], problem["detail"]
