"""What the desk lets people do, beyond what the packages below already judge."""

DATA_PROTECTION_OFFICER = "data_protection_officer"
TEAM_LEAD = "team_lead"
MANAGER = "manager"
SHIFT_LEAD = "shift_lead"
MOST_SHOWN = 99


def may_lead(roles):
    """Test whether somebody leads a team: names substitutes and ends work."""
    return TEAM_LEAD in roles


def may_plan(roles):
    """Test whether somebody plans shifts and notes absences for others in their teams."""
    return TEAM_LEAD in roles or SHIFT_LEAD in roles


def may_administer(roles):
    """Test whether somebody has anything on the page “Administration”."""
    return may_plan(roles) or may_manage(roles)


def may_lead_chat(roles):
    """Test whether somebody sees how the chat goes: who leads a team or a shift, or manages the county."""
    return may_plan(roles) or may_manage(roles)


def may_manage(roles):
    """Test whether somebody manages the county's units, people and opening hours."""
    return MANAGER in roles


def may_oversee(roles):
    """Test whether somebody may search the log of who has looked at whose data."""
    return DATA_PROTECTION_OFFICER in roles


def may_see_to_messages(roles):
    """Test whether somebody sees the messages of their teams that did not leave, or may not have."""
    return may_plan(roles)


def may_release(holder_id, reader_id, roles):
    """Test whether somebody may return a matter to its team: its holder, or a shift lead."""
    return holder_id is not None and (holder_id == reader_id or SHIFT_LEAD in roles)


def may_reach(holder_id, reader_id):
    """Test whether somebody may open how to reach a client: only whoever has the matter."""
    return holder_id is not None and holder_id == reader_id


def shown_count(count):
    """Return a count as a tab shows it: 99+ from a hundred on."""
    return f"{MOST_SHOWN}+" if count > MOST_SHOWN else str(count)


def group_of(priority, due_on, today):
    """Return where a row stands in a list: urgent, today (also what is late), or later."""
    if priority >= 2:
        return "urgent"
    return "today" if due_on <= today else "later"
