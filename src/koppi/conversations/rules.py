"""Where a conversation is heard; how a recording template reads: a heading on each line, and its hint."""


def channel_of(matter_id):
    """Return the channel on which a matter's conversation is nudged, also before its first letter."""
    return f"conversation:{matter_id}"


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
