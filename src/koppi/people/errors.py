"""What people cannot do here, each with a sentence for the person who tried."""

from django.utils.translation import gettext as _

from koppi.deadlines.calendars import to_local


class Refusal(Exception):
    """Something was not done; `str()` tells a person why, in the reader's language."""

    @property
    def message(self):
        return str(self)


class AlreadyClient(Refusal):
    """The identity code already names a client, `.client`."""

    def __init__(self, client):
        self.client = client
        super().__init__(_("There is already a client with this identity code."))


class CodeOfSomebodyElse(Refusal):
    """The identity code tells another birth date than the one that was given."""

    def __init__(self):
        super().__init__(_("The birth date and the identity code do not match."))


class NotInRegister(Refusal):
    """The professional, or the team, does not work in this register; None is whoever tries."""

    def __init__(self, professional):
        if professional is None:
            super().__init__(_("You do not work in this part of the services."))
        else:
            super().__init__(
                _("%(name)s does not work in this part of the services.") % {"name": professional.name}
            )


class NoSuchRole(Refusal):
    """The register has no such role, or a team was asked for a person's, or a person for a team's."""

    def __init__(self):
        super().__init__(_("This part of the services has no such role."))


class MayNotLead(Refusal):
    """The county's rules for minors name other professions for this role (ASI-13)."""

    def __init__(self, professional):
        super().__init__(
            _("By the county’s rules for minors %(name)s may not have this role.")
            % {"name": professional.name}
        )


class AlreadyAsked(Refusal):
    """Somebody has been asked to be this and has not answered yet."""

    def __init__(self):
        super().__init__(_("Somebody has been asked already and has not answered yet."))


class AlreadyOwn(Refusal):
    """The client has somebody in this role: `.standing`; a change says instead of whom."""

    def __init__(self, standing):
        self.standing = standing
        super().__init__(_("The client has somebody in this role already."))


class NotAsked(Refusal):
    """It has been answered or withdrawn, or others were asked."""

    def __init__(self):
        super().__init__(_("This is no longer asked of you."))


class WordsMissing(Refusal):
    """A reason, or what was told to the next, was left empty."""

    def __init__(self):
        super().__init__(_("Write the reason. In a change, also write what the next one was told."))


class AlreadyAway(Refusal):
    """There is an absence at the same time."""

    def __init__(self, professional):
        super().__init__(_("%(name)s is already marked as away at that time.") % {"name": professional.name})


class NoSuchTime(Refusal):
    """The time ends before it starts, or has already passed."""

    def __init__(self):
        super().__init__(_("The time ends before it starts. Check the days."))


class WrongSubstitute(Refusal):
    """The substitute is the absent person, or no longer works here."""

    def __init__(self):
        super().__init__(_("This colleague cannot step in. Choose somebody else."))


class SubstitutesInACircle(Refusal):
    """The substitute is away at the same time, and their substitutes come back to the absent person."""

    def __init__(self):
        super().__init__(
            _(
                "This colleague is away at the same time, and so are those who step in, in a circle. "
                "Choose somebody else."
            )
        )


class TooManySubstitutes(Refusal):
    """More than three would have to be asked one after the other."""

    def __init__(self):
        super().__init__(
            _("This colleague is away at the same time, and so are those who step in. Choose somebody else.")
        )


class NotYourTeam(Refusal):
    """Only oneself, or a lead of a shared team, may do this."""

    def __init__(self):
        super().__init__(_("Only the person themselves or a lead of their team can do this."))


class AlreadyLeaving(Refusal):
    """The last day of somebody is planned already."""

    def __init__(self, professional):
        super().__init__(
            _("The last day of %(name)s is planned already. Call it off first to choose another.")
            % {"name": professional.name}
        )


class NotLeaving(Refusal):
    """No leaving is planned, or it has happened already."""

    def __init__(self):
        super().__init__(_("There is no planned last day any more. Look at the page again."))


class NotManager(Refusal):
    """Only a manager may change this."""

    def __init__(self):
        super().__init__(_("Only a manager can change this."))


