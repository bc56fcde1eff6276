"""What a team would pick instead: Django with django-ninja or Django REST Framework, on the same tables.

They connect as the owner of the rows, without guard, row security or history: plainer than what they are held
against.
"""

import os
from typing import Any
from uuid import UUID, uuid4

import django
from django.http import HttpRequest

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.stacks.django_settings"
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - Django's modules want its settings first
from django.db import models, transaction  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402
from ninja import NinjaAPI, Schema  # noqa: E402
from rest_framework import serializers  # noqa: E402
from rest_framework.request import Request  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.views import APIView  # noqa: E402


class Organisation(models.Model):
    """The columns that the answers show."""

    id = models.UUIDField(primary_key=True)
    credit_code = models.CharField(max_length=18)
    name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=1600)
    kind = models.CharField(max_length=40)
    region_code = models.CharField(max_length=20)
    current_region = models.CharField(max_length=20)
    region_path = models.CharField(max_length=60)
    industry_code = models.CharField(max_length=4)
    industry_version = models.CharField(max_length=4)
    size_class = models.CharField(max_length=40, null=True)
    status = models.CharField(max_length=40)
    open_claims = models.IntegerField(default=0)
    open_serious_incidents = models.IntegerField(default=0)
    changed_on = models.DateField()
    revision = models.IntegerField(default=1)
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        app_label = "peers"
        db_table = "organisations"
        managed = False


class Person(models.Model):
    """People of an organisation."""

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(Organisation, models.DO_NOTHING, related_name="people")
    role = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    phone = models.CharField(max_length=40, null=True)
    from_on = models.DateField()
    region_path = models.CharField(max_length=60)
    version = models.IntegerField()
    created_at = models.DateTimeField()

    class Meta:
        app_label = "peers"
        db_table = "people"
        managed = False


class FormerName(models.Model):
    """Present and former names."""

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(Organisation, models.DO_NOTHING, related_name="names")
    name = models.CharField(max_length=200)
    until_on = models.DateField(null=True)

    class Meta:
        app_label = "peers"
        db_table = "organisation_names"
        managed = False


SHOWN = (
    "id credit_code name kind region_code current_region region_path industry_code industry_version "
    "size_class status version"
).split()


class PersonOut(Schema):
    """django-ninja's view of a person."""

    id: UUID
    role: str
    name: str
    phone: str | None = None


class ItemOut(Schema):
    """django-ninja's view of an organisation in a list."""

    id: UUID
    credit_code: str
    name: str
    kind: str
    region_code: str
    current_region: str
    region_path: str
    industry_code: str
    industry_version: str
    size_class: str | None = None
    status: str
    version: int


class OneOut(ItemOut):
    """django-ninja's view of one organisation."""

    people: list[PersonOut]
    former_names: list[str]


class PageOut(Schema):
    """django-ninja's page."""

    items: list[ItemOut]
    next_cursor: str


api = NinjaAPI(docs_url=None, openapi_url=None)


def _one(wanted: UUID) -> dict[str, Any]:
    found = Organisation.objects.get(pk=wanted)
    former = list(found.names.filter(until_on__isnull=False).values_list("name", flat=True))
    return {"organisation": found, "people": list(found.people.all()), "former_names": former}


def _page(after: str) -> list[Organisation]:
    rows = Organisation.objects.filter(
        region_path__startswith="37.3708.", kind="enterprise", sort_key__gt=after
    )
    return list(rows.order_by("sort_key", "id")[:51])


@api.get("/one/{wanted}", response=OneOut)
def ninja_one(request: HttpRequest, wanted: UUID) -> dict[str, Any]:
    """One organisation."""
    told = _one(wanted)
    shown = {name: getattr(told["organisation"], name) for name in SHOWN}
    return {**shown, "people": told["people"], "former_names": told["former_names"]}


@api.get("/list", response=PageOut)
def ninja_page(request: HttpRequest, after: str) -> dict[str, Any]:
    """Fifty organisations."""
    rows = _page(after)
    return {"items": rows[:50], "next_cursor": rows[-1].sort_key}


def _made(body: dict[str, Any]) -> Organisation:
    """Two rows where ours are six: neither history nor search keys nor idempotency."""
    contacts, today = body.pop("contacts"), timezone.now()
    place = {"current_region": body["region_code"], "region_path": "37.3708.370828."}
    with transaction.atomic():
        made = Organisation.objects.create(
            **body,
            **place,
            id=uuid4(),
            sort_key=body["name"],
            industry_version="2017",
            status="active",
            changed_on=today.date(),
            created_at=today,
            updated_at=today,
        )
        for who in contacts:
            Person.objects.create(
                **who,
                id=uuid4(),
                organisation=made,
                region_path=place["region_path"],
                role="contact",
                from_on=today.date(),
                version=1,
                created_at=today,
            )
    return made


class ContactIn(Schema):
    """django-ninja's contact."""

    name: str
    phone: str


class OrganisationIn(Schema):
    """django-ninja's request."""

    credit_code: str
    name: str
    kind: str
    region_code: str
    industry_code: str
    size_class: str
    contacts: list[ContactIn]


@api.post("/one", response={201: ItemOut})
def ninja_create(request: HttpRequest, body: OrganisationIn) -> tuple[int, Organisation]:
    """Register an organisation."""
    return 201, _made(body.dict())


class ContactView(serializers.Serializer):
    """REST Framework's contact."""

    name = serializers.CharField(max_length=60)
    phone = serializers.CharField(max_length=40)


class OrganisationView(serializers.Serializer):
    """REST Framework's request."""

    credit_code = serializers.CharField(max_length=18)
    name = serializers.CharField(max_length=200)
    kind = serializers.CharField(max_length=40)
    region_code = serializers.CharField(max_length=20)
    industry_code = serializers.CharField(max_length=4)
    size_class = serializers.CharField(max_length=40)
    contacts = ContactView(many=True)


class Register(APIView):
    """REST Framework: register an organisation."""

    def post(self, request: Request) -> Response:
        asked = OrganisationView(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(ItemView(_made(dict(asked.validated_data))).data, status=201)


class PersonView(serializers.ModelSerializer):
    """REST Framework's view of a person."""

    class Meta:
        model = Person
        fields = ("id", "role", "name", "phone")


class ItemView(serializers.ModelSerializer):
    """REST Framework's view of an organisation in a list."""

    class Meta:
        model = Organisation
        fields = SHOWN


class One(APIView):
    """REST Framework: one organisation."""

    def get(self, _request: Request, wanted: UUID) -> Response:
        told = _one(wanted)
        people = PersonView(told["people"], many=True).data
        shown = ItemView(told["organisation"]).data
        return Response({**shown, "people": people, "former_names": told["former_names"]})


class Page(APIView):
    """REST Framework: fifty organisations."""

    def get(self, request: Request) -> Response:
        rows = _page(request.query_params["after"])
        return Response({"items": ItemView(rows[:50], many=True).data, "next_cursor": rows[-1].sort_key})


urlpatterns = [
    path("ninja/", api.urls),
    path("drf/one/<uuid:wanted>", One.as_view()),
    path("drf/one", Register.as_view()),
    path("drf/list", Page.as_view()),
]
application = get_wsgi_application()
