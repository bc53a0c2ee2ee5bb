"""Refusals of feeds."""

from shared.errors import Refusal


class FeedUnknown(Refusal):
    status, code, title = 404, "feed_unknown", "There is no feed at this address"


class TooManyFeeds(Refusal):
    status, code, title = 409, "too_many_feeds", "You have as many feeds as a person may have"


class TooManyGuesses(Refusal):
    status, code, title = 429, "too_many_guesses", "Too many requests for feeds that do not exist"
