"""Every table of this service, for the migrations."""

from services.assessment.measures.administrations import tables as administrations
from services.assessment.measures.instruments import tables as instruments
from services.assessment.privacy.directory_information import tables as directory_information
from services.assessment.privacy.disclosures import tables as disclosures
from services.assessment.roster.roster_imports import tables as roster_imports
from services.assessment.roster.students import tables as roster
from services.assessment.support.caseloads import tables as caseloads
from shared.audit import tables as audit
from shared.auth import tables as auth
from shared.directory import tables as directory
from shared.events import tables as events
from shared.web import tables as web

__all__ = [
    "administrations",
    "audit",
    "auth",
    "caseloads",
    "directory",
    "directory_information",
    "disclosures",
    "events",
    "instruments",
    "roster",
    "roster_imports",
    "web",
]
