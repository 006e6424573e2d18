"""Where a conversation is heard; what a letter and its text modules are made of; how a template reads."""

import re

MOST_ANSWERS = 6
LONGEST_ANSWER = 80  # characters
_ANSWER = re.compile(r"\(\s?\)\s+(\S.*)")


def channel_of(matter_id):
    """Return the channel on which a matter's conversation is nudged, also before its first letter."""
    return f"conversation:{matter_id}"


def split_answers(body):
    """Return a letter without the quick answers at its end, and those answers in order (pikavastaukset).

    They are the last lines, each of which begins with “( )”: two to six of them, each of at most 80
    characters and none twice. Anything else is text like the rest, and so is a letter of answers alone.
    """
    lines = body.rstrip().splitlines()
    answers: list[str] = []
    while lines and (found := _ANSWER.fullmatch(lines[-1].strip())):
        answers.insert(0, found[1].strip())
        lines.pop()
    text = "\n".join(lines).rstrip()
    fits = 2 <= len(answers) <= MOST_ANSWERS and max(map(len, answers)) <= LONGEST_ANSWER
    if not text or not fits or len(set(answers)) < len(answers):
        return body, ()
    return text, tuple(answers)


# What a text module may leave open: the client's given name, who writes, the matter's team, and the
# addresses of the client's own pages where one books a time, asks for a call or tells that it got worse.
PLACEHOLDERS = ("name", "me", "team", "book", "call", "worse")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def filled(text, facts):
    """Return a text module with its placeholders, such as “{name}”, filled; one without a fact stays."""
    return _PLACEHOLDER.sub(lambda found: facts.get(found[1], found[0]), text)


def unknown_placeholders(text):
    """Return the placeholders of a text that nobody knows how to fill, in order."""
    return [word for word in _PLACEHOLDER.findall(text) if word not in PLACEHOLDERS]


def headings(body):
    """Return the headings of a template in order: pairs of the heading and its hint, which may be empty."""
    lines = (line.strip() for line in body.splitlines())
    return [_heading(line) for line in lines if line]


def _heading(line):
    heading, _colon, hint = line.partition(":")
    return heading.strip(), hint.strip()


def with_headings(note, body):
    """Return a note with a template's headings under it, each with room; one that is there stays."""
    written = {line.strip() for line in note.splitlines()}
    missing = [f"{heading}:" for heading, _hint in headings(body) if f"{heading}:" not in written]
    parts = [note.rstrip(), *missing] if note.strip() else missing
    return "\n\n".join(parts)
