"""The invented people of the demo: officers, experts, the body that decides."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deploy.demo import words
from deploy.demo.enterprises import PROVINCE, SEED, Enterprise, person_name
from shared.codes.regions import Regions
from shared.codes.roles import Role

EXPERTS = 24
MEMBERS = 5


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in, and the one binding that says what for."""

    subject: str
    name: str
    role: Role
    region: str | None = None
    division: str | None = None
    employer: str | None = None
    fields: tuple[str, ...] = ()
    advises: tuple[str, ...] = ()
    """Credit codes of applicants that an expert has advised, which makes a conflict."""


def officers() -> Iterator[Person]:
    """One per city, one per division, the programme's and the supervising body's."""
    source = random.Random(SEED + 1)  # noqa: S311  invented data, the same each time
    regions = Regions.shipped()
    for city in regions.cities(PROVINCE):
        path = regions.path(city.code)
        yield Person(f"officer-{city.code}", person_name(source), Role.CITY_OFFICER, region=path)
    province = regions.path(PROVINCE)
    for division in ("foreign_trade_division", "commerce_development_division"):
        name = person_name(source)
        yield Person(f"officer-{division}", name, Role.DIVISION_OFFICER, region=province, division=division)
    yield Person("programme-officer", person_name(source), Role.PROGRAMME_OFFICER, region=province)
    yield Person("supervisor", person_name(source), Role.SUPERVISOR, region=province)


def reporters(cities: Sequence[str], counties: Sequence[str]) -> Iterator[Person]:
    """A statistician in each city, and an officer in each county that reports."""
    source = random.Random(SEED + 4)  # noqa: S311  invented data, the same each time
    regions = Regions.shipped()
    for code in sorted({*cities, *(f"{county[:4]}00" for county in counties)}):
        path = regions.path(code)
        yield Person(f"statistician-{code}", person_name(source), Role.STATISTICIAN, region=path)
    for code in counties:
        path = regions.path(code)
        yield Person(f"officer-{code}", person_name(source), Role.COUNTY_OFFICER, region=path)


def recognition_body() -> Iterator[Person]:
    """Members and the chair."""
    source = random.Random(SEED + 2)  # noqa: S311  invented data, the same each time
    province = Regions.shipped().path(PROVINCE)
    for number in range(1, MEMBERS + 1):
        yield Person(f"member-{number}", person_name(source), Role.RECOGNITION_MEMBER, region=province)
    yield Person("chair", person_name(source), Role.RECOGNITION_CHAIR, region=province)


def experts(applicants: tuple[Enterprise, ...], count: int = EXPERTS) -> Iterator[Person]:
    """Experts with employer and fields; every third has advised somebody who applies."""
    source = random.Random(SEED + 3)  # noqa: S311  invented data, the same each time
    for number in range(1, count + 1):
        advised = source.sample(applicants, 2) if number % 3 == 0 else []
        yield Person(
            f"expert-{number:02d}",
            person_name(source),
            Role.EXPERT,
            employer=source.choice(words.EMPLOYERS),
            fields=tuple(sorted(source.sample(words.EXPERT_FIELDS, source.randint(1, 3)))),
            advises=tuple(each.credit_code for each in advised),
        )
