"""Why a ticket is not given or lets nobody in."""

from shared.errors import Refusal


class TicketInvalid(Refusal):
    status, code, title = 401, "ticket_invalid", "The ticket is not one for this address"


class TicketExpired(Refusal):
    status, code, title = 401, "ticket_expired", "The ticket's time is over"


class NoDownload(Refusal):
    status, code, title = 422, "no_download", "There is no file, picture or page at this path"


class TicketsUnavailable(Refusal):
    status, code, title = 503, "tickets_unavailable", "This service cannot make tickets"
