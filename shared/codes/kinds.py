"""Codes on which the program branches; labels and sources stand in the code lists of the same name."""

from enum import StrEnum


class OrganisationKind(StrEnum):
    """Who takes part in a programme (R01)."""

    ENTERPRISE = "enterprise"
    INDIVIDUAL_TRADER = "individual_trader"
    COOPERATIVE = "cooperative"
    VILLAGE_COLLECTIVE = "village_collective"
    AREA_BODY = "area_body"
    ASSOCIATION = "association"
    SERVICE_INSTITUTION = "service_institution"
    COMPREHENSIVE_PROVIDER = "comprehensive_provider"
    PLATFORM = "platform"
    BANK = "bank"
    GUARANTOR = "guarantor"
    INVESTOR = "investor"
    ACADEMIA = "academia"
    GOVERNMENT = "government"
    RECOGNITION_BODY = "recognition_body"
    TRADEMARK_AGENCY = "trademark_agency"
    MEDIA = "media"


class EnterpriseCategory(StrEnum):
    """The four recommended categories of enterprise (鲁商字〔2017〕24号 二（二）)."""

    REGIONAL_ORIGIN_AGRICULTURE = "regional_origin_agriculture"
    EXPORT_ENTERPRISE = "export_enterprise"
    TIME_HONOURED_BRAND = "time_honoured_brand"
    GROWING_INTERNET_BRAND = "growing_internet_brand"


class RecommendingBody(StrEnum):
    """Who recommends a category (鲁商字〔2017〕24号 四（一）); a department of a city, or a division."""

    CITY_COMMERCE_DEPARTMENT = "city_commerce_department"
    CITY_QUALITY_DEPARTMENT = "city_quality_department"
    FOREIGN_TRADE_DIVISION = "foreign_trade_division"
    COMMERCE_DEVELOPMENT_DIVISION = "commerce_development_division"

    @classmethod
    def of(cls, category: EnterpriseCategory) -> "RecommendingBody":
        """Export goes to foreign trade, time-honoured to commerce development, the other two to the city."""
        return {
            EnterpriseCategory.EXPORT_ENTERPRISE: cls.FOREIGN_TRADE_DIVISION,
            EnterpriseCategory.TIME_HONOURED_BRAND: cls.COMMERCE_DEVELOPMENT_DIVISION,
        }.get(category, cls.CITY_COMMERCE_DEPARTMENT)

    @property
    def of_city(self) -> bool:
        """Whether each city has one; a division recommends for the whole province."""
        return self in {self.CITY_COMMERCE_DEPARTMENT, self.CITY_QUALITY_DEPARTMENT}


class SizeClass(StrEnum):
    """Size of an enterprise as statistics class it (2017)."""

    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"
    MICRO = "micro"


class ServiceField(StrEnum):
    """The nine fields of service (鲁商字〔2017〕24号 三（三）1)."""

    BRAND_BUILDING = "brand_building"
    BRAND_COMMUNICATION = "brand_communication"
    PRODUCT_PLANNING = "product_planning"
    IT_DEVELOPMENT = "it_development"
    ECOMMERCE_OPERATION = "ecommerce_operation"
    TRAINING = "training"
    FINANCE = "finance"
    ONLINE_MARKETING = "online_marketing"
    LOGISTICS = "logistics"


class BrandKind(StrEnum):
    """What a brand names (R04)."""

    PRODUCT = "product"
    SERVICE = "service"
    REGIONAL_PUBLIC = "regional_public"
    INDUSTRY_CLUSTER = "industry_cluster"
    CITY = "city"
