"""What can go wrong with signing in."""


class NoSuchSignIn(Exception):
    """The sign-in has ended already, or was never one's own."""


class WrongProof(Exception):
    """A code, a key or an answer of a passkey is wrong, old or used; nobody is told which."""


class KnownPasskey(Exception):
    """The passkey has been added already."""


class LastFactor(Exception):
    """The only second factor cannot be taken away: without one nobody gets in."""


class NotALocalAccount(Exception):
    """The account has no password of its own, or is not a professional's."""
