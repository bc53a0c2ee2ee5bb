"""`/docs`: the page to try a service's calls on. All it loads comes from here, so that it works in a closed network and may
be held to the strictest policy.
"""

from html import escape
from importlib.resources import files

from fastapi import APIRouter, Response

from shared.web.requires import public

#: The package's files are Swagger UI as it is published; its own routes would put a script into the page.
SWAGGER_UI = files("fastapi_swagger") / "resources"
#: Who has a file asks whether it is still the same: a new release shows at once.
CACHED = "public, no-cache"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# Addresses are relative: behind the gateway a service's name stands before them.
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="docs/favicon.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
<script src="docs/swagger-ui.js" defer></script>
<script src="docs/start.js" type="module"></script>
</head>
<body><main id="docs"></main></body>
</html>
"""
# The page asks no other host, so not partners for a token either: it takes one, and keeps it in memory alone.
START = """\
const base = new URL(".", document.baseURI);
const token = { type: "http", scheme: "bearer", bearerFormat: "JWT", description: "An access token from partners." };
function shown(contract) {
  contract.servers = [{ url: base.href.replace(/\\/$/, ""), description: "This service" }];
  contract.components.securitySchemes = { token };
  for (const operation of Object.values(contract.paths).flatMap((path) => Object.values(path))) {
    if (operation.security?.length) operation.security = [{ token: [] }];
  }
  return contract;
}
const contract = await (await fetch(new URL("openapi.json", base))).json();
SwaggerUIBundle({
  spec: shown(contract), dom_id: "#docs", docExpansion: "none", filter: true, deepLinking: true, validatorUrl: null,
});
"""


def docs(title: str) -> APIRouter:
    """The page and what it loads, for everybody: it says no more than `/openapi.json`."""
    router = APIRouter(prefix="/docs", include_in_schema=False, dependencies=[public()])
    headers = {"Content-Security-Policy": POLICY}

    def serve(name: str, path: str, media_type: str, body: bytes, more: dict[str, str]) -> None:
        async def read_docs() -> Response:
            """Read the page, or what it loads."""
            return Response(body, media_type=media_type, headers=more)

        router.add_api_route(path, read_docs, methods=["GET"], name=name)

    serve("read_docs", "", "text/html", PAGE.format(title=escape(title)).encode(), headers)
    serve("read_docs_start", "/start.js", "text/javascript", START.encode(), {"Cache-Control": CACHED})
    for name, path, kept_as, media_type in (
        ("read_docs_swagger_ui", "/swagger-ui.js", "swagger-ui-bundle.js", "text/javascript"),
        ("read_docs_swagger_ui_style", "/swagger-ui.css", "swagger-ui.css", "text/css"),
        ("read_docs_favicon", "/favicon.png", "favicon-32x32.png", "image/png"),
    ):
        serve(name, path, media_type, (SWAGGER_UI / kept_as).read_bytes(), {"Cache-Control": CACHED})
    return router
