"""What the machine client that calls is named."""

from services.partners.references import CLIENT as CLIENTS
from shared.web.me.known import CLIENT, Known

KNOWN = Known(fields={"client_name": CLIENTS.name_of(CLIENT)})
