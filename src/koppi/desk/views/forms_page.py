"""A step with a form: a page of its own without script, a dialog with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from koppi.access.errors import Refused as AccessRefusal
from koppi.handbook.errors import Refusal as HandbookRefusal
from koppi.matters.errors import Refusal
from koppi.people.errors import Refusal as PeopleRefusal

from . import doors


@dataclass(frozen=True, slots=True)
class Step:
    """What a form page says around its form."""

    title: str
    button: str
    said: str = ""
    more: str = ""
    consequences: list[str] = field(default_factory=list)
    danger: bool = False
    template: str = "desk/step.html"
    extra: dict = field(default_factory=dict)


def take_step(request, matter, form, step, do):
    """Show a form, or do what it asks and return what `do` returned.

    A refusal comes back with the form as it was typed and the reason on top, so that nothing is lost.

    :param do: a function of the form's clean values that acts and returns a response
    """
    refusal = ""
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                return do(form.cleaned_data)
            except (Refusal, PeopleRefusal, AccessRefusal, HandbookRefusal) as refused:
                refusal, status = doors.refused(request, refused), 409
        else:
            status = 422
    return doors.page(
        request,
        step.template,
        {
            "matter": matter,
            "form": form,
            "step": step,
            "refusal": refusal,
            "action": request.get_full_path(),
            "place": doors.place_of(request),
            "back_url": doors.address("matter", matter.reference, place=doors.place_of(request))
            if matter
            else "",
            **step.extra,
        },
        status=status,
    )
