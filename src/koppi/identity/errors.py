"""What can go wrong with signing in."""


class NoSuchSignIn(Exception):
    """The sign-in has ended already, or was never one's own."""
