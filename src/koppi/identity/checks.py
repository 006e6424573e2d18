"""What must never be so in production."""

from django.conf import settings
from django.core.checks import Error, register


@register()
def no_demo_sign_in_in_production(app_configs, **kwargs):
    """Refuse to start in production with a sign-in that asks nobody to prove anything."""
    if settings.PRODUCTION and settings.DEMO_SIGN_IN:
        return [
            Error(
                "The demo sign-in is on in production.",
                hint="Leave DEMO_SIGN_IN off: anybody could sign in as anybody.",
                id="identity.E001",
            )
        ]
    return []
