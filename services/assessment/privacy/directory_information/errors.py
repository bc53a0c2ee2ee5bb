"""Refusals of directory information."""

from shared.errors import Refusal


class DirectoryNotOpen(Refusal):
    status, code, title = 409, "directory_not_open", "No directory information may leave yet"


class SignerMissing(Refusal):
    status, code, title = 422, "signer_missing", "It is not said who signed"
