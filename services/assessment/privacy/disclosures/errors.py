"""Refusals of disclosures."""

from shared.errors import Refusal


class NoLegalBasis(Refusal):
    status, code, title = 403, "no_legal_basis", "No legal basis covers giving these student records to this caller"
