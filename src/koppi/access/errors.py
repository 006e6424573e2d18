"""Why a permission, a ban, a crossing or break-glass was not written."""

from django.utils.translation import gettext as _


class Refused(Exception):
    """A refusal; `code` is for the log, the words are for the person."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code

    @property
    def message(self):
        """What to tell the professional, in words that say nothing of what the other side holds."""
        words = {
            "ban": _("This cannot be opened."),
            "no_permission": _("This cannot be opened."),
            "has_a_representative": _(
                "Somebody may act for this client. Ask them for a permission instead of judging yourself."
            ),
            "not_a_social_authority": _("Only social care may use this basis."),
            "no_task": _("Your task does not open clients' matters."),
            "own_glass": _("Somebody else must review what you opened yourself."),
            "too_many": _("You have tried many times. Wait an hour, or call the team of the matter."),
            "reviewed": _("This has been reviewed already."),
        }
        return words.get(self.code, _("This cannot be opened."))
