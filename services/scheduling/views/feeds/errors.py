"""Refusals of feeds."""

from shared.errors import Refusal


class FeedUnknown(Refusal):
    status, code, title = 404, "feed_unknown", "There is no feed at this address, or none any more"


class TooManyFeeds(Refusal):
    status, code, title = 409, "too_many_feeds", "Nobody has more feeds than that"


class TooManyGuesses(Refusal):
    status, code, title = 429, "too_many_guesses", "Too many addresses were asked for that lead nowhere"
