"""What a summary and a client plan hold, and when they say anything; no database, no clock.

Source: Sosiaalihuoltolaki 1301/2014 39 § for the plan's contents; 703/2023 18 §: each register has its own.
"""

SUMMARY, PLAN = "summary", "plan"
KINDS = (SUMMARY, PLAN)

# In the order in which they are talked about: the client first.
FIELDS = {
    SUMMARY: ("text",),
    PLAN: (
        "goals",
        "needs_client",
        "needs_professional",
        "strengths",
        "deeds",
        "services",
        "meetings",
        "partners",
        "living",
        "proposal",
        "duration",
        "follow_up",
        "deviation",
    ),
}
LONGEST = {SUMMARY: 2000, PLAN: 4000}


def as_content(kind, given):
    """Return a paper's fields as they are kept: each there, in its order, without spaces around it."""
    return {name: (given.get(name) or "").strip() for name in FIELDS[kind]}


def says_something(content):
    """Tell whether any field has words in it."""
    return any(content.values())


def fits(kind, content):
    """Tell whether no field is longer than it may be."""
    return all(len(text) <= LONGEST[kind] for text in content.values())


def changed_fields(before, after):
    """Return the names of the fields that differ, in their order."""
    return [name for name, text in after.items() if text != before.get(name, "")]
