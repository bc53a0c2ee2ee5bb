"""The rooms of this service, in the order their paths are tried."""

from shared.rooms import Rooms

ROOMS = Rooms("tests.examples", "community.agreements")
