"""GraphiQL for developers, under the site's own content security policy."""

import secrets

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.csp import CSP, build_policy
from starlette.responses import HTMLResponse, Response

# CodeMirror, GraphiQL's editor, sets style attributes; scripts still need the nonce.
_POLICY = {**settings.SECURE_CSP, "style-src-attr": [CSP.UNSAFE_INLINE], "font-src": [CSP.SELF, "data:"]}


def graphiql_page() -> Response:
    """The page, with a nonce of its own."""
    nonce = secrets.token_urlsafe(16)
    page = render_to_string("graphiql.html", {"csp_nonce": nonce})
    return HTMLResponse(page, headers={"Content-Security-Policy": build_policy(_POLICY, nonce)})
