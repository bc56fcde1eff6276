"""Which operations the gateway lets pass without a token."""

import json
from pathlib import Path

import pytest

from services.gateway import public
from services.gateway.routes import PUBLIC_PATHS, SERVICES

CONTRACT = {
    "paths": {
        "/review/v1/titles": {
            "get": {"security": []},
            "post": {"security": [{"lupin": ["review:title:write"]}]},
        },
        "/review/v1/applications": {"get": {"security": [{"lupin": ["review:application:read"]}]}},
        "/readyz": {"get": {"security": []}},
    }
}


def test_only_operations_without_a_scope_are_public() -> None:
    assert public.public_paths(CONTRACT) == {"/review/v1/titles": ["GET"]}


def test_the_committed_table_is_what_the_contracts_say() -> None:
    services = Path(public.__file__).parents[1]
    if not all((services / name / "openapi.json").exists() for name in SERVICES):
        pytest.skip("a service has no committed contract yet")
    assert PUBLIC_PATHS.read_text(encoding="utf-8") == public.rendered(services)


def test_the_table_follows_a_contract(tmp_path: Path) -> None:
    (tmp_path / "review").mkdir()
    (tmp_path / "review" / "openapi.json").write_text(json.dumps(CONTRACT))
    assert "/review/v1/titles:\n  - GET" in public.rendered(tmp_path)
