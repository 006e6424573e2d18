"""The answers, as people read them."""

from django.utils.translation import gettext_lazy as _

from . import rules

HELPED = {rules.YES: _("Yes"), rules.PARTLY: _("Partly"), rules.NO: _("No, I did not")}
EASE = {1: _("Very easy"), 2: _("Easy"), 3: _("Neither easy nor hard"), 4: _("Hard"), 5: _("Very hard")}
