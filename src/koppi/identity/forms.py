"""What the sign-in asks."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from koppi.ui.forms import KoppiForm, ShortText

LONGEST_PASSWORD = 200
# What the validators of the settings find, as a person says it.
POOR_PASSWORD = {
    "password_too_short": _("This is too short. A password has at least 12 characters."),
    "password_too_common": _("Many people use this password, so it is guessed first. Choose another."),
    "password_too_similar": _("This is too much like your username. Choose another."),
}


class CodeForm(KoppiForm):
    """The identity code of an invented person."""

    code = ShortText(
        label=_("Identity code"),
        help_text=_("For example 010190-900P. Only invented codes, with 900–999 after the sign."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
    )


class NewResidentForm(CodeForm):
    """Names for an invented person whom nobody has used yet."""

    given_name = ShortText(label=_("Given name"), max_length=80)
    family_name = ShortText(label=_("Family name"), max_length=80)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget = forms.HiddenInput()


class Password(forms.CharField):
    """A password: as typed, spaces and all, and never shown again."""

    def __init__(self, *, autocomplete, **kwargs):
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete}, render_value=False)
        super().__init__(strip=False, max_length=LONGEST_PASSWORD, widget=widget, **kwargs)
        # The browser would cut what a password manager fills in, without a word.
        self.widget.attrs.pop("maxlength", None)


def code_input(**attrs):
    """Return a field for a code that is typed from a phone or from paper."""
    return forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "short", **attrs})


class AccountForm(KoppiForm):
    """A username and a password."""

    username = ShortText(
        label=_("Username"),
        max_length=64,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "spellcheck": "false", "autocapitalize": "none"}
        ),
    )
    password = Password(label=_("Password"), autocomplete="current-password")

    def clean_username(self):
        return self.cleaned_data["username"].lower()


class ActivationForm(KoppiForm):
    """The username and the activation code that came from the administrator."""

    username = AccountForm.base_fields["username"]
    code = ShortText(
        label=_("Activation code"),
        help_text=_("16 letters and digits, from your administrator. The code works for two hours."),
        max_length=60,
        widget=code_input(autocapitalize="none"),
    )

    clean_username = AccountForm.clean_username


class NewPasswordForm(KoppiForm):
    """A new password, twice."""

    password = Password(
        label=_("New password"),
        help_text=_(
            "At least 12 characters. Three or four words that do not belong together make a good one."
        ),
        autocomplete="new-password",
    )
    again = Password(label=_("The same password again"), autocomplete="new-password")

    def __init__(self, *args, user, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self):
        password = self.cleaned_data["password"]
        try:
            validate_password(password, self.user)
        except forms.ValidationError as poor:
            raise forms.ValidationError(
                [POOR_PASSWORD.get(one.code, str(one.message)) for one in poor.error_list]
            ) from None
        return password

    def clean(self):
        found = super().clean()
        if "password" in found and "again" in found and found["password"] != found["again"]:
            self.add_error("again", _("The two passwords are not the same. Type the new one again."))
        return found


class ChangePasswordForm(NewPasswordForm):
    """The password in use, and a new one."""

    current = Password(label=_("Your password now"), autocomplete="current-password")
    field_order = ("current", "password", "again")

    def clean_current(self):
        current = self.cleaned_data["current"]
        if not self.user.check_password(current):
            raise forms.ValidationError(_("This is not your password. Check it, and type it again."))
        return current


class OneTimeCodeForm(KoppiForm):
    """Six digits of a code app."""

    code = ShortText(
        label=_("Six-digit code"),
        help_text=_("Your code app shows it. A new one comes every 30 seconds."),
        max_length=40,
        widget=code_input(inputmode="numeric", autocomplete="one-time-code"),
    )


class RecoveryCodeForm(KoppiForm):
    """One of the ten codes on paper."""

    code = ShortText(
        label=_("Recovery code"),
        help_text=_("One of the ten codes that you printed or wrote down. Each works once."),
        max_length=40,
        widget=code_input(autocapitalize="none"),
    )


class PasskeyForm(KoppiForm):
    """What a browser's passkey answers; filled in by the page's script."""

    answer = forms.CharField(widget=forms.HiddenInput(), max_length=20_000)


class NewPasskeyForm(PasskeyForm):
    """A new passkey, and what its owner calls it."""

    name = ShortText(
        label=_("Name of the passkey"),
        help_text=_("So that you know it later, for example “work phone”."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
