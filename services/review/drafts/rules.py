"""Where an application belongs, and which file is which material: decided on values alone."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from shared.codes.kinds import RecommendingBody
from shared.errors import FieldError

CITY_STEPS: Final = 2
"""Steps of a region path from the province to the city."""

MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def authority(body: RecommendingBody | None, region_path: str, *, owner: str) -> str:
    """Who recommends: the path of the city, or a division code (鲁商字〔2017〕24号 四（一）1, 3).

    In a programme whose owner region lies below a city, the owner itself.
    """
    if body is None or body.of_city:
        return max(".".join(region_path.split(".")[:CITY_STEPS]) + ".", owner, key=len)
    return body.value


def elsewhere(region_path: str, *, owner: str) -> list[FieldError]:
    """A programme is for applicants of the region that owns it."""
    if region_path.startswith(owner):
        return []
    return [FieldError("applicant_elsewhere", pointer="/organisation_id")]


def number(programme: str, round_code: str, serial: int) -> str:
    """IPB-2017-0001 for the first application of internet_plus_brand in the round 2017."""
    initials = "".join(word[0] for word in programme.split("_") if word).upper()
    return f"{initials}-{round_code}-{serial:04d}"


def not_admitted(
    kind: str, category: str | None, *, kinds: Collection[str], categories: Collection[str]
) -> list[FieldError]:
    """What speaks against an applicant of this kind and category (二（二）)."""
    faults = []
    if kind not in kinds:
        faults.append(_unlisted("/organisation_id", kinds))
    if category not in categories:
        faults.append(_unlisted("/category", categories))
    return faults


def _unlisted(pointer: str, expected: Iterable[object]) -> FieldError:
    return FieldError(
        "not_in_list", pointer=pointer, params={"expected": "、".join(str(each) for each in expected)}
    )


def unfit_material(key: str, media_type: str, *, admitted: Mapping[str, Collection[str]]) -> list[FieldError]:
    """Whether the edition knows the material, and takes it in this format; `admitted` lists both."""
    if key not in admitted:
        return [_unlisted("/key", admitted)]
    if media_type not in {MEDIA_TYPES[each] for each in admitted[key]}:
        expected = "、".join(admitted[key])
        return [FieldError("format_not_admitted", pointer="/file_id", params={"expected": expected})]
    return []
