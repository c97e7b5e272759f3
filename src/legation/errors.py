"""Errors that speak to the user: what is wrong, where, and what to do."""


class LegationError(Exception):
    """A mistake in what the user gave. Its text is one sentence; the commands print it and exit with 2."""


class NotAnalysedError(LegationError):
    """What checking a shape reads cannot be told beforehand."""
