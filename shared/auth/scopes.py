"""Every scope there is, with the sentence people read when they grant it. What may then be done to a row, POLICY decides."""

from collections.abc import Iterable
from pathlib import Path

from shared.auth.legal_bases import Basis
from shared.texts.catalogue import texts_in
from shared.texts.words import Words

SCOPES = {
    "access:read": "See parties and the ways people sign in: identity providers, applications, claim rules, identities.",
    "access:write": "Manage parties and the ways people sign in: identity providers, applications, claim rules, identities.",
    "administrations:read": "See administrations of measures and their results.",
    "administrations:write": "Enter, score, correct and withdraw administrations of measures.",
    "announcements:send": "Send announcements to many people, and see those sent.",
    "attendance-alerts:write": "Say that somebody has looked at an alert of attendance.",
    "attendance-proposals:decide": "Accept or decline what triggers of attendance propose.",
    "attendance-proposals:read": "Read what triggers of attendance propose, and why somebody declined.",
    "attendance:correct": "Set a student's day right, against what is reported.",
    "attendance:read": "Read days missed and how students stand.",
    "attendance:write": "Report attendance, and take batches of it back.",
    "attendance-rules:read": "See what attendance codes mean and what counts as absent.",
    "attendance-rules:write": "Say what attendance codes mean and what counts as absent.",
    "audit:read": "Read who did what to which rows, and what permitted it.",
    "barriers:read": "See barriers to tasks.",
    "barriers:triage": "Assign, escalate, decide and resolve barriers, and set their clocks.",
    "barriers:write": "Raise barriers, comment on them, and confirm or reopen what was resolved.",
    "calendar:read": "See school years, terms, day types and which days are school days.",
    "calendar:write": "Set and correct school calendars.",
    "caseloads:read": "See who works with which student.",
    "caseloads:write": "Assign students to people who work with them.",
    "clients:read": "See machine clients and what they may do.",
    "clients:write": "Create, change and end machine clients and their secrets.",
    "consents:read": "See what parents and students consented to, and their refusals of directory information.",
    "consents:write": "Record and revoke consents and refusals of directory information.",
    "contacts:read": "See whom to turn to for each student, who has custody and who must not be contacted.",
    "contacts:write": "Say whom to turn to for each student, who has custody and who must not be contacted.",
    "delegations:read": "See who is the delegate of an absent person, and when.",
    "delegations:write": "Delegate an absent person's tasks and roles.",
    "deliveries:read": "See which messages reached people, which addresses do not work, and people's preferences.",
    "demographics:read": "See students' race, ethnicity and languages.",
    "demographics:write": "Change students' race, ethnicity and languages.",
    "directory:read": "See the district, its schools, staff and roles; a person also their own sessions.",
    "directory:write": "Change the district, its schools, staff and roles.",
    "disclosures:read": "Read the ledger of disclosures of student records.",
    "emergency:open": "Open student records in an emergency, for some hours.",
    "emergency:review": "Review emergency accesses.",
    "escalations:read": "See the ladder of escalations, and who was notified of which overdue task.",
    "escalations:write": "Set the ladder of escalations and acknowledge them.",
    "figures:read": "See counts of students, which tell of none of them.",
    "grants:confirm": "See grants of far-reaching roles that wait for a second person, and confirm or refuse them.",
    "incidents:read": "Read who had which part in incidents, and what schools did about it.",
    "incidents:write": "Report incidents.",
    "indicator-batches:write": "See and take back batches of those facts one may report: incidents, marks, screenings.",
    "indicator-flags:read": "See which early-warning rules are met by which students, and why.",
    "indicator-rules:read": "See what words of incidents and marks mean, and the district's early-warning rules.",
    "indicator-rules:write": "Say what words of incidents and marks mean, and write the district's early-warning rules.",
    "inbox:read": "Read one's own messages and preferences.",
    "inbox:write": "Mark one's own messages as read and set one's own preferences.",
    "instruments:read": "See the district's measures.",
    "instruments:write": "Define the district's measures.",
    "marks:read": "Read what students got in courses.",
    "marks:write": "Report marks.",
    "messages:read": "See which messages were sent to whom.",
    "organizations:merge": "Say which organizations outside the district are the same.",
    "organizations:read": "See organizations outside the district and the people there.",
    "organizations:write": "Write down organizations outside the district and the people there.",
    "operations:read": "See events that could not be handled, and the daily runs.",
    "operations:write": "Retry or drop events that could not be handled, and start a daily run by hand.",
    "plans:approve": "Approve or return plans and revisions, and set the limits of their previews.",
    "plans:publish": "Publish plans and revisions, which gives schools their tasks, and close and archive plans.",
    "plans:read": "See plans, their revisions and previews.",
    "plans:write": "Write plans and revisions, carry plans on to another school year, and submit them.",
    "relationships:read": "See who keeps which relationship with partners and colleagues, and when somebody was in touch.",
    "relationships:write": "Keep relationships with partners and colleagues, and log when somebody was in touch.",
    "rollups:read": "See the roll-up of plans.",
    "roles:give": "Give a school's people the roles that the district lets its principals give.",
    "roster:read": "Read student records: students, guardians, classes, enrolments; and the imports they came by.",
    "roster:write": "Import rosters.",
    "scim:write": "Provision accounts and groups by SCIM: for an identity provider's client alone.",
    "screenings:read": "Read what students got in screenings.",
    "screenings:write": "Report screening results.",
    "stream:read": "Receive changes to tasks, plans and barriers as they happen.",
    "tasks:read": "See tasks, with comments, evidence and handovers, and subscribe to their due dates.",
    "work-rules:write": "Write, try, activate and retire the rules that make work of what happens.",
    "tasks:write": "Work on tasks: start, complete, comment, add steps, notes and evidence, reassign, withdraw, reopen.",
    "teams:read": "See teams of the district and its schools, and who is on them.",
    "teams:write": "Form teams, and change who is on them and who leads them.",
    "tokens:introspect": "Ask what a token of the district stands for.",
}

