"""What operators and front-ends ask of every service: health, build, figures, code lists, contract."""

from tests.shared.app.small import client_of, small_service


async def test_health_and_build_are_told_to_everybody(client):
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    version = (await client.get("/version")).json()
    assert {name: version[name] for name in ("name", "version", "commit", "mode")} == {
        "name": "review",
        "version": "1.2.3",
        "commit": "abc123",
        "mode": "production",
    }


async def test_ready_means_that_the_database_is_at_the_migration_of_this_build(stored):
    assert (await stored.get("/readyz")).json() == {"status": "ok"}


async def test_a_service_whose_database_is_gone_is_alive_and_not_ready(tmp_path, things):
    async with things.engine.connect() as connection:
        await connection.close()
    unreachable = type(things).connect(
        "review", "postgresql+asyncpg://nobody@127.0.0.1:1/none", clock=things.clock
    )
    async with client_of(small_service(tmp_path, unreachable)) as client:
        assert (await client.get("/healthz")).status_code == 200
        answer = await client.get("/readyz")
        assert (answer.status_code, answer.json()["code"]) == (503, "not_ready")
        answer = await client.get("/review/v1/things")
        assert (answer.status_code, answer.json()["code"]) == (503, "database_silent")
        assert answer.headers["retry-after"] == "2"


async def test_figures_are_labelled_by_template_never_by_path(client):
    await client.get("/review/v1/things/018f0000-0000-7000-8000-000000000000?x=1")
    await client.get("/somebody/s/secret")
    text = (await client.get("/metrics")).text
    assert 'route="/review/v1/things/{thing}"' in text
    assert 'route="unmatched"' in text
    assert "018f0000" not in text
    assert "secret" not in text


async def test_P09_code_lists_have_labels_in_both_languages_and_are_cached(client):
    [summary] = (await client.get("/review/v1/code-lists")).json()["items"]
    assert (summary["name"], summary["size"]) == ("colours", 2)
    answer = await client.get("/review/v1/code-lists/colours")
    assert answer.json()["items"][0] == {"code": "red", "labels": {"zh-CN": "红", "en": "Red"}}
    again = await client.get(
        "/review/v1/code-lists/colours", headers={"If-None-Match": answer.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    assert (await client.get("/review/v1/code-lists/none")).json()["code"] == "code_list_unknown"
