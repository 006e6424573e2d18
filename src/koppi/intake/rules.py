"""Which questions are asked, in what order, and what becomes of the answers.

Nothing here knows a database, a clock or a request.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime

WHO = "who"
TOPIC = "topic"
WARNINGS = "warnings"
WORDS = "words"
SINCE = "since"
REACH = "reach"
SUPPORT = "support"
FILES = "files"
CHECK = "check"

# The warning statements come as early as they can: somebody in danger must not answer eight questions first.
STEPS = (WHO, TOPIC, WARNINGS, WORDS, SINCE, REACH, SUPPORT, FILES, CHECK)
OPTIONAL = frozenset({FILES})
# Whoever wants to chat answers these; the rest is asked in the talk.
BEFORE_CHAT = (WHO, TOPIC, WARNINGS, WORDS)

LONGEST_WORDS = 10_000
LONGEST_SUBJECT = 80
# A shorter beginning is a greeting, or too little to know a matter by.
TELLING = 16
LONGEST_STEP = 100_000  # characters that a draft keeps of one step, however wrong they are
MOST_FILES = 10
DRAFT_KEPT_DAYS = 30

SELF = "self"
SINCE_DATE = "date"
BY_MESSAGE, BY_PHONE = "message", "phone"
ANY_HOUR = "any"
REGISTERS = ("patient", "social")


class UnknownStep(LookupError):
    """No such question, or it is not asked of this person."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides which questions are asked.

    :param acts_for_others: there is somebody the writer may act for
    :param statements: codes of the warning statements of the chosen topic
    :param versions: which version of each is in force, as pairs
    :param topic_is_chosen: before it is, most topics having statements, they are counted in
    """

    acts_for_others: bool = False
    statements: tuple[str, ...] = ()
    topic_is_chosen: bool = True
    versions: tuple[tuple[str, int], ...] = ()


def steps_for(facts):
    """Return the questions that are asked, in order; the last one checks the answers."""
    left_out = set()
    if not facts.acts_for_others:
        left_out.add(WHO)
    if facts.topic_is_chosen and not facts.statements:
        left_out.add(WARNINGS)
    return tuple(step for step in STEPS if step not in left_out)


def next_step(step, facts):
    """Return the question after this one; the last stays.

    :raises UnknownStep: the question is not asked
    """
    steps = steps_for(facts)
    return steps[min(_place(step, steps) + 1, len(steps) - 1)]


def previous_step(step, facts):
    """Return the question before this one, or None at the first.

    :raises UnknownStep: the question is not asked
    """
    steps = steps_for(facts)
    place = _place(step, steps)
    return steps[place - 1] if place else None


def number_of(step, facts):
    """Return the question's number and how many there are; checking the answers is not a question.

    :raises UnknownStep: the question is not asked
    """
    steps = steps_for(facts)
    return _place(step, steps) + 1, len(steps) - 1


def _place(step, steps):
    if step not in steps:
        raise UnknownStep(step)
    return steps.index(step)


# Answers. A draft keeps for each step what was typed (`raw`), what it means (`data`, None while it
# is not yet a good answer), and which window wrote it last (`tab`, `version`).


def data_of(answers, step):
    """Return a step's good answer, or None."""
    return (answers.get(step) or {}).get("data")


def raw_of(answers, step):
    """Return what was typed in a step, as lists by field, or None when it was never opened."""
    return (answers.get(step) or {}).get("raw")


def version_of(answers, step):
    """Return how many times a step has been written."""
    return (answers.get(step) or {}).get("version", 0)


def is_stale(answers, step, *, tab, version):
    """Test whether another window has answered this step since this one was opened.

    Whoever writes without a window has seen no other answer that could be overwritten unawares.
    """
    stored = answers.get(step)
    return bool(tab and stored) and stored["tab"] != tab and stored["version"] != version


def written(answers, step, *, raw, data, tab):
    """Return the answers with one step written."""
    entry = {"raw": raw, "data": data, "tab": tab, "version": version_of(answers, step) + 1}
    return {**answers, step: entry}


def is_answered(answers, step, facts):
    """Test whether a question has a good answer."""
    if step in OPTIONAL:
        return True
    data = data_of(answers, step)
    if step == WARNINGS and data is not None:
        # Another topic may bring statements that nobody has answered yet, or one has been worded anew since.
        read = data.get("versions", {})
        as_read = all(read.get(code, version) == version for code, version in facts.versions)
        return as_read and set(facts.statements) <= set(data["asked"])
    return data is not None


def unanswered(answers, facts):
    """Return the questions that still need an answer, in order."""
    return tuple(step for step in steps_for(facts)[:-1] if not is_answered(answers, step, facts))


def unanswered_before_chat(answers, facts):
    """Return the questions that still need an answer before a chat."""
    return tuple(step for step in unanswered(answers, facts) if step in BEFORE_CHAT)


def hour_chosen(reach):
    """Return the hour in which somebody wants to be called, as a moment, or None when none was chosen."""
    chosen = (reach or {}).get("call", "")
    if (reach or {}).get("by") != BY_PHONE or chosen in ("", ANY_HOUR):
        return None
    return datetime.fromisoformat(chosen)


def affirmed_in(answers, facts):
    """Return the warning statements that hold, of those that belong to the topic."""
    affirmed = (data_of(answers, WARNINGS) or {}).get("affirmed", ())
    return tuple(code for code in facts.statements if code in affirmed)


def covered(registers, *, health=True, social=True):
    """Return the registers in which the writer may act, of those that a topic touches."""
    may = {"patient": health, "social": social}
    return tuple(register for register in registers if may[register])


# The subject


def derive_subject(title, topic, words):
    """Return what a matter is called: the client's own title, or how their own words begin.

    A list shows its first few words, so they are the client's and not the topic that many share. A
    greeting alone says nothing: the next sentence comes along. With hardly any words the topic leads.
    At most 80 characters, and never cut inside a word.
    """
    if title:
        return shorten(title, LONGEST_SUBJECT)
    first = ""
    for sentence in re.split(r"\n+|(?<=[.!?])\s", words.strip()):
        first = f"{first} {sentence}".strip()
        if len(first) >= TELLING:
            return shorten(first.rstrip("."), LONGEST_SUBJECT) or shorten(topic, LONGEST_SUBJECT)
    named = f"{topic}: {first.rstrip('.')}"
    return named if first and len(named) <= LONGEST_SUBJECT else shorten(topic, LONGEST_SUBJECT)


def shorten(text, longest):
    """Return a text, or as many whole words of it as fit with "…"; nothing when not even one does."""
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    kept = ""
    for word in text.split(" "):
        longer = f"{kept} {word}".strip()
        if len(longer) + 1 > longest:
            break
        kept = longer
    kept = kept.rstrip(" ,;:–-")
    return f"{kept}…" if kept else ""


def body_of(answers, files=()):
    """Return what makes two sends the same one: every good answer and the files' fingerprints."""
    said = {step: data for step in STEPS if (data := data_of(answers, step)) is not None}
    said.pop(FILES, None)
    return {"answers": said, "files": sorted(files)}


def body_hash(body):
    """Return a fingerprint of a contact: the same words and answers always give the same one."""
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