#: What of these scopes' replies people wrote in words of their own, or handed in as files. Nobody can say that no student is in
#: it, so no ground but the district's own covers it (34 CFR 99.31(a)(1)): parties on any other get none of them.
FREE_TEXT = {
    "administrations:read": Words("notes beside answers", es="notas junto a las respuestas"),
    "administrations:write": Words("notes beside answers", es="notas junto a las respuestas"),
    "announcements:send": Words("announcements", es="anuncios"),
    "attendance-proposals:decide": Words("why a proposal was declined", es="por qué se rechazó una propuesta"),
    "attendance-proposals:read": Words("why a proposal was declined", es="por qué se rechazó una propuesta"),
    "barriers:read": Words("barriers, their comments and decisions", es="obstáculos, con sus comentarios y decisiones"),
    "barriers:triage": Words(
        "barriers, their comments and decisions", es="obstáculos, con sus comentarios y decisiones"
    ),
    "barriers:write": Words(
        "barriers, their comments and decisions", es="obstáculos, con sus comentarios y decisiones"
    ),
    "delegations:read": Words("why somebody is absent", es="por qué alguien está ausente"),
    "delegations:write": Words("why somebody is absent", es="por qué alguien está ausente"),
    "disclosures:read": Words(
        "to whom records went in an emergency", es="a quién fueron expedientes en una emergencia"
    ),
    "emergency:open": Words("why records were opened", es="por qué se abrieron expedientes"),
    "emergency:review": Words("why records were opened", es="por qué se abrieron expedientes"),
    "inbox:read": Words("messages and announcements", es="mensajes y anuncios"),
    "inbox:write": Words("messages and announcements", es="mensajes y anuncios"),
    "messages:read": Words("messages and announcements", es="mensajes y anuncios"),
    "organizations:merge": Words(
        "what people wrote of organizations", es="lo que se escribió sobre las organizaciones"
    ),
    "organizations:read": Words("what people wrote of organizations", es="lo que se escribió sobre las organizaciones"),
    "organizations:write": Words(
        "what people wrote of organizations", es="lo que se escribió sobre las organizaciones"
    ),
    "relationships:read": Words("what people noted of relationships", es="lo que se anotó de las relaciones"),
    "relationships:write": Words("what people noted of relationships", es="lo que se anotó de las relaciones"),
    "tasks:read": Words(
        "notes, comments, handover notes and evidence files",
        es="notas, comentarios, notas de traspaso y archivos de evidencia",
    ),
    "tasks:write": Words(
        "notes, comments, handover notes and evidence files",
        es="notas, comentarios, notas de traspaso y archivos de evidencia",
    ),
    "teams:read": Words(
        "what teams are for, and what guests on them are called",
        es="para qué son los equipos y cómo se llaman sus personas invitadas",
    ),
    "teams:write": Words(
        "what teams are for, and what guests on them are called",
        es="para qué son los equipos y cómo se llaman sus personas invitadas",
    ),
}


def open_on(basis: str | None, scopes: Iterable[str]) -> list[str]:
    """Those of the scopes that are open on a legal basis; None is the district itself."""
    if basis is None or basis == Basis.SCHOOL_OFFICIAL:
        return list(scopes)
    return [scope for scope in scopes if scope not in FREE_TEXT]


def what_it_opens(scope: str, language: str) -> str:
    """The sentence of a scope in a language; in English where it has none yet."""
    others = texts_in(Path(__file__).parent)["scopes"].get(scope, {})
    return str(others.get(language, SCOPES[scope]))
