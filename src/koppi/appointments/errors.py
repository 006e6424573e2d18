"""Why a time cannot be booked, moved or changed now; each tells what is so and what to do."""

from django.utils.translation import gettext as _

from koppi.matters.errors import Refusal


class SlotTaken(Refusal):
    """Somebody else has just got the time."""

    @property
    def message(self):
        return _("That time has just been taken. Choose another one.")


class SlotGone(Refusal):
    """The time is no longer offered: the professional is away, or their hours changed."""

    @property
    def message(self):
        return _("That time is no longer offered. Choose another one.")


class SlotOver(Refusal):
    """The time has already begun."""

    @property
    def message(self):
        return _("That time has already passed. Choose another one.")


class SlotNotForYou(Refusal):
    """Whoever asks may not book the time."""

    @property
    def message(self):
        return _("You cannot book that time. Choose another one, or ask us.")


class ClientBusy(Refusal):
    """The client has another appointment at the same time."""

    @property
    def message(self):
        return _("There is another appointment at the same time. Choose another time.")


class RoomTaken(Refusal):
    """The room is in use at that time."""

    @property
    def message(self):
        return _("The room is in use at that time. Choose another time.")


class ProfessionalBusy(Refusal):
    """The professional meets somebody else at that time."""

    @property
    def message(self):
        return _("The professional meets somebody else at that time. Choose another time.")


class AlreadyBooked(Refusal):
    """The client has an appointment in this matter already."""

    @property
    def message(self):
        return _("You already have an appointment in this matter. You can move it.")


class WeBook(Refusal):
    """Appointments of this topic are booked by professionals, or only once the need has been assessed."""

    @property
    def message(self):
        return _("We choose the time together with you. Write to us in your matter.")


class NotWaiting(Refusal):
    """The appointment was moved, cancelled or held meanwhile."""

    @property
    def message(self):
        return _("This appointment has changed meanwhile. Nothing was changed.")


class TooLateToChange(Refusal):
    """The client can no longer change the appointment by themselves."""

    @property
    def message(self):
        return _("It is too late to change this here. Please call us.")


class NotYet(Refusal):
    """The appointment has not begun."""

    @property
    def message(self):
        return _("The appointment has not begun yet.")


class DelayUnexplained(Refusal):
    """The time is after the limit by which care must begin, and nobody has said why; `.limit` tells it."""

    def __init__(self, limit):
        super().__init__()
        self.limit = limit

    @property
    def message(self):
        return _("That time is after the limit by which care must begin. Say why; the client is told.")


class PatternsOverlap(Refusal):
    """The professional has other hours at the same time of that weekday."""

    @property
    def message(self):
        return _("The professional already has reception hours at that time. End those first.")


class RoomsOverlap(Refusal):
    """The room is promised to somebody else at the same time of that weekday."""

    @property
    def message(self):
        return _("The room is already used at that time. Choose another room or time.")


class HoursInThePast(Refusal):
    """The hours would begin, or end, on a day that has passed."""

    @property
    def message(self):
        return _("That day has passed. Hours begin and end today at the earliest.")


class RoomClosed(Refusal):
    """The room is no longer in use."""

    @property
    def message(self):
        return _("That room is no longer in use. Choose another one.")


class RoomInUse(Refusal):
    """Somebody has reception hours in the room."""

    @property
    def message(self):
        return _("Somebody receives in this room. End their hours, or give them another room, first.")


class RoomNamed(Refusal):
    """The unit has a room of that name."""

    @property
    def message(self):
        return _("There is a room of that name already. Give this one another name.")


class NoTimeFits(Refusal):
    """Not one time fits between the hours given."""

    @property
    def message(self):
        return _("No time of that length fits between those hours.")


# What the database says, as people say it.
OF_CONSTRAINT = {
    "a_time_is_booked_once": SlotTaken,
    "a_professional_meets_one_at_a_time": ProfessionalBusy,
    "a_room_is_used_by_one_at_a_time": RoomTaken,
    "a_client_is_in_one_place_at_a_time": ClientBusy,
    "reception_hours_do_not_overlap": PatternsOverlap,
    "a_room_is_promised_once": RoomsOverlap,
    "a_room_has_a_name_of_its_own": RoomNamed,
}


def of_database(error):
    """Return the refusal that a broken constraint means, or None when it is none of these."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    return OF_CONSTRAINT[name]() if name in OF_CONSTRAINT else None
