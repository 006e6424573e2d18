"""Clients and those who act for them; professionals, their teams, hours and absences."""

from koppi.handbook.models import LANGUAGES, Moments, Named, in_language

from .clients import Client, ClientIdentity, Mandate, MandateQuerySet, YearsBefore
from .county import County, Municipality, OpeningException, OpeningHours, ServiceChange, Unit, Way
from .own_people import Naming, NamingQuerySet, Responsibility
from .professionals import (
    CARE_PROFESSIONS,
    Absence,
    Departure,
    Duty,
    FormerName,
    LicenceImport,
    LicenceRow,
    Membership,
    Profession,
    Professional,
    Shift,
    Skill,
    Team,
)
from .promises import LocalPromise

__all__ = [
    "CARE_PROFESSIONS",
    "LANGUAGES",
    "Absence",
    "Client",
    "ClientIdentity",
    "County",
    "Departure",
    "Duty",
    "FormerName",
    "LicenceImport",
    "LicenceRow",
    "LocalPromise",
    "Mandate",
    "MandateQuerySet",
    "Membership",
    "Moments",
    "Municipality",
    "Named",
    "Naming",
    "NamingQuerySet",
    "OpeningException",
    "OpeningHours",
    "Profession",
    "Professional",
    "Responsibility",
    "ServiceChange",
    "Shift",
    "Skill",
    "Team",
    "Unit",
    "Way",
    "YearsBefore",
    "in_language",
]
