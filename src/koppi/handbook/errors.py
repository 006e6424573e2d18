"""What cannot be done with rules and texts, each with a sentence for the person who tried."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from koppi.ui import times


class Refusal(Exception):
    """Something was not done; `str()` tells a person why, in the reader's language."""


class NotComplete(Refusal):
    """The content lacks something or contradicts itself; `.problems` says what, field by field."""

    def __init__(self, problems):
        self.problems = list(problems)
        super().__init__(" ".join(str(problem.said) for problem in self.problems))


class NotWriter(Refusal):
    """Only managers, team leads and owners change the county's rules and texts."""

    def __init__(self):
        super().__init__(_("Only managers, team leads and the owners of the contents may propose a change."))


class NotManager(Refusal):
    """Only managers say who owns what."""

    def __init__(self):
        super().__init__(_("Only a manager names who answers for the contents."))


class RoleTaken(Refusal):
    """There is already a role of this name."""

    def __init__(self):
        super().__init__(_("There is already a role of this name."))


class NotOwner(Refusal):
    """Somebody else answers for this content; `.owner` is the role."""

    def __init__(self, owner):
        self.owner = owner
        super().__init__(_("Only the owner does this: %(role)s.") % {"role": owner.name})


class NobodyOwns(Refusal):
    """The role that answers for this content names nobody."""

    def __init__(self, owner):
        self.owner = owner
        super().__init__(
            _(
                "Nobody has been named as %(role)s, so nobody can approve this. "
                "A manager names somebody on the page of owners."
            )
            % {"role": owner.name}
        )


class BaseHasChanged(Refusal):
    """The item has changed since this was written; what was written is kept."""

    def __init__(self):
        super().__init__(
            _(
                "This has changed since the proposal was written. The proposal is kept: "
                "look at what changed, and propose it again."
            )
        )


class AlreadySettled(Refusal):
    """The change was approved, sent back or withdrawn meanwhile."""

    def __init__(self):
        super().__init__(_("This change has already been approved, sent back or withdrawn."))


class NothingChanges(Refusal):
    """The proposal says what is in force already."""

    def __init__(self):
        super().__init__(_("Nothing is different from what is in force."))


class CodeTaken(Refusal):
    """There is already an item with this code."""

    def __init__(self):
        super().__init__(_("There is already one with this code. Choose another code."))


class SomethingPlanned(Refusal):
    """Another change takes force later; `.at` says when."""

    def __init__(self, at):
        self.at = at
        super().__init__(
            _(
                "A change is already planned to take force %(when)s. "
                "Call it off first, or choose a later time."
            )
            % {"when": times.exact(at, get_language())}
        )


class InForceAlready(Refusal):
    """The change has taken force, so it can be undone but not called off."""

    def __init__(self):
        super().__init__(_("This has taken force already. You can undo it with a new change."))


class NotYours(Refusal):
    """Only who proposed a change may withdraw it."""

    def __init__(self):
        super().__init__(_("Only the one who proposed this may withdraw it."))


class NotWhole(Refusal):
    """Some items of a whole lack something or contradict each other; nothing was taken in.

    `.wrong` has each item with its problems.
    """

    def __init__(self, wrong):
        self.wrong = list(wrong)
        super().__init__(
            "\n".join(
                f"{one.kind.one} {one.code}: {problem.said}"
                for one, problems in self.wrong
                for problem in problems
            )
        )


class PlannedOtherwise(Refusal):
    """A change of an item is planned already, so nothing was taken in; `.item` is the difference."""

    def __init__(self, item):
        self.item = item
        super().__init__(
            _(
                "%(what)s %(code)s: a change is already planned for later. "
                "Call it off first, and take the file in again."
            )
            % {"what": item.kind.one, "code": item.code}
        )
