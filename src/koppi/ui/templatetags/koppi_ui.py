"""Tags the pages are made of: icons, people, times, fields, notices. Load with ``{% load koppi_ui %}``."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache, lru_cache
from html import escape

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from koppi.ui import text, times

register = template.Library()

NEAR = timedelta(minutes=60)
URGENCY_ICONS = {"now": "urgent", "today": "today", "calm": "calm"}
NOTICE_ICONS = {"info": "info", "yours": "turn", "danger": "urgent", "done": "check"}


# Signs


@register.simple_tag
def icon(name, label="", extra=""):
    """Draw one of Koppi's signs. Silent to a screen reader unless it is given a label."""
    href = f"{_icons()}#{name}"
    if label:
        return format_html(
            '<svg class="icon {}" role="img" aria-label="{}"><use href="{}"/></svg>', extra, label, href
        )
    return format_html('<svg class="icon {}" aria-hidden="true"><use href="{}"/></svg>', extra, href)


@cache
def _icons():
    """Return the address of the signs; it carries the file's own mark, so it never changes while we run."""
    return static("koppi/icons.svg")


@register.simple_tag
def urgency(level, word=True):
    """Draw an urgency ("now", "today", "calm"): shape, word, colour; ``word=False`` hides the word."""
    words = {
        "now": pgettext("urgency", "Urgent"),
        "today": pgettext("urgency", "Today"),
        "calm": pgettext("urgency", "No hurry"),
    }
    shown = words[level] if word else format_html('<span class="vh">{}</span>', words[level])
    return format_html('<span class="urgency {}">{} {}</span>', level, icon(URGENCY_ICONS[level]), shown)


@register.simple_tag
def turn(said=""):
    """Draw the cloudberry mark of "your turn"."""
    return format_html('<span class="turn">{} {}</span>', icon("turn"), said or _("Your turn"))


@register.simple_tag
def says(statement):
    """Draw a client's own warning statement: a red flag and "Says: …"; nobody has judged it yet."""
    return format_html(
        '<span class="says">{}<span>{} <b>{}</b></span></span>', icon("flag"), _("Says:"), statement
    )


@register.simple_tag
def tel(number):
    """Draw a phone number one can press."""
    digits = "".join(sign for sign in str(number) if sign.isdigit() or sign == "+")
    return format_html('<a class="nowrap" href="tel:{}">{}</a>', digits, number)


# People


@register.simple_tag
def face(name, kind=""):
    """Draw a person's initials; kind is "" (ours), "other" or "away"."""
    return format_html('<span class="face {}" aria-hidden="true">{}</span>', kind, text.initials(str(name)))


@register.simple_tag
def person(name, task="", kind=""):
    """Draw a face, a name and, under it, a task."""
    below = format_html("<span>{}</span>", task) if task else ""
    return format_html(
        '<span class="person">{}<span><b>{}</b>{}</span></span>', face(name, kind), name, below
    )


@register.simple_tag(takes_context=True)
def holder(context, name="", offered_to="", since=None, now=None):
    """Say who has the ball: caught, offered to somebody, or with nobody yet."""
    if offered_to:
        sign = "hand"
        if since:
            said = _("Offered to %(name)s %(ago)s") % {
                "name": offered_to,
                "ago": times.ago(since, _now(context, now), get_language()),
            }
        else:
            said = _("Offered to %(name)s") % {"name": offered_to}
    elif name:
        sign, said = "koppi", _("%(name)s has this") % {"name": name}
    else:
        sign, said = "open", _("Nobody has this yet")
    return format_html('<span class="holder">{} {}</span>', icon(sign), said)


# Times. Each takes the clock from the page (context "now") unless it is handed one.


@register.simple_tag(takes_context=True)
def when(context, moment, now=None, cls=""):
    """Say a moment in few words: "tänään klo 8.12", "ti klo 10"."""
    return _time(context, times.when, moment, now, cls)


@register.simple_tag(takes_context=True)
def short(context, moment, now=None, cls=""):
    """Say a moment for a narrow column: today is only its clock."""
    return _time(context, times.short, moment, now, cls)


@register.simple_tag(takes_context=True)
def said(context, moment, now=None, cls=""):
    """Say a moment inside a sentence: "torstaina klo 10"."""
    return _time(context, times.sentence, moment, now, cls)


@register.simple_tag(takes_context=True)
def by_time(context, moment, now=None, cls=""):
    """Say a promise: "tänään klo 16 mennessä"."""
    return _time(context, times.by_time, moment, now, cls)


@register.simple_tag(takes_context=True)
def waited(context, since, now=None, cls=""):
    """Say how long somebody has waited."""
    return _time(context, times.waited, since, now, cls)


@register.simple_tag(takes_context=True)
def ago(context, moment, now=None, cls=""):
    """Say how long ago something was."""
    return _time(context, times.ago, moment, now, cls)


@register.simple_tag(takes_context=True)
def overdue(context, due, now=None, cls=""):
    """Say how much a due time has passed; nothing while there is time."""
    said = times.overdue(due, _now(context, now), get_language())
    return _element(said, due, get_language(), cls) if said else ""


