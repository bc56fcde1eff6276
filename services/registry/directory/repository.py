"""Search and lists on tables without row-level security; officers join the protected row last."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import FromClause, Row, ScalarSelect, Select, false, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.registry.areas.repository import Regions
from services.registry.directory.errors import NotPublished
from services.registry.directory.models import OrganisationName, PublishedOrganisation
from services.registry.directory.schemas import PublishedOrganisationOut
from services.registry.standing.rules import Condition, OrganisationStatus
from services.registry.standing.schemas import standing_of
from shared.codes.kinds import EnterpriseCategory, OrganisationKind
from shared.db.ids import new_id
from shared.db.nested import nested
from shared.http.lists import Keyset, Page, PageQuery
from shared.text import bigrams, initials, pinyin_key, pinyin_sort_key, search_key

_P = PublishedOrganisation
_SHORT = 2
"""Queries up to here have no trigram: characters and pairs, of the name and its initials, answer them."""
_KEY, _SOUND, _ORDER = 200, 1600, 400
"""Folding may lengthen a name; keys are cut where their columns end."""

ORDER = Keyset({"name": _P.__table__.c.sort_key}, tie=_P.__table__.c.id, default="name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list of organisations may be narrowed by."""

    q: str | None = None
    region: str | None = None
    """Code of a region: it and all below it."""
    kinds: Collection[OrganisationKind] = field(default=())
    categories: Collection[EnterpriseCategory] = field(default=())
    industry: str | None = None
    certified: bool | None = None
    status: OrganisationStatus | None = None

    async def on(self, session: AsyncSession, statement: Select[Any]) -> Select[Any]:
        """The statement over published organisations, narrowed."""
        if self.q is not None:
            statement = statement.where(_P.id.in_(_named(self.q)))
        if self.region is not None:
            path = await Regions(session).path_of(self.region)
            statement = statement.where(_P.region_path.startswith(path, autoescape=True))
        if self.kinds:
            statement = statement.where(_P.kind.in_(self.kinds))
        if self.categories:
            statement = statement.where(_P.category.in_(self.categories))
        if self.industry is not None:
            statement = statement.where(_P.industry_code.startswith(self.industry, autoescape=True))
        if self.certified is not None:
            statement = statement.where(_P.certified_at.is_not(None) == self.certified)
        if self.status is not None:
            statement = statement.where(_P.status == self.status)
        return statement


def _named(q: str) -> Select[Any]:
    """Organisations whose present or former name matches by characters, sound or initials."""
    n, key = OrganisationName, search_key(q)
    if not key:
        return select(n.organisation_id).where(false())
    if len(key) <= _SHORT:
        return select(n.organisation_id).where(n.grams.contains([key]))
    found = [_contains(n.key, key)]
    if key.isascii():
        found += [_contains(n.pinyin, key), _contains(n.initials, key)]
    return select(n.organisation_id).where(or_(*found))


def _contains(column: Any, text: str) -> Any:
    return column.contains(text, autoescape=True)


def former_names(organisations: FromClause) -> ScalarSelect[Any]:
    """Names they went by before, latest first, in a column of a statement over organisations."""
    n = OrganisationName.__table__.c
    theirs = select(n.name).where(n.organisation_id == organisations.c.id, n.until_on.is_not(None))
    return nested(theirs.order_by(n.id.desc()), organisations)


@dataclass(frozen=True, slots=True)
class Directory:
    """Names of organisations, and what is published of them."""

    session: AsyncSession

    async def find(self, organisation_id: UUID) -> PublishedOrganisation | None:
        return await self.session.get(PublishedOrganisation, organisation_id)

    async def get(self, organisation_id: UUID, *, today: date) -> PublishedOrganisationOut:
        """What anybody may see of one organisation."""
        statement = select(*_P.__table__.c).where(_P.id == organisation_id)
        row = (await self.session.execute(statement)).one_or_none()
        if row is None:
            raise NotPublished
        return PublishedOrganisationOut.model_validate({**row._asdict(), **_judged(row, today)})

    async def list(self, page: PageQuery, filters: Filters, *, today: date) -> Page[PublishedOrganisationOut]:
        statement = await filters.on(self.session, select(*_P.__table__.c))
        return await page.of(
            self.session,
            statement,
            ORDER,
            PublishedOrganisationOut.model_validate,
            also=lambda row: _judged(row, today),
        )

    def add_name(self, organisation_id: UUID, name: str, day: date) -> OrganisationName:
        """A name with its keys, in use from a day on."""
        row = present_name(organisation_id, name, day)
        self.session.add(row)
        return row

    async def retire_name(self, organisation_id: UUID, day: date) -> None:
        """The present name becomes a former one; it still finds the organisation."""
        n = OrganisationName
        await self.session.execute(
            update(n).where(n.organisation_id == organisation_id, n.until_on.is_(None)).values(until_on=day)
        )


def present_name(organisation_id: UUID, name: str, day: date) -> OrganisationName:
    """A name with its keys, as it is written."""
    return OrganisationName(organisation_id=organisation_id, from_on=day, **name_keys(name))


def name_keys(name: str) -> dict[str, Any]:
    """The columns by which a name is found."""
    return {
        "id": new_id(),
        "name": name,
        "key": search_key(name)[:_KEY],
        "pinyin": pinyin_key(name)[:_SOUND],
        "initials": initials(name)[:_KEY],
        "grams": sorted({*bigrams(name), *bigrams(initials(name))}),
    }


def order_key(name: str) -> str:
    """Pinyin with tones for dictionary order, short enough for an index."""
    return pinyin_sort_key(name)[:_ORDER]


def _judged(row: Row[Any], today: date) -> Mapping[str, Any]:
    condition = Condition(
        dissolved=row.status is OrganisationStatus.DISSOLVED,
        certified=row.certified_at is not None,
        open_serious_incidents=row.open_serious_incidents,
        facts_filed_through=row.facts_filed_through,
    )
    return {"certified": row.certified_at is not None, "good_standing": standing_of(condition, today).good}
