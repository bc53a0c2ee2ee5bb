"""Refusals of directory information."""

from shared.errors import Refusal


class DirectoryNotOpen(Refusal):
    status, code, title = 409, "directory_not_open", "Directory information may not be disclosed yet"


class SignerMissing(Refusal):
    status, code, title = 422, "signer_missing", "The signer is missing"
