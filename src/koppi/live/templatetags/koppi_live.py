"""Tags for pages that hear nudges."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def live(ticket_url):
    """Draw the attribute by which a page hears nudges: where its script asks for a ticket.

    On one element of a page, `<body>` or `<main>` for example.
    """
    return format_html('data-live="{}"', ticket_url)


@register.simple_tag
def live_script():
    """Draw the scripts of a page that hears nudges; without an element of `data-live` they do nothing."""
    return format_html(
        '<script type="module" src="{}"></script><script type="module" src="{}"></script>',
        static("live/live.js"),
        static("live/lists.js"),
    )
