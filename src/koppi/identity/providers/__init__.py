"""Sign-in by an identity provider: OpenID Connect and SAML 2.0, for residents and for professionals.

`settings.SIGN_IN_PROVIDERS` tells whom each kind of person is sent to. Nothing here knows people: an answer
becomes plain facts, and `identity.directory` says whose they are.
"""

from django.conf import settings

WHO = ("residents", "professionals")


def configured(who):
    """Return the facts of the provider of residents or professionals, or None when there is none."""
    return settings.SIGN_IN_PROVIDERS.get(who)


def trouble_of(who):
    """Ask a provider for what it publishes, or read its metadata; return a code of what is wrong, or None."""
    from .oidc import Oidc
    from .rules import Refused
    from .saml import Saml

    provider = configured(who)
    try:
        if provider is not None and provider.kind == "oidc":
            Oidc(provider, settings.SIGN_IN_SKEW_SECONDS).check()
        elif provider is not None:
            nowhere = dict.fromkeys(("acs", "logout"), provider.client)
            Saml(provider, settings.SIGN_IN_SKEW_SECONDS, nowhere).check()
    except Refused as refused:
        return refused.code
    return None


def is_offered(who):
    """Tell whether somebody of a kind can sign in by a provider here."""
    return configured(who) is not None
