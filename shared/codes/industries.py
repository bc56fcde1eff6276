"""Industry codes of GB/T 4754: deeper codes are told by their shipped division."""

import re
from typing import Final

from shared.codes.lists import Entry, code_list
from shared.errors.faults import Fault

_CODE: Final = re.compile("[0-9]{2,4}")


def division_of(code: str) -> Entry:
    """The division (two digits) that a two- to four-digit code lies in; raises `industry_unknown`."""
    industries = code_list("industries")
    if not _CODE.fullmatch(code) or code[:2] not in industries:
        raise Fault("industry_unknown")
    return industries.get(code[:2])


def section_of(code: str) -> Entry:
    """The section (a letter) above a code of any depth; raises `industry_unknown`."""
    industries = code_list("industries")
    if len(code) == 1 and code in industries:
        return industries.get(code)
    return industries.get(division_of(code).parent or "")
