"""One clock reading per request."""

from django.utils import timezone


class NowMiddleware:
    """Read the clock once, as ``request.now``, so that everything on a page agrees what time it is."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.now = timezone.now()
        return self.get_response(request)