class FromTomorrow(Refusal):
    """The usual week changes from tomorrow on at the earliest."""

    def __init__(self):
        super().__init__(
            _("The week can change from tomorrow on. For today, write an exception for the one day.")
        )


class DayHasPassed(Refusal):
    """The day has passed, and what was true then stays."""

    def __init__(self):
        super().__init__(_("The day has passed. Choose a later one."))


class HoursOverlap(Refusal):
    """Two openings of one day overlap."""

    def __init__(self, earlier, later):
        facts = {"earlier": _span(earlier), "later": _span(later)}
        super().__init__(_("The hours overlap: %(earlier)s and %(later)s. Write each time once.") % facts)


class OfficeHoursAreWhole(Refusal):
    """Office hours are one span a day, on at least one day from Monday to Friday."""

    def __init__(self):
        super().__init__(
            _("Office hours are one time a day, from Monday to Friday, because the law counts by them.")
        )


class NotForOneself(Refusal):
    """Nobody opens a team's matters to themselves."""

    def __init__(self):
        super().__init__(_("Another manager must do this for you."))


class UsernameTaken(Refusal):
    """Somebody has the username already, or had it."""

    def __init__(self):
        super().__init__(_("Somebody has this username already. Choose another."))


class UnknownLanguage(Refusal):
    """The language is none that Koppi knows."""

    def __init__(self):
        super().__init__(_("Koppi does not know this language. Choose from the list."))


class NoSuchTask(Refusal):
    """The task, or the service, is not one of the register's (decree 457/2024)."""

    def __init__(self):
        super().__init__(_("This task belongs to the other part of the services. Choose again."))


class TaskMissing(Refusal):
    """The person has no such task now."""

    def __init__(self):
        super().__init__(_("The task has ended already."))


class ShiftsOverlap(Refusal):
    """The professional has another shift at the same time."""

    def __init__(self, shift):
        starts, ends = to_local(shift.starts_at), to_local(shift.ends_at)
        facts = {
            "name": shift.professional.name,
            "day": f"{starts.day}.{starts.month}.",
            "hours": _span((starts, ends)),
        }
        super().__init__(_("%(name)s has a shift at that time already: %(day)s %(hours)s.") % facts)


class ShiftIsOver(Refusal):
    """The shift has ended, or begun: what was true then stays."""

    def __init__(self):
        super().__init__(_("That time has passed, and what was true then stays. Choose a later one."))


class SkippedHour(Refusal):
    """The clocks go forward that night, and the time is skipped."""

    def __init__(self):
        super().__init__(
            _("There is no such time that night, because the clocks go forward. Choose another one.")
        )


class WrongTeam(Refusal):
    """The team that would take over is closed, the same, or of the other register."""

    def __init__(self):
        super().__init__(_("This team cannot take over. Choose an open team of the same services."))


class TeamClosed(Refusal):
    """The team has closed."""

    def __init__(self):
        super().__init__(_("The team is closed."))


class TopicsLeadHere(Refusal):
    """Topics still lead new matters to a team."""

    def __init__(self, topics):
        self.topics = topics
        super().__init__(
            _("These topics lead to the team: %(topics)s. Lead them elsewhere first.")
            % {"topics": ", ".join(topics)}
        )


class ChatsLeadHere(Refusal):
    """Ways into the chat still lead new matters to a team."""

    def __init__(self, chats):
        self.chats = chats
        super().__init__(
            _("These chats lead to the team: %(chats)s. Lead them elsewhere first.")
            % {"chats": ", ".join(chats)}
        )


class BranchOfItself(Refusal):
    """A unit cannot be a branch of itself, or of its own branch."""

    def __init__(self):
        super().__init__(_("A unit cannot be its own branch. Choose another one."))


class MunicipalityTaken(Refusal):
    """There is a municipality of this number already."""

    def __init__(self):
        super().__init__(_("There is a municipality with this number already."))


class ExtractChanged(Refusal):
    """What was looked at is not what would be done now, or must not be done."""

    def __init__(self):
        super().__init__(_("Something changed since you read the file. Nothing was done. Read it again."))


def _span(span):
    opens, closes = span
    return f"{opens.hour}.{opens.minute:02d}–{closes.hour}.{closes.minute:02d}"
