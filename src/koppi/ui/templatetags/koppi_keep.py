"""Keep a part of a page as drawn, though it holds forms. Load with ``{% load koppi_keep %}``."""

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

register = template.Library()

# What is kept, by name and values; when there is too much of it, all is drawn anew.
_kept: dict[tuple, str] = {}
MOST = 2_000
# What differs from one request to the next stands as a hole in what is kept. Nobody can type these.
TOKEN, HERE = "\ufdd0token\ufdd0", "\ufdd0here\ufdd0"


def forget():
    """Draw everything anew when it is next asked for."""
    _kept.clear()


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
        key = (self.name, *(str(value.resolve(context)) for value in self.values))
        drawn = _kept.get(key)
        if drawn is None:
            with context.push(csrf_token=TOKEN, here=HERE):
                drawn = str(self.nodelist.render(context))
            if len(_kept) >= MOST:
                forget()
            _kept[key] = drawn
        if TOKEN in drawn:
            drawn = drawn.replace(TOKEN, str(context.get("csrf_token") or ""))
        # The page's address last: whatever stands in it is not filled in again.
        return mark_safe(drawn.replace(HERE, conditional_escape(context.get("here", ""))))  # noqa: S308
