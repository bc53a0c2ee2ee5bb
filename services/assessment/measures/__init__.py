"""Instruments, and each use of one at a school."""
