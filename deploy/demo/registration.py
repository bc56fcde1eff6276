"""Chapter one: people sign in, two hundred enterprises are imported, claimed and certified."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import xlsxwriter

from deploy.demo.enterprises import Enterprise, Fate
from deploy.demo.gateway import Actor, Gateway, Json
from deploy.demo.lists import XLSX, read_list
from deploy.demo.people import Person, experts, officers, recognition_body
from deploy.demo.progress import Stage
from shared.codes.lists import code_list

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
"""The smallest document that is one: the papers of invented people are blank."""
SECURITY = "security-administrator"
PROGRAMME = "programme-officer"
TEN_THOUSAND = 10_000


@dataclass
class Cast:
    """Everybody in the story, and the identifiers under which the services know them."""

    enterprises: Sequence[Enterprise]
    invited: int
    """How many experts are invited."""
    organisations: dict[str, Json] = field(default_factory=dict)
    """Registry's organisation by credit code."""
    experts: dict[str, Person] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    """Identity's person by the subject that signs in."""
    import_report: Json = field(default_factory=dict)

    def applicant(self, enterprise: Enterprise) -> str:
        """The subject of the person who acts for an enterprise."""
        return f"applicant-{enterprise.credit_code}"

    def organisation(self, enterprise: Enterprise) -> str:
        return str(self.organisations[enterprise.credit_code]["id"])


@dataclass(frozen=True, slots=True)
class Registration:
    """Fills identity and registry."""

    gateway: Gateway
    stage: Stage
    cast: Cast

    async def play(self) -> None:
        """Import, claims, incidents, experts: in this order."""
        await self._import()
        await self._certify()
        await self._incidents()
        await self._experts()

    async def enrol_officials(self) -> None:
        """Who acts for the authorities; before anything else."""
        people = [*officers(), *recognition_body()]
        with self.stage.chapter("官员与评审机构登录账号 Officials enrolled", len(people)):
            await self._enrol([enrolment(person) for person in people])

    async def _enrol(self, people: list[Json]) -> None:
        administrator = self.gateway.person(SECURITY)
        for start in range(0, len(people), 100):
            batch = people[start : start + 100]
            answer = await administrator.post("/identity/v1/people/enrolments", {"people": batch})
            self.cast.people.update({each["subject"]: each["id"] for each in answer["items"]})

    async def _import(self) -> None:
        officer = self.gateway.person(PROGRAMME)
        with self.stage.chapter("导入企业名单 Workbook imported", len(self.cast.enterprises)):
            workbook = _workbook(self.cast.enterprises)
            file_id = await officer.upload("registry", "备选企业名单.xlsx", workbook, XLSX)
            asked, path = {"file_id": file_id, "on_error": "skip"}, "/registry/v1/imports"
            dry = await read_list(officer, path, {**asked, "mode": "validate"})
            wet = await read_list(officer, path, {**asked, "mode": "apply"})
            self.cast.import_report = {"dry_run": dry, "applied": wet}
            ours = {each.credit_code for each in self.cast.enterprises}
            async for each in officer.items("/registry/v1/organisations"):
                if each["credit_code"] in ours:
                    self.cast.organisations[each["credit_code"]] = each

    async def _certify(self) -> None:
        claiming = [each for each in self.cast.enterprises if each.fate is not Fate.UNCERTIFIED]
        await self._enrol([self._claimant(each) for each in self.cast.enterprises])
        with self.stage.chapter("企业认证 Claimed and certified", len(claiming)) as chapter:
            await chapter.each(claiming, self._claim)
        await self._enrol([self._claimant(each, bound=True) for each in self.cast.enterprises])

    def _claimant(self, enterprise: Enterprise, *, bound: bool = False) -> Json:
        """The person of an enterprise, who acts for it once the claim has been looked at."""
        roles = (
            [{"role": "applicant", "organisation_id": self.cast.organisation(enterprise)}] if bound else []
        )
        return {
            "provider": "demo",
            "subject": self.cast.applicant(enterprise),
            "display_name": enterprise.contact,
            "roles": roles,
        }

    async def _claim(self, enterprise: Enterprise) -> None:
        person = Actor(self.gateway, self.cast.applicant(enterprise))
        licence = await person.upload(
            "registry", "营业执照.pdf", PDF + enterprise.credit_code.encode(), "application/pdf"
        )
        claim = await person.post(
            "/registry/v1/certifications",
            {
                "organisation_id": self.cast.organisation(enterprise),
                "statement": "本人受法定代表人委托，办理品牌创建申报。",
                "evidence": [licence],
            },
        )
        officer = self.gateway.person(f"officer-{enterprise.city}")
        await officer.post(
            f"/registry/v1/certifications/{claim['id']}/actions",
            {"action": "verify"},
            version=claim["version"],
        )

    async def _incidents(self) -> None:
        hurt = [each for each in self.cast.enterprises if each.fate is Fate.SERIOUS_INCIDENT]
        with self.stage.chapter("记录重大事件 Incidents recorded", len(hurt)) as chapter:
            await chapter.each(hurt, self._incident)

    async def _incident(self, enterprise: Enterprise) -> None:
        organisation = self.cast.organisations[enterprise.credit_code]
        officer = self.gateway.person(f"officer-{enterprise.city}")
        seen = await officer.get(f"/registry/v1/organisations/{organisation['id']}")
        await officer.post(
            f"/registry/v1/organisations/{organisation['id']}/incidents",
            {
                "kind": "quality",
                "level": "major",
                "occurred_on": f"{self.cast.enterprises[0].years[-1].year}-05-04",
                "description": "产品监督抽查不合格，已责令召回（演示数据）。",
                "source": "演示〔2026〕1号",
            },
            version=seen["version"],
        )

    async def _experts(self) -> None:
        invited = list(experts(tuple(self.cast.enterprises), self.cast.invited))
        self.cast.experts = {each.subject: each for each in invited}
        await self._enrol([enrolment(person) for person in invited])
        with self.stage.chapter("专家入库 Experts registered", len(invited)) as chapter:
            await chapter.each(invited, self._expert)

    async def _expert(self, person: Person) -> None:
        officer = self.gateway.person(PROGRAMME)
        expert = await officer.post(
            "/registry/v1/experts",
            {
                "subject": self.cast.people[person.subject],
                "name": person.name,
                "region_code": "370100",
                "employer_name": person.employer,
                "fields": list(person.fields),
            },
        )
        for code in person.advises:
            await officer.post(
                f"/registry/v1/experts/{expert['id']}/relations",
                {
                    "organisation_id": self.cast.organisations[code]["id"],
                    "kind": "advises",
                    "from_on": f"{self.cast.enterprises[0].years[0].year}-01-01",
                },
            )


