"""Ask the other side: the same button and form for every client, and no identity in what is sent."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from koppi.people.models import Team

from .. import asking_across, queries
from ..forms import AnswerForm
from ..forms_of_law import AcrossForm
from ..models import SideQuestion
from . import doors
from .forms_page import Step, take_step


@doors.at_desk
@require_http_methods(["GET", "POST"])
def ask(request, reference):
    """Ask a team of the other register something general, from any matter."""
    matter = doors.open_matter(request, reference)
    form = AcrossForm(
        doors.posted(request), now=request.now, teams=queries.other_teams(matter.team.register), matter=matter
    )
    step = Step(
        title=_("Ask the other side"),
        said=_("Ask in general, as about anybody. Nothing of the client or the matter is sent."),
        more=_("To talk about this client, open the other side on one of the law's grounds first."),
        button=_("Send the question"),
    )

    def do(clean):
        asking_across.ask_other_side(
            to_team=Team.objects.get(pk=clean["team"]),
            question=clean["question"],
            by=request.user,
            at=request.now,
        )
        doors.toast(request, _("Sent. You are told when somebody answers."))
        return doors.go("matter", reference, place=doors.place_of(request))

    return take_step(request, matter, form, step, do)


@doors.at_desk
@require_GET
def questions(request):
    """Show the questions to one's teams from the other side, and one's own with their answers."""
    context = {"ours": queries.asked_of_us(request.user), "mine": queries.asked_by_me(request.user)}
    return doors.page(request, "desk/questions.html", context)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def answer(request, side_question_id):
    """Answer a question from the other side."""
    found = next((one for one in queries.asked_of_us(request.user) if one.id == side_question_id), None)
    if found is None:
        raise SideQuestion.DoesNotExist
    form = AnswerForm(doors.posted(request), now=request.now)
    step = Step(
        title=_("Answer the other side"),
        said=found.question,
        more=_("Answer in general. Name no client."),
        button=_("Send the answer"),
        extra={"back_url": doors.address("side_questions")},
    )

    def do(clean):
        asking_across.answer_other_side(
            question_id=side_question_id, answer=clean["answer"], by=request.user, at=request.now
        )
        doors.toast(request, _("Answered."))
        return doors.go("side_questions")

    return take_step(request, None, form, step, do)
