"""Every query on targets; all of it is public."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics.aims.schemas import FormalTarget
from services.metrics.policies.models import Document
from services.metrics.targets.errors import TargetNotFound
from services.metrics.targets.models import Target, TargetEdition
from services.metrics.targets.schemas import TargetDetail, TargetEditionOut, TargetOut
from shared.http.lists import Keyset, Page, PageQuery

_T, _E = Target.__table__.c, TargetEdition.__table__.c
_ORDER = Keyset(
    {"document": _T.document_code, "place": _T.place, "code": _T.code}, tie=_T.id, default="document,place"
)


@dataclass(frozen=True, slots=True)
class Targets:
    """Targets, each with its newest edition."""

    session: AsyncSession

    async def list(self, page: PageQuery, *, document: str | None, region: str | None) -> Page[TargetOut]:
        """A page of targets."""
        statement = newest()
        if document is not None:
            statement = statement.where(_T.document_code == document)
        if region is not None:
            statement = statement.where(_T.region_code == region)
        return await page.of(self.session, statement, _ORDER, target_out)

    async def all(self) -> Sequence[TargetOut]:
        """Every target: some dozens, for the tick that judges them."""
        rows = await self.session.execute(newest().order_by(_T.document_code, _T.place))
        return [target_out(row) for row in rows]

    async def of(self, document: str) -> Sequence[TargetOut]:
        """The targets of one document, in its order; none when there is no such document."""
        rows = await self.session.execute(
            newest().where(_T.document_code == document).order_by(_T.place, _T.id)
        )
        return [target_out(row) for row in rows]

    async def documents(self) -> Mapping[str, str]:
        """By which document each target is set."""
        rows = await self.session.execute(select(_T.code, _T.document_code))
        return {row.code: row.document_code for row in rows}

    async def show(self, code: str) -> TargetOut:
        row = (await self.session.execute(newest().where(_T.code == code))).one_or_none()
        if row is None:
            raise TargetNotFound
        return target_out(row)

    async def detail(self, target_id: UUID) -> TargetDetail:
        """A target with all its editions."""
        shown = target_out((await self.session.execute(newest().where(_T.id == target_id))).one())
        statement = select(*_E).where(_E.target_id == target_id).order_by(_E.number.desc())
        rows = (await self.session.execute(statement)).all()
        return TargetDetail(**dict(shown), editions=[_edition_out(row) for row in rows])

    async def find(self, code: str, *, lock: bool = False) -> Target | None:
        statement = select(Target).where(Target.code == code)
        found: Target | None = await self.session.scalar(statement.with_for_update() if lock else statement)
        return found

    async def get(self, code: str, *, lock: bool = False) -> Target:
        found = await self.find(code, lock=lock)
        if found is None:
            raise TargetNotFound
        return found

    async def places(self, document: str) -> int:
        """The place of the next target of a document."""
        highest = await self.session.scalar(
            select(func.max(Target.place)).where(Target.document_code == document)
        )
        return 0 if highest is None else highest + 1

    async def add(self, *rows: Target | TargetEdition) -> None:
        self.session.add_all(rows)
        await self.session.flush()


def _issued() -> Any:
    """The day, or the year, of the newest edition of the document."""
    d = Document
    latest = select(d.issued).where(d.code == _T.document_code).order_by(d.edition.desc()).limit(1)
    return latest.scalar_subquery().label("document_issued")


def newest() -> Select[Any]:
    """Targets joined to their newest edition."""
    return select(
        *_T, _issued(), _E.clause, _E.wording, _E.reading, _E.formal, _E.sentence, _E.sha256
    ).join_from(Target, TargetEdition, and_(_E.target_id == _T.id, _E.number == _T.edition))


def target_out(row: Row[Any]) -> TargetOut:
    return TargetOut(
        id=row.id,
        code=row.code,
        document_code=row.document_code,
        document_issued=row.document_issued,
        region_code=row.region_code,
        edition=row.edition,
        clause=row.clause,
        text=row.wording,
        reading=row.reading,
        formal=FormalTarget.model_validate(row.formal),
        sentence=row.sentence,
        sha256=row.sha256.hex(),
        version=row.version,
    )


def _edition_out(row: Row[Any]) -> TargetEditionOut:
    return TargetEditionOut(
        number=row.number,
        clause=row.clause,
        text=row.wording,
        reading=row.reading,
        formal=FormalTarget.model_validate(row.formal),
        sentence=row.sentence,
        sha256=row.sha256.hex(),
        created_at=row.created_at,
    )
