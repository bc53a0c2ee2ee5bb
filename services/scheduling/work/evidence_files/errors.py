"""Refusals of evidence files."""

from shared.errors import Refusal


class FileRepeated(Refusal):
    status, code, title = 409, "file_repeated", "The task already has this file"


class TooManyFiles(Refusal):
    status, code, title = 409, "too_many_files", "The task has as many files as a task may have"
