"""The committed contract of every service is what its code says, valid, and compiles for a front-end."""

import json

import pytest
from openapi_spec_validator import validate

from shared.app.contract import contract_path, drift
from tests.architecture.tree import built_services
from tests.node import ran

SERVICES = built_services()
STRICTLY = (
    "--noEmit --strict --skipLibCheck --target es2022 --module esnext --moduleResolution bundler".split()
)


@pytest.mark.parametrize("service", SERVICES)
def test_P01_the_committed_contract_is_what_the_code_says(service):
    assert drift(f"services.{service}") == [], f"python -m shared.app.contract services.{service} --write"


@pytest.mark.parametrize("service", SERVICES)
def test_P01_the_committed_contract_is_a_valid_document(service):
    validate(json.loads(contract_path(f"services.{service}").read_text("utf-8")))


def test_P01_openapi_typescript_makes_types_of_every_contract_that_compile(toolbox):
    contracts = [str(contract_path(f"services.{service}")) for service in SERVICES]
    made = ran(["node", "types.mjs", *contracts], toolbox)
    assert made.returncode == 0, made.stderr
    sources = [f"{service}.ts" for service in SERVICES]
    compiled = ran(["node_modules/.bin/tsc", *STRICTLY, *sources], toolbox)
    assert compiled.returncode == 0, compiled.stdout


@pytest.mark.parametrize("service", SERVICES)
def test_P01_every_schema_is_called_by_a_name_of_its_own_as_generators_name_classes_by_titles(service):
    schemas = json.loads(contract_path(f"services.{service}").read_text("utf-8"))["components"]["schemas"]
    assert [name for name in schemas if "__" in name] == [], "a module is no name"
    titles = [schema.get("title", name) for name, schema in schemas.items()]
    assert sorted(titles) == sorted(set(titles))
