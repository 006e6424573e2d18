"""Who may record the care need assessment."""

from ..rules import may_assess


def can_assess(professional, *, skill, day):
    """Tell whether a professional may assess a matter that calls for a skill, on a day (`may_assess`)."""
    return may_assess(
        professional.right_on(day),
        day=day,
        profession=professional.profession,
        skill=skill,
        incumbent=professional.assessed_before,
    )
