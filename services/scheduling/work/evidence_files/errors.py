"""Refusals of evidence files."""

from shared.errors import Refusal


class FileRepeated(Refusal):
    status, code, title = 409, "file_repeated", "The task has this very file already"


class TooManyFiles(Refusal):
    status, code, title = 409, "too_many_files", "The task can take no more files"
