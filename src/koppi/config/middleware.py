"""What every request passes through and no package owns."""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

Handler = Callable[[HttpRequest], HttpResponse]

CHUNK = 256 * 1024
PATIENCE_SECONDS = 30


class PermissionsPolicyMiddleware:
    """Tell the browser that Koppi's pages use no camera, microphone or place."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        return response


class BodyLimitMiddleware:
    """Refuse a body that is far too large before anything of it is kept, with a page that says so.

    A browser shows the page only after it has sent its body, so what arrives is read and dropped for a while.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) <= settings.BODY_LIMIT_BYTES:
            return self.get_response(request)
        _drop_body(request)
        limit = settings.UPLOAD_LIMIT_BYTES // (1024 * 1024)
        response = render(request, "config/too_large.html", {"limit_mb": limit}, status=413)
        response.headers["Connection"] = "close"
        return response


def _drop_body(request: HttpRequest) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and request.read(CHUNK):
        pass
