"""Whatever would be changed: nobody elsewhere changes what belongs here, nor is told that it exists.

The operations come from the contracts: one that is added is walked from its first day, and fails until the
story or `laid.py` makes what it is done to.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping

import httpx
import pytest

from deploy.demo.gateway import Actor
from shared.codes.roles import Role
from tests.journeys.people import bearer, problem_of
from tests.journeys.running import Running
from tests.security.live.cast import ROLES, Cast
from tests.security.live.changes import Change, changing
from tests.security.live.estate import UUID, Estate
from tests.security.standing import NOBODY, SERVICES

pytestmark = [pytest.mark.journeys, pytest.mark.long]
EACH = 9
"""Of the roles that a change open to all admits, and of those that another does not, every ninth is asked."""
TURNED_AWAY = {401, 403, 404, 422}
PUBLISHED = "anybody may know of it: "
BRAND = {(404, "organisation_not_found"): PUBLISHED + "a brand is public from its registration"}
ROUND = {(403, "run_by_another_region"): PUBLISHED + "rounds and notices are announced"}
PROGRAMME = {(403, "owned_by_another_region"): PUBLISHED + "a programme has its page"}
TITLE = {(403, "title_out_of_reach"): PUBLISHED + "the register of titles"}
DECISION = {(412, "stale_version"): PUBLISHED + "it is issued, and no step leads from there"}
FIGURE = {(403, "observation_out_of_reach"): PUBLISHED + "figures are"}
PRODUCT = {(403, "indication_out_of_reach"): PUBLISHED + "the register of indications"}
OTHERWISE: dict[str, Mapping[tuple[int, str], str]] = {
    "PATCH /registry/v1/brands/{brand_id}": BRAND,
    "POST /registry/v1/brands/{brand_id}/authorisations": BRAND,
    "POST /registry/v1/brands/{brand_id}/authorisations/{authorisation_id}/end": BRAND,
    "POST /registry/v1/certifications": {
        (404, "file_unknown"): PUBLISHED + "organisations are in a directory"
    },
    "POST /review/v1/programmes/{programme_id}/editions": PROGRAMME,
    "PUT /review/v1/programmes/{programme_id}/editions/{number}": PROGRAMME,
    "POST /review/v1/programmes/{programme_id}/editions/{number}/publication": PROGRAMME,
    **{
        f"POST /review/v1/rounds/{{round_id}}/{step}": ROUND
        for step in ("actions", "acceptances", "panellists", "assignment-runs", "review-starts", "score-runs")
    },
    "POST /review/v1/rounds": ROUND,
    "PUT /review/v1/rounds/{round_id}/deadlines/{step}": ROUND,
    "PUT /review/v1/rounds/{round_id}/quotas/recommended/{authority}": ROUND,
    "POST /review/v1/notices": ROUND,
    "POST /review/v1/notices/{notice_id}/actions": ROUND,
    "POST /review/v1/decisions": ROUND,
    "POST /review/v1/decisions/{decision_id}/actions": DECISION,
    "POST /review/v1/decisions/{decision_id}/approvals": DECISION,
    "POST /review/v1/decisions/{decision_id}/issue": DECISION,
    "POST /review/v1/titles/{title_id}/actions": TITLE,
    "POST /review/v1/certificates": TITLE,
    "POST /review/v1/rounds/{round_id}/recommendation-orders": {
        (403, "not_your_candidate"): "said of every candidate, whether it exists or not"
    },
    "POST /trademark/v1/marks/{mark_id}/events": {(422, "mark_unfit"): PUBLISHED + "the register of marks"},
    "PATCH /trademark/v1/indications/{indication_id}": PRODUCT,
    "POST /trademark/v1/indications/{indication_id}/forms": PRODUCT,
    "PATCH /trademark/v1/indications/{indication_id}/forms/{form_id}": PRODUCT,
    "POST /trademark/v1/indications/{indication_id}/authorisations": {
        (422, "user_authorisation_invalid"): PUBLISHED + "indications are, with their area"
    },
    "POST /metrics/v1/observations/{observation_id}/correction": FIGURE,
    "POST /metrics/v1/observations/{observation_id}/withdrawal": FIGURE,
    "POST /metrics/v1/report-windows/{window_id}/reports": {
        (422, "report_unfit"): PUBLISHED + "windows are announced, with the units that are asked"
    },
}
"""Other refusals than "unknown", each with the reason why it tells nothing."""
OFFICES: dict[str, str] = {
    "/identity/": "administrators look after all places",
    "/registry/v1/calendar/": "one calendar for the country",
    "/trademark/v1/goods-tables/": "one table of goods for the country",
    **dict.fromkeys(("/metrics/v1/targets/", "/metrics/v1/documents/"), "documents of the province"),
}
"""Where an office has no place, so that nobody in it is a stranger."""
SIGNED = "/content"
"""The bytes of an upload: opened by the signature of an address, not by an identifier."""
RESTING = {
    "POST /registry/v1/experts/{expert_id}/relations/{relation_id}/end": "no relation of an expert is laid",
}
"""What lies behind something that is laid, and is itself not there: those with a right are told so."""
OPEN = {"POST /review/v1/notice-entries/{entry_id}/objections": "anybody may object while a notice runs"}
TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = '{service}' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relname !~ '^(refusals|feed_cursors|pgqueuer.*|sign_ins)$' ORDER BY 1
"""
ROWS = """
SELECT '{table}', count(*), md5(string_agg(t::text, ',' ORDER BY t::text))
FROM {service}.{table} t WHERE t::text ~ '{ours}'
"""
"""How many rows of a table name something of ours, and what they are; refusals are written down."""

