"""What a sibling freezes: all facts of an organisation in one answer."""

from shared.codes.roles import Role
from shared.db.ids import new_id
from shared.testing.database import Statements
from tests.registry.conftest import JINING, YANTAI


async def test_a_sibling_reads_everything_at_once_and_the_version_tells_of_any_change(client, as_, register):
    known = await register()
    path, sibling = f"/registry/v1/organisations/{known['id']}", as_(Role.SIBLING, region="")
    first = (await client.get(f"{path}/dossier", headers=sibling)).json()
    assert first["organisation"]["credit_code"] == known["credit_code"]
    assert first["standing"]["good"] is False
    assert "people" not in first
    await client.post(
        f"{path}/yearly-facts/2026",
        json={"facts": [{"kind": "sales", "value": "5"}], "source": "department"},
        headers=as_(Role.CITY_OFFICER, region=JINING),
    )
    await client.post(
        "/registry/v1/brands",
        json={
            "organisation_id": known["id"],
            "name": "蒜都红",
            "kind": "product",
            "origin": "own",
            "markets": ["domestic"],
        },
        headers=as_(Role.CITY_OFFICER, region=JINING),
    )
    second = (await client.get(f"{path}/dossier", headers=sibling)).json()
    assert second["version"] == first["version"] + 2
    assert [fact["kind"] for fact in second["yearly_facts"]] == ["sales"]
    assert [brand["name"] for brand in second["brands"]] == ["蒜都红"]


async def test_an_unchanged_dossier_is_not_sent_again(client, as_, register):
    known = await register()
    path, headers = f"/registry/v1/organisations/{known['id']}/dossier", as_(Role.SIBLING, region="")
    tag = (await client.get(path, headers=headers)).headers["ETag"]
    again = await client.get(path, headers={**headers, "If-None-Match": tag})
    assert again.status_code == 304


async def test_many_are_read_in_as_many_questions_as_one(client, as_, register, database):
    ids = [(await register())["id"] for _ in range(4)]
    headers, sent = as_(Role.SIBLING, region=""), []
    for wanted in (ids[:1], ids):
        with Statements(database) as statements:
            answer = await client.post(
                "/registry/v1/organisations/dossiers", json={"ids": wanted}, headers=headers
            )
        assert [item["id"] for item in answer.json()["items"]] == wanted
        sent.append(len(statements.sent))
    assert sent[0] == sent[1]


async def test_what_lies_elsewhere_is_missing(client, as_, register):
    here, there = await register(), await register(region_code="370602")
    stranger = str(new_id())
    answer = await client.post(
        "/registry/v1/organisations/dossiers",
        json={"ids": [there["id"], here["id"], stranger]},
        headers=as_(Role.CITY_OFFICER, region=JINING),
    )
    assert [item["id"] for item in answer.json()["items"]] == [here["id"]]
    assert answer.json()["missing"] == [there["id"], stranger]
    elsewhere = await client.get(
        f"/registry/v1/organisations/{here['id']}/dossier", headers=as_(Role.CITY_OFFICER, region=YANTAI)
    )
    assert elsewhere.status_code == 404
