"""Under which licences the packages stand, as the page `docs/licences.md`."""

import re
from collections.abc import Mapping, Sequence
from importlib import metadata

from deploy.audit.packages import Package, Source, Use
from deploy.audit.policy import Policy

INTRODUCTION = """# Licences of what Lupin uses

Made by `make licences` from the lock files and from what the packages say of themselves; `make audit` keeps
it current. Lupin itself stands under the Apache License 2.0. Of all this only what is for the browser is in
the repository; the rest is fetched by whoever installs.
"""
_ROW = re.compile(r"\| (?P<name>\S+) \| (?P<version>\S+) \| (?P<source>\S+) \| (?P<licence>[^|]+) \|")
_AROUND = re.compile(r"^\(([^()]*)\)$")
_TOKEN = re.compile(r"\(|\)|[\w.+-]+")


class LicenceUnknownError(ValueError):
    """Neither the package nor the policy says which licence it is."""


def installed(package: Package) -> str:
    """The licence that an installed package tells, in its own words; empty where it is not installed."""
    try:
        told = metadata.metadata(package.name)
    except metadata.PackageNotFoundError:
        return ""
    said = {name: told[name].strip() for name in ("Version", "License-Expression", "License") if name in told}
    if said["Version"] != package.version:
        return ""
    if expression := said.get("License-Expression"):
        return expression
    short = said.get("License", "")
    if short and "\n" not in short and len(short) < 40:  # noqa: PLR2004 - longer is the text, not the name
        return short
    classes = [each for each in told.get_all("Classifier", []) if each.startswith("License ::")]
    return " OR ".join(each.rpartition(" :: ")[2] for each in classes) or "not told"


def licence_of(package: Package, policy: Policy, listed: Mapping[tuple[str, str], str]) -> str:
    """The licence as an expression of SPDX identifiers."""
    if package.name in policy.told:
        return policy.told[package.name]
    said = package.licence or installed(package)
    if not said:
        return listed.get((package.name, package.version), "") or _unknown(package)
    return _AROUND.sub(r"\1", policy.spelled.get(said, said))


def _unknown(package: Package) -> str:
    raise LicenceUnknownError(
        f"{package} tells no licence here: `make licences` installs it, or `told` in the policy says it"
    )


def allowed(expression: str, licences: frozenset[str]) -> bool:
    """Whether one may choose such that only these licences apply; AND binds closer than OR."""
    tokens = _TOKEN.findall(expression)

    def either() -> bool:
        held = both()
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            held = both() or held
        return held

    def both() -> bool:
        held = one()
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            held = one() and held
        return held

    def one() -> bool:
        if not tokens:
            return False
        if (token := tokens.pop(0)) != "(":
            return token in licences
        held = either()
        return bool(tokens) and tokens.pop(0) == ")" and held

    return either() and not tokens


def faults(rows: Mapping[Package, str], policy: Policy) -> list[str]:
    """Packages whose licence may not stay, and permissions that nothing uses."""
    foreign = {each for each, licence in rows.items() if not allowed(licence, policy.licences)}
    names = {each.name for each in foreign}
    return [
        *(
            f"{each}: {rows[each]} is not allowed"
            for each in sorted(foreign)
            if each.name not in policy.allowed_anyway
        ),
        *(
            f"{name} is allowed anyway, and needs no such leave"
            for name in policy.allowed_anyway.keys() - names
        ),
    ]


def listed(page: str) -> dict[tuple[str, str], str]:
    """What a page says, for packages that are not installed here, such as those of benchmarks."""
    return {(row["name"], row["version"]): row["licence"].strip() for row in _ROW.finditer(page)}


def page(rows: Mapping[Package, str], policy: Policy) -> str:
    """The whole page."""
    parts = [INTRODUCTION, *(_chapter(use, rows) for use in Use)]
    leaves = [f"- **{name}**: {' '.join(why.split())}" for name, why in policy.allowed_anyway.items()]
    parts.append("## Allowed for a reason\n\n" + "\n".join(leaves) + "\n")
    return "\n".join(parts)


def _chapter(use: Use, rows: Mapping[Package, str]) -> str:
    own: Sequence[Package] = sorted(each for each in rows if each.use is use)
    lines = [f"| {each.name} | {each.version} | {each.source} | {rows[each]} |" for each in own]
    head = f"## For the {use.value}" if use is not Use.DEV else "## For development"
    return "\n".join([head, "", "| package | version | from | licence |", "|---|---|---|---|", *lines, ""])


def missing(packages: Sequence[Package], policy: Policy) -> list[Package]:
    """Packages of Python that are not installed here and that the policy does not know."""
    return [
        each
        for each in packages
        if each.source is Source.PYPI and each.name not in policy.told and not installed(each)
    ]