Verdict = tuple[int, str]


async def ask(change: Change, actor: Actor, known: Mapping[str, str]) -> httpx.Response:
    request = change.request(known)
    headers = {**request.pop("headers"), **await bearer(actor)}
    return await actor.gateway.send(
        change.operation.method, change.address(known), headers=headers, **request
    )


def verdict(answer: httpx.Response) -> Verdict:
    if answer.is_success:
        return answer.status_code, answer.text[:200]
    problem = problem_of(answer)
    return answer.status_code, problem["code"]


def asked(change: Change, cast: Cast) -> Iterator[tuple[Role, Actor]]:
    """Everybody there whom the change admits, or some of them where it admits all."""
    admitted = [role for role in ROLES if change.admits(role)]
    few = admitted[:: EACH if len(admitted) == len(ROLES) else 1]
    yield from ((role, cast.person(role)) for role in few)


def unknown(known: Mapping[str, str]) -> dict[str, str]:
    """The same names of lists, with what nothing has."""
    nobody = str(NOBODY)
    return {name: nobody if len(value) == len(nobody) else value for name, value in known.items()}


def walked(service: str) -> Iterator[Change]:
    """What can be done to something, by those who have a place."""
    for change in changing(service):
        placed = not any(change.operation.path.startswith(office) for office in OFFICES)
        opened = change.operation.asks is None or change.operation.path.endswith(SIGNED)
        if placed and not opened and str(change) not in OPEN:
            yield change


async def opens(change: Change, estate: Estate) -> Verdict | None:
    """What the first of those with a right to it is told who gets as far as the version."""
    for actor in estate.rightful(change):
        told = verdict(await ask(change, actor, estate.known))
        if told[0] not in TURNED_AWAY:
            return told
    return None


def rows_of(platform: Running, service: str, ours: Iterable[str]) -> list[list[str]]:
    """What every table holds of ours."""
    tables = [row[0] for row in platform.sql(service, TABLES.format(service=service))]
    pattern = "|".join(sorted(each for each in ours if UUID.fullmatch(each)))
    asked = [ROWS.format(service=service, table=table, ours=pattern) for table in tables]
    return platform.sql(service, " UNION ALL ".join(asked))


def is_told_nothing(change: Change, real: Verdict, invented: Verdict) -> bool:
    """Foreign and unknown are the same 404, but for what is published."""
    return (real == invented and real[0] == 404) or real in OTHERWISE.get(str(change), {})


@pytest.mark.parametrize("service", SERVICES)
async def test_P03_nobody_elsewhere_changes_what_belongs_here_or_learns_of_it(
    service: str, estate: Estate, elsewhere: Cast, platform: Running
):
    before = rows_of(platform, service, estate.secrets)
    told: dict[str, tuple[Verdict, Verdict]] = {}

    async def try_it(change: Change, role: Role, actor: Actor) -> None:
        real = verdict(await ask(change, actor, estate.known))
        invented = verdict(await ask(change, actor, unknown(estate.known)))
        if not is_told_nothing(change, real, invented):
            told[f"{role}: {change}"] = (real, invented)

    changes = [each for each in walked(service) if each.names_something(estate.known)]
    await asyncio.gather(
        *(try_it(change, *somebody) for change in changes for somebody in asked(change, elsewhere))
    )
    assert told == {}
    assert rows_of(platform, service, estate.secrets) == before


@pytest.mark.parametrize("service", SERVICES)
async def test_P03_whoever_has_not_the_role_is_refused_alike_for_ones_own_and_for_nothing(
    service: str, estate: Estate, here: Cast, platform: Running
):
    before = rows_of(platform, service, estate.secrets)
    let_in: dict[str, tuple[Verdict, Verdict]] = {}

    async def try_it(change: Change, role: Role) -> None:
        actor = here.person(role)
        found = (
            verdict(await ask(change, actor, estate.known)),
            verdict(await ask(change, actor, unknown(estate.known))),
        )
        if found != ((403, "role_missing"), (403, "role_missing")):
            let_in[f"{role}: {change}"] = found

    guarded = [each for each in changing(service) if each.operation.asks is not None]
    await asyncio.gather(
        *(
            try_it(change, role)
            for place, change in enumerate(guarded)
            for role in [each for each in ROLES if not change.admits(each)][place % EACH :: EACH]
        )
    )
    assert let_in == {}
    assert rows_of(platform, service, estate.secrets) == before


@pytest.mark.parametrize("service", SERVICES)
async def test_P03_those_with_a_right_to_it_are_told_that_they_saw_an_older_version(
    service: str, estate: Estate
):
    """So that strangers are refused for who they are, and the walk knocks at doors that are there."""
    told = {
        str(change): await opens(change, estate)
        for change in walked(service)
        if change.takes_version and change.names_something(estate.known)
    }
    assert {name for name, found in told.items() if found is None} <= RESTING.keys()
    assert {name: found for name, found in told.items() if found is not None and found[0] < 400} == {}


@pytest.mark.parametrize("service", SERVICES)
async def test_P03_every_change_has_something_that_it_could_be_done_to(service: str, estate: Estate):
    bare = {str(each) for each in walked(service) if not each.is_seeded(estate.known)}
    assert bare == set(), "lay something for it in laid.py"