def enrolment(person: Person) -> Json:
    """A person as identity enrols one, with the one role."""
    role: Json = {"role": person.role.value, "region_path": person.region, "division": person.division}
    return {
        "provider": "demo",
        "subject": person.subject,
        "display_name": person.name,
        "roles": [{name: value for name, value in role.items() if value is not None}],
    }


HEADERS = (
    *("统一社会信用代码*", "企业名称*", "组织类型", "所在地区*", "推荐类别", "行业代码*", "企业规模"),
    *("是否开展电商", "法定代表人", "联系人", "联系电话", "品牌名称", "品牌性质", "主要市场"),
    *("年度", "年销售额（万元）", "网络销售额（万元）", "出口额（万元）", "税收（万元）", "职工人数"),
)
"""As departments write them; the service knows the synonyms."""


def _workbook(enterprises: Sequence[Enterprise]) -> bytes:
    """One row an enterprise and year, and two rows that no office would accept."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("企业名单")
    sheet.write_row(0, 0, HEADERS)
    for number, row in enumerate(_rows(enterprises), start=1):
        sheet.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


def _rows(enterprises: Sequence[Enterprise]) -> Iterator[list[str | int | float]]:
    kinds, categories, sizes = (
        code_list(name) for name in ("organisation_kinds", "enterprise_categories", "size_classes")
    )
    for each in enterprises:
        brand = "" if each.fate is Fate.WITHOUT_BRAND else each.brand
        for year in each.years:
            yield [
                *(each.credit_code, each.name, kinds.label(each.kind), each.region.code),
                *(categories.label(each.category), each.industry, sizes.label(each.size), "是"),
                *(each.representative, each.contact, each.phone, brand),
                "自有品牌" if brand else "",
                "内销和出口" if year.exports else "内销",
                year.year,
                *(float(v / TEN_THOUSAND) for v in (year.sales, year.online_sales, year.exports, year.taxes)),
                year.staff,
            ]
    yield ["91370000000000000A", "校验位不对的企业", "企业", "370100", "", "13", "小型", "是"]
    yield ["", "没有信用代码的企业", "企业", "370100", "", "13", "小型", "是"]
