"""The audit from the shell: `python -m deploy.audit`, whole or one part of it."""

import argparse
import os
import sys

from deploy.audit import licences
from deploy.audit.advisories import SERVICE, ask
from deploy.audit.packages import Package, all_packages
from deploy.audit.policy import Policy
from deploy.audit.verdict import judge
from deploy.local.places import CHECKOUT
from shared.time.clock import instant

PARTS = ["all", "advisories", "licences", "missing", "write-licences"]
PAGE = CHECKOUT / "docs/licences.md"


def advisories(packages: list[Package], policy: Policy) -> list[str]:
    """Asks the service, tells what is let pass, and gives what is not."""
    answers = ask(packages, os.environ.get("LUPIN_AUDIT_SERVICE", SERVICE))
    verdict = judge(packages, answers, policy, today=instant().date())
    print(f"Advisories: {verdict.audited} of {len(packages)} packages audited")
    for remark in verdict.remarks:
        print(f"  {remark}")
    return verdict.failures


def read_licences(packages: list[Package], policy: Policy) -> dict[Package, str]:
    """The licence of every package; what is not installed is taken from the page."""
    known = licences.listed(PAGE.read_text("utf-8")) if PAGE.exists() else {}
    return {each: licences.licence_of(each, policy, known) for each in packages}


def check_licences(packages: list[Package], policy: Policy) -> list[str]:
    """What may not stay, and whether the page is current."""
    rows = read_licences(packages, policy)
    found = licences.faults(rows, policy)
    if not PAGE.exists() or PAGE.read_text("utf-8") != licences.page(rows, policy):
        found.append("docs/licences.md is not what the lock files say: make licences")
    print(f"Licences: {len(rows)} packages, {len(policy.allowed_anyway)} allowed for a reason")
    return found


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m deploy.audit", description=__doc__)
    parser.add_argument("what", nargs="?", choices=PARTS, default="all")
    what = parser.parse_args().what
    policy = Policy.read()
    packages = all_packages(CHECKOUT, policy.copied)
    failures: list[str] = []
    if what == "missing":
        print(*(f"{each.name}=={each.version}" for each in licences.missing(packages, policy)))
        return 0
    try:
        if what == "write-licences":
            PAGE.write_text(licences.page(read_licences(packages, policy), policy), "utf-8")
        if what in {"all", "advisories"}:
            failures += advisories(packages, policy)
        if what in {"all", "licences"}:
            failures += check_licences(packages, policy)
    except licences.LicenceUnknownError as unknown:
        failures.append(str(unknown))
    for failure in failures:
        print(f"FAILED: {failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
