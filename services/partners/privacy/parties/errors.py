"""Refusals of parties."""

from shared.errors import Refusal


class PartyNameTaken(Refusal):
    status, code, title = 409, "party_name_taken", "Another party of the district has this name"
    constraints = ("uq_parties_name",)


class BasisIncomplete(Refusal):
    status, code, title = 422, "basis_incomplete", "The legal basis requires more details"


class BasisContradicted(Refusal):
    status, code, title = 422, "basis_contradicted", "Some details do not match the legal basis"
