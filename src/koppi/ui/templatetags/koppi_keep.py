"""Keep a part of a page as drawn, though it holds forms. Load with ``{% load koppi_keep %}``."""

from django import template
from django.core.cache import cache
from django.core.cache.utils import make_template_fragment_key
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

register = template.Library()

A_DAY = 24 * 60 * 60
# What differs from one request to the next stands as a hole in what is kept. Nobody can type these.
TOKEN, HERE = "\ufdd0token\ufdd0", "\ufdd0here\ufdd0"


@register.tag
def keep(parser, token):
    """Draw what is inside once for each set of values and keep it in this process.

    Unlike Django's own ``{% cache %}`` the part may hold forms: the forms' token and the address of the page
    (``here``) are filled in anew each time. Name everything else that the part depends on::

        {% keep account LANGUAGE_CODE person_name %}...{% endkeep %}
    """
    _, name, *values = token.split_contents()
    nodes = parser.parse(("endkeep",))
    parser.delete_first_token()
    return Kept(nodes, name, [parser.compile_filter(value) for value in values])


class Kept(template.Node):
    """A part of a page that is drawn seldom."""

    def __init__(self, nodelist, name, values):
        self.nodelist, self.name, self.values = nodelist, name, values

    def render(self, context):
        key = make_template_fragment_key(self.name, [value.resolve(context) for value in self.values])
        drawn = cache.get(key)
        if drawn is None:
            with context.push(csrf_token=TOKEN, here=HERE):
                drawn = str(self.nodelist.render(context))
            cache.set(key, drawn, A_DAY)
        if TOKEN in drawn:
            drawn = drawn.replace(TOKEN, str(context.get("csrf_token") or ""))
        # The page's address last: whatever stands in it is not filled in again.
        return mark_safe(drawn.replace(HERE, conditional_escape(context.get("here", ""))))  # noqa: S308
