"""What every request passes through and no package owns."""

import time
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from koppi.ui.errors import bad_request, not_allowed, too_large

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


class ReadableMiddleware:
    """Refuse NUL in an address or a cookie: nobody types it, and no database holds it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent = (request.path_info, unquote(request.META.get("QUERY_STRING", "")), *request.COOKIES.values())
        return bad_request(request) if any("\0" in part for part in sent) else self.get_response(request)


class WrongMethodMiddleware:
    """Answer in words to somebody who opens an address that only a button reaches."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        return not_allowed(request, response.headers["Allow"])


class BodyLimitMiddleware:
    """Refuse a body that is far too large before anything of it is kept, with a page that says so.

    A browser shows the page only after it has sent its body, so what arrives is read and dropped for a while.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) <= _limit(request):
            return self.get_response(request)
        _drop_body(request)
        response = too_large(request)
        response.headers["Connection"] = "close"
        return response


def _limit(request: HttpRequest) -> int:
    if request.content_type == "multipart/form-data":
        return int(settings.BODY_LIMIT_BYTES)
    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def _drop_body(request: HttpRequest) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and request.read(CHUNK):
        pass
