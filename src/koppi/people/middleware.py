"""Whoever asks for a page is who the database acts for."""

from koppi.access.second_lock import Later, acting

from .scope import facts_of


class SecondLockMiddleware:
    """Draw each page on behalf of whoever is signed in, so that PostgreSQL shows only their rows.

    Before the sign-in, and where nobody is signed in, it shows no client's row at all.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with acting(Later(lambda: facts_of(request.user))):
            return self.get_response(request)
