"""The roles of the house: one enumeration for guards, workflow tables, bindings and documentation."""

from enum import StrEnum


class Role(StrEnum):
    """Who acts. A person or client holds a role through a binding to an organisation, region or programme."""

    APPLICANT = "applicant"
    COUNTY_OFFICER = "county_officer"
    CITY_OFFICER = "city_officer"
    ZONE_OFFICER = "zone_officer"
    DIVISION_OFFICER = "division_officer"
    PROGRAMME_OFFICER = "programme_officer"
    DEPARTMENT_OFFICER = "department_officer"
    AREA_MANAGER = "area_manager"
    EDITOR = "editor"
    AGENCY = "agency"
    FINANCIER = "financier"
    RECOGNITION_MEMBER = "recognition_member"
    RECOGNITION_CHAIR = "recognition_chair"
    SUPERVISOR = "supervisor"
    FINANCE_OFFICER = "finance_officer"
    FINANCE_APPROVER = "finance_approver"
    EXPERT = "expert"
    INSTITUTION = "institution"
    SERVICE_OPERATOR = "service_operator"
    ENFORCEMENT_OFFICER = "enforcement_officer"
    INSPECTOR = "inspector"
    STATISTICIAN = "statistician"
    AUDITOR = "auditor"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"
    AUDIT_ADMINISTRATOR = "audit_administrator"
    SIBLING = "sibling"
    """A service of the house that reads another's facts."""
    CLOCK = "clock"
    """Time itself: a deadline that passes acts in this role."""
    PUBLIC = "public"


OFFICERS = frozenset({Role.COUNTY_OFFICER, Role.CITY_OFFICER, Role.ZONE_OFFICER, Role.PROGRAMME_OFFICER})
"""Those who look after a region; "all" means all below it."""
