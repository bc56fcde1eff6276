"""Two hundred invented enterprises: who they are, what they earn, how good they really are.

The same seed gives the same enterprises. What the programme may know is in the facts; `quality` is what the
invented experts see when they look closely, and `fate` what the invented people of the story do.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from deploy.demo import words
from shared.codes.credit_code import make_from
from shared.codes.kinds import EnterpriseCategory
from shared.codes.regions import Region, RegionLevel, Regions

SEED = 2017
PROVINCE = "370000"
ENTERPRISES = 200
CRITERIA = ("brand_strength", "online_capability", "product_quality", "growth", "commitment")
CITY_WITH_A_CROWD = "370600"
"""Yantai sends more than its places, so that the city quota is seen at work."""

_MIX = (
    (EnterpriseCategory.REGIONAL_ORIGIN_AGRICULTURE, 90, words.AGRICULTURE),
    (EnterpriseCategory.EXPORT_ENTERPRISE, 50, words.EXPORT),
    (EnterpriseCategory.TIME_HONOURED_BRAND, 30, words.TIME_HONOURED),
    (EnterpriseCategory.GROWING_INTERNET_BRAND, 30, words.INTERNET),
)
_CROWD = 27


class Fate(StrEnum):
    """What becomes of an application before the experts see it."""

    ORDINARY = "ordinary"
    UNCERTIFIED = "uncertified"
    WITHOUT_BRAND = "without_brand"
    WITHOUT_ONLINE_SALES = "without_online_sales"
    SERIOUS_INCIDENT = "serious_incident"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    NOT_RECOMMENDED = "not_recommended"
    NEVER_SUBMITTED = "never_submitted"


_FATES = {
    Fate.UNCERTIFIED: 4,
    Fate.WITHOUT_BRAND: 3,
    Fate.WITHOUT_ONLINE_SALES: 5,
    Fate.SERIOUS_INCIDENT: 3,
    Fate.CORRECTED: 8,
    Fate.WITHDRAWN: 3,
    Fate.NOT_RECOMMENDED: 4,
    Fate.NEVER_SUBMITTED: 2,
}


@dataclass(frozen=True, slots=True)
class Year:
    """Figures of one year, in yuan and persons."""

    year: int
    sales: Decimal
    online_sales: Decimal
    exports: Decimal
    taxes: Decimal
    staff: int
    brand_spend: Decimal


@dataclass(frozen=True, slots=True)
class Enterprise:
    """One applicant of the demo."""

    name: str
    credit_code: str
    kind: str
    region: Region
    category: EnterpriseCategory
    industry: str
    size: str
    representative: str
    contact: str
    phone: str
    brand: str
    product: str
    years: tuple[Year, ...]
    quality: Mapping[str, float]
    fate: Fate
    form: Mapping[str, object] = field(default_factory=dict)

    @property
    def city(self) -> str:
        """Code of the city it lies in."""
        return self.region.code[:4] + "00"


def enterprises(latest_year: int, count: int = ENTERPRISES) -> tuple[Enterprise, ...]:
    """The enterprises with figures of the three years up to `latest_year`."""
    source = random.Random(SEED)  # noqa: S311  invented data, the same each time
    places = list(_places(source, count))
    fates = _fates(source, count)
    kinds = [(category, trades) for category, share, trades in _MIX for _ in range(share)]
    source.shuffle(kinds)
    names: set[str] = set()
    made = []
    for index in range(count):
        category, trades = kinds[index % len(kinds)]
        maker = _Maker(source, index, places[index], category, fates[index])
        made.append(maker.make(source.choice(trades), names, latest_year))
    return tuple(made)


def person_name(source: random.Random) -> str:
    """A surname and one or two syllables."""
    return source.choice(words.SURNAMES) + "".join(source.sample(words.GIVEN, source.randint(1, 2)))


def _places(source: random.Random, count: int) -> Iterator[Region]:
    regions = Regions.shipped()
    cities = regions.cities(PROVINCE)
    for index in range(count):
        crowd = index < _CROWD * count // ENTERPRISES
        city = regions.get(CITY_WITH_A_CROWD) if crowd else cities[index % len(cities)]
        counties = [r for r in regions.children(city.code) if r.level is RegionLevel.COUNTY]
        yield source.choice(counties) if counties else city


def _fates(source: random.Random, count: int) -> list[Fate]:
    special = [fate for fate, share in _FATES.items() for _ in range(max(share * count // ENTERPRISES, 1))]
    fates = (special + [Fate.ORDINARY] * count)[:count]
    source.shuffle(fates)
    return fates


@dataclass(frozen=True, slots=True)
class _Maker:
    """Invents one enterprise out of the shared source of chance."""

    source: random.Random
    index: int
    region: Region
    category: EnterpriseCategory
    fate: Fate

    def make(self, trade: tuple[str, str, str], names: set[str], latest_year: int) -> Enterprise:
        suffix, industry, product = trade
        cooperative = suffix == "果业" and self.index % 3 == 0
        brand = self._brand(names)
        city = Regions.shipped().get(self.region.code[:4] + "00").name.removesuffix("市")
        ending = "农民专业合作社" if cooperative else "有限公司"
        size = self.source.choices(("large", "medium", "small", "micro"), (1, 3, 5, 1))[0]
        quality = self._quality()
        return Enterprise(
            name=f"{city}{brand}{suffix}{ending}",
            credit_code=make_from(
                "93" if cooperative else "91", self.region.code, f"{80_000_000 + self.index * 37}"
            ),
            kind="cooperative" if cooperative else "enterprise",
            region=self.region,
            category=self.category,
            industry=industry,
            size=size,
            representative=person_name(self.source),
            contact=person_name(self.source),
            phone=str(19_800_000_000 + self.index * 7),
            brand=brand,
            product=product,
            years=tuple(self._years(latest_year, size, quality)),
            quality=quality,
            fate=self.fate,
            form=self._form(brand, product, quality),
        )

    def _brand(self, names: set[str]) -> str:
        free = [f + s for f in words.FIRST for s in words.SECOND if f != s and f + s not in names]
        brand = self.source.choice(free)
        names.add(brand)
        return brand

    def _quality(self) -> dict[str, float]:
        middle = self.source.gauss(68, 11)
        return {name: min(max(self.source.gauss(middle, 6), 25), 98) for name in CRITERIA}

    def _years(self, latest: int, size: str, quality: Mapping[str, float]) -> Iterator[Year]:
        scale = {"large": 400, "medium": 80, "small": 18, "micro": 3}[size] * 1_000_000
        sales = scale * self.source.uniform(0.6, 1.4)
        growth = 1 + (quality["growth"] - 55) / 200
        online = 0.0 if self.fate is Fate.WITHOUT_ONLINE_SALES else quality["online_capability"] / 250
        exports = (
            self.source.uniform(0.3, 0.8) if self.category is EnterpriseCategory.EXPORT_ENTERPRISE else 0.0
        )
        for year in range(latest - 2, latest + 1):
            yield Year(
                year=year,
                sales=_yuan(sales),
                online_sales=_yuan(sales * online),
                exports=_yuan(sales * exports),
                taxes=_yuan(sales * 0.04),
                staff=max(int(sales / 650_000), 5),
                brand_spend=_yuan(sales * self.source.uniform(0.002, 0.02)),
            )
            sales *= growth * self.source.uniform(0.96, 1.04)

    def _form(self, brand: str, product: str, quality: Mapping[str, float]) -> dict[str, object]:
        fund = _yuan(quality["commitment"] * 10_000)
        return {
            "brand_name": brand,
            "brand_story": f"“{brand}”以{product}为主，坚持自有品牌，线上线下并进，服务口碑逐年提升。",
            "online_channels": sorted(self.source.sample(words.CHANNELS, self.source.randint(1, 4))),
            "leader": "总经理",
            "team_size": max(int(quality["commitment"] / 6), 2),
            "dedicated_fund_yuan": str(fund),
            "brand_plan": "三年内建成自有电商渠道，提升品牌知名度。",
            "needs": sorted(self.source.sample(words.NEEDS, self.source.randint(1, 4))),
        }


def _yuan(amount: float) -> Decimal:
    return Decimal(round(amount)).quantize(Decimal("0.01"))
