"""How long things are kept, for any page. Load with ``{% load trust %}``, say ``{% kept as kept %}``."""

from django import template

from .. import trust

register = template.Library()


@register.simple_tag(takes_context=True)
def kept(context):
    """Return how long things are kept by the rules in force now."""
    return trust.kept(context["request"].now)
