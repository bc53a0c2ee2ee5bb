"""What people call the columns of a list of organisations, and what they write into them; in English and Spanish."""

from collections.abc import Mapping
from enum import StrEnum

from services.partners.community.organizations.rules import plain
from services.partners.community.organizations.tables import (
    OrganizationKind,
    OrganizationStatus,
    Pillar,
    ServiceDomain,
)

#: Columns of the organisation, of its site and of somebody there, each with what it is called (`rules.plain`).
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": (
        *(
            "name",
            "organization",
            "organisation",
            "organization name",
            "agency",
            "agency name",
            "partner",
            "partner name",
        ),
        *("company", "provider", "nombre", "organizacion", "nombre de la organizacion", "agencia", "socio", "empresa"),
    ),
    "kind": ("kind", "type", "organization type", "partner type", "sector", "tipo", "tipo de organizacion"),
    "status": ("status", "partner status", "estado", "situacion"),
    "website": ("website", "web site", "web", "url", "web page", "sitio web", "pagina web"),
    "description": ("description", "notes", "about", "comments", "what they do", "descripcion", "notas"),
    "domains": (
        "domains",
        "domain",
        "services",
        "service",
        "service areas",
        "areas of service",
        "ambitos",
        "servicios",
    ),
    "pillars": ("pillars", "pillar", "pilares", "pilar"),
    "languages": ("languages", "language", "languages spoken", "idiomas", "idioma"),
    "ein": ("ein", "tax id", "tax id number", "employer identification number", "federal tax id"),
    "npi": ("npi", "national provider identifier"),
    "uei": ("uei", "unique entity id"),
    "street": ("street", "address", "street address", "address 1", "address line 1", "direccion", "calle"),
    "city": ("city", "town", "ciudad"),
    "region": ("state", "region", "province", "estado o region", "provincia"),
    "postal_code": ("zip", "zip code", "postal code", "postcode", "codigo postal"),
    "area": ("area", "neighborhood", "neighbourhood", "ward", "district area", "barrio", "zona", "colonia"),
    "contact": (
        "contact",
        "contact name",
        "contact person",
        "main contact",
        "primary contact",
        "contacto",
        "persona de contacto",
    ),
    "given_name": ("first name", "given name", "contact first name", "nombre de pila"),
    "family_name": ("last name", "family name", "surname", "contact last name", "apellido", "apellidos"),
    "title": ("title", "job title", "position", "role", "contact title", "cargo", "puesto"),
    "email": ("email", "e mail", "email address", "contact email", "correo", "correo electronico"),
    "phone": ("phone", "telephone", "phone number", "contact phone", "mobile", "cell", "telefono", "celular"),
}
BY_WORDS = {words: column for column, called in COLUMNS.items() for words in called}

#: What people write for a value, besides its code and its label.
MEANT: Mapping[type[StrEnum], Mapping[str, StrEnum]] = {
    OrganizationKind: {
        **dict.fromkeys(
            ("nonprofit", "non profit", "cbo", "ngo", "501 c 3", "charity"), OrganizationKind.COMMUNITY_BASED
        ),
        **dict.fromkeys(("company", "corporate", "for profit", "small business"), OrganizationKind.BUSINESS),
        **dict.fromkeys(("clinic", "hospital", "healthcare", "health care"), OrganizationKind.HEALTH),
        **dict.fromkeys(("university", "college", "community college"), OrganizationKind.HIGHER_EDUCATION),
        **dict.fromkeys(("city", "county", "state agency", "government agency", "agency"), OrganizationKind.GOVERNMENT),
        **dict.fromkeys(("church", "faith based", "religious", "mosque", "temple"), OrganizationKind.FAITH),
        **dict.fromkeys(("foundation", "donor"), OrganizationKind.FUNDER),
        **dict.fromkeys(("preschool", "head start", "daycare"), OrganizationKind.EARLY_CHILDHOOD),
    },
    OrganizationStatus: {
        **dict.fromkeys(("current", "partner", "yes"), OrganizationStatus.ACTIVE),
        **dict.fromkeys(("inactive", "on hold", "paused"), OrganizationStatus.DORMANT),
        **dict.fromkeys(("former", "closed", "past"), OrganizationStatus.ENDED),
        **dict.fromkeys(("potential", "interested"), OrganizationStatus.PROSPECT),
    },
    ServiceDomain: {
        **dict.fromkeys(("counseling", "counselling", "behavioral health", "therapy"), ServiceDomain.MENTAL_HEALTH),
        **dict.fromkeys(("medical", "primary care", "healthcare", "health care"), ServiceDomain.HEALTH),
        **dict.fromkeys(("dental", "vision", "dentist", "optometry"), ServiceDomain.DENTAL_AND_VISION),
        **dict.fromkeys(("food", "food pantry", "clothing", "food bank"), ServiceDomain.BASIC_NEEDS),
        **dict.fromkeys(("afterschool", "out of school time", "enrichment"), ServiceDomain.AFTER_SCHOOL),
        **dict.fromkeys(("reading", "homework help", "academic support"), ServiceDomain.TUTORING),
        **dict.fromkeys(("arts", "art", "music", "theater"), ServiceDomain.ARTS_AND_CULTURE),
        **dict.fromkeys(("esl", "ged", "parent education"), ServiceDomain.ADULT_EDUCATION),
    },
    Pillar: {
        **dict.fromkeys(("integrated supports",), Pillar.INTEGRATED_STUDENT_SUPPORTS),
        **dict.fromkeys(("enriched learning", "expanded learning time"), Pillar.EXPANDED_LEARNING),
        **dict.fromkeys(("family engagement", "community engagement"), Pillar.FAMILY_AND_COMMUNITY_ENGAGEMENT),
    },
}
#: Languages as people write them.
LANGUAGES = {
    **dict.fromkeys(("english", "ingles"), "en"),
    **dict.fromkeys(("spanish", "espanol"), "es"),
    **dict.fromkeys(("arabic", "arabe"), "ar"),
    **dict.fromkeys(("chinese", "mandarin", "cantonese", "chino"), "zh"),
    **dict.fromkeys(("french", "frances"), "fr"),
    **dict.fromkeys(("haitian creole", "creole"), "ht"),
    **dict.fromkeys(("hmong",), "hmn"),
    **dict.fromkeys(("portuguese", "portugues"), "pt"),
    **dict.fromkeys(("russian", "ruso"), "ru"),
    **dict.fromkeys(("somali",), "so"),
    **dict.fromkeys(("tagalog",), "tl"),
    **dict.fromkeys(("vietnamese", "vietnamita"), "vi"),
}


def column_of(cell: str) -> str | None:
    """Which column a cell of the header names."""
    return BY_WORDS.get(plain(cell.replace("_", " ")))


def meant(choice: type[StrEnum], cell: str) -> StrEnum | None:
    """The value somebody wrote, by its code or by what people call it."""
    words = plain(cell.replace("_", " "))
    by_code = {plain(value.value.replace("_", " ")): value for value in choice}
    return by_code.get(words) or by_code.get(words.removesuffix("s")) or MEANT[choice].get(words)
