"""A sign-in ends when nobody has used it for a while, and leaves no page behind in the browser."""

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.utils.cache import add_never_cache_headers

from koppi.ui.errors import too_many

from . import limits
from .rules import TOUCH_EVERY, browser_of
from .sessions import ENDS, SEEN, begin

FRAGMENT_HEADER = "X-Koppi-Fragment"


class SignInMiddleware(SessionMiddleware):
    """Take a session's cookie away when somebody signs out, and leave it when the session has merely ended.

    What a page had asked for by itself may be answered late: that answer must not take away the newer cookie
    under which words wait that were sent meanwhile.
    """

    def process_response(self, request, response):
        """Set the cookie of a session that has changed."""
        response = super().process_response(request, response)
        if not request.session.modified:
            response.cookies.pop(settings.SESSION_COOKIE_NAME, None)
        return response


class IdleMiddleware:
    """Move the end of a session forward when somebody does something, writing at most once a minute.

    What a page asks for by itself does not count: a desk left open signs out. A page made for somebody
    signed in is not kept by the browser, so that the next person at the machine cannot go back to it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        asked_by_page = getattr(request, "is_quiet", False) or FRAGMENT_HEADER in request.headers
        if not asked_by_page and request.session.accessed and request.user.is_authenticated:
            now = request.now.timestamp()
            if ENDS not in request.session:
                browser = browser_of(request.headers.get("User-Agent", ""))
                begin(request.session, request.user, way="", browser=browser, at=request.now)
            if abs(now - request.session.get(SEEN, 0)) >= TOUCH_EVERY.total_seconds():
                request.session[SEEN] = now
        if request.session.accessed and request.user.is_authenticated and "Cache-Control" not in response:
            add_never_cache_headers(response)
        return response


class LimitMiddleware:
    """Refuse what is tried too often, with a page that says when to try again.

    Requests are counted by the part of the network they come from; views count the tries of an account.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Count the request before its view sees it."""
        try:
            limits.take_for_network(request)
        except limits.TooMany as many:
            return too_many(request, many.until)
        return None

    def process_exception(self, request, trouble):
        """Answer when a view's own count is full."""
        return too_many(request, trouble.until) if isinstance(trouble, limits.TooMany) else None