@register.simple_tag(takes_context=True)
def due(context, moment, met=None, now=None):
    """Draw a due time: plain when there is time, framed in its last hour, ink when over, ticked when met."""
    return draw_due(moment, _now(context, now), get_language(), met=met)


def draw_due(moment, clock, lang, *, met=None):
    """Draw a due time, for a page that draws many in Python."""
    if met:
        return format_html(
            '<span class="due met">{} {}</span>',
            icon("check"),
            _element(times.when(met, clock, lang), met, lang),
        )
    if moment <= clock:
        over = times.overdue(moment, clock, lang) or times.short(moment, clock, lang)
        return _element(over, moment, lang, "due over")
    return _element(
        times.short(moment, clock, lang), moment, lang, "due near" if moment - clock <= NEAR else "due"
    )


@register.filter
def exact(moment):
    """Say a moment in full, for titles and documents."""
    return times.exact(moment, get_language()) if moment else ""


@register.filter
def plain_date(day):
    """Say a date with its year."""
    return times.plain_date(day, get_language()) if day else ""


@register.filter
def day_head(day):
    """Say a day at the top of a column: "ti 24.11."."""
    return times.day_head(day, get_language())


@register.filter
def duration(span):
    """Say a length of time (a timedelta): "25 min", "2 päivää"."""
    return times.duration(span, get_language()) if span is not None else ""


# Forms


@register.inclusion_tag("koppi/_field.html")
def field(bound, heading=False, step="", wide=False, label="", hint="", hide_label=False):
    """Draw a form field: label, hint, error and control, tied together for a screen reader.

    :param heading: the label is the page's only heading (one question per page)
    :param step: a quiet line above the heading, "Question 4 of 8"
    """
    shown_hint = hint or bound.help_text
    described = [f"{bound.auto_id}_helptext"] if shown_hint else []
    if bound.errors:
        described.append(f"{bound.auto_id}_error")
    attrs = {"aria-describedby": " ".join(described)} if described and not bound.use_fieldset else {}
    return {
        "field": bound,
        "control": bound.as_widget(attrs=attrs),
        "described": " ".join(described),
        "heading": heading,
        "step": step,
        "wide": wide or getattr(bound.field.widget, "wide", False),
        "beside": getattr(bound.field.widget, "beside", False),
        "label": label or bound.label,
        "hint": shown_hint,
        "hide_label": hide_label,
    }


@register.inclusion_tag("koppi/_error_summary.html")
def error_summary(*forms):
    """Draw what to correct, as links to the fields; nothing when all is well. Focus moves here on load."""
    rows = [row for form in forms if form is not None and form.is_bound for row in form.error_rows()]
    return {"rows": rows, "count": len(rows)}


# Blocks


@register.simple_block_tag
def notice(content, kind="info", label=""):
    """Draw a message to the reader: "info", "yours", "danger" or "done"."""
    role = format_html(' role="group" aria-label="{}"', label) if label else ""
    return format_html(
        '<div class="notice {}"{}>{}<div>{}</div></div>', kind, role, icon(NOTICE_ICONS[kind]), content
    )


@register.simple_block_tag
def note(content, title=""):
    """Draw an internal note: another colour, another place, another word."""
    return format_html(
        '<div class="note"><p class="note-title">{} {}</p>{}</div>',
        icon("lock"),
        title or _("Internal note, the client does not see this"),
        content,
    )


@register.filter
def prose(written):
    """Draw plain text that a county has written: paragraphs, and lists of lines that begin with "- "."""
    return format_html_join("", "{}", ((_block(kind, lines),) for kind, lines in text.blocks(written)))


def _block(kind, lines):
    if kind == "ul":
        return format_html(
            '<ul class="points">{}</ul>', format_html_join("", "<li>{}</li>", ((line,) for line in lines))
        )
    return format_html("<p>{}</p>", format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines)))


@register.simple_block_tag
def empty(content):
    """Draw an empty state: what will come, and what to do now."""
    return format_html('<div class="empty">{}</div>', content)


def _now(context, given):
    now = given or context.get("now")
    if not isinstance(now, datetime):
        raise template.TemplateSyntaxError(
            "A time needs the page's clock: put `now` in the context or pass now=…"
        )
    return now


def _time(context, say, moment, now, cls):
    if moment is None or moment == "":
        return ""
    lang = get_language()
    return _element(say(moment, _now(context, now), lang), moment, lang, cls)


def _element(said, moment, lang, cls=""):
    machine, exact = _exactly(moment, lang)
    marked = f' class="{escape(cls)}"' if cls else ""
    return mark_safe(  # noqa: S308 — escaped here, since a list draws many and format_html is ten times slower
        f'<time datetime="{machine}" title="{exact}"{marked}>{escape(said)}</time>'
    )


@lru_cache(maxsize=4096)
def _exactly(moment, lang):
    """Return a moment for machines and in full; lists show the same moments over and over."""
    return times.machine(moment), escape(times.exact(moment, lang))
