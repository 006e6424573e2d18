"""The desk's addresses: nouns; changing something makes one."""

from django.urls import path

from .views import (
    boundary,
    day,
    files,
    holding,
    judging,
    matter,
    notices,
    oversight,
    pausing,
    reaching,
    sorting_out,
    talking,
    worklist,
)

app_name = "desk"

MATTER = "m/<str:reference>/"

urlpatterns = [
    path("", worklist.show, name="worklist"),
    path("search/", worklist.search, name="search"),
    path("rows/", worklist.rows, name="rows"),
    path("modules/", talking.modules, name="modules"),
    path("going-home/", day.going_home, name="going_home"),
    path("going-home/all/", day.return_all, name="return_all"),
    path("absence/", day.absence, name="absence"),
    path("people/", day.people, name="people"),
    path("people/<int:professional_id>/end/", day.end, name="end"),
    path("data-protection/", oversight.search, name="oversight"),
    path("data-protection/older/<int:request_id>/", oversight.decide, name="older_looks"),
    path("notices/", notices.show, name="notices"),
    path("notices/seen/", notices.seen, name="notices_seen"),
    path(MATTER, matter.show, name="matter"),
    path(MATTER + "catch/", holding.catch, name="catch"),
    path(MATTER + "release/", holding.release, name="release"),
    path(MATTER + "handover/", holding.offer, name="offer"),
    path(MATTER + "handover/accept/", holding.accept, name="accept"),
    path(MATTER + "handover/decline/", holding.decline, name="decline"),
    path(MATTER + "handover/withdraw/", holding.withdraw, name="withdraw"),
    path(MATTER + "question/", talking.ask, name="ask"),
    path(MATTER + "question/<int:question_id>/answer/", talking.answer, name="answer"),
    path(MATTER + "question/<int:question_id>/withdraw/", talking.withdraw, name="withdraw_question"),
    path(MATTER + "reply/", talking.reply, name="reply"),
    path(MATTER + "reply/draft/", talking.reply_draft, name="reply_draft"),
    path(MATTER + "note/", talking.note, name="note"),
    path(MATTER + "note/draft/", talking.note_draft, name="note_draft"),
    path(MATTER + "snooze/", pausing.snooze, name="snooze"),
    path(MATTER + "wake/", pausing.wake, name="wake"),
    path(MATTER + "waiting/", pausing.wait, name="wait"),
    path(MATTER + "assessment/", judging.assess, name="assess"),
    path(MATTER + "urgency/", judging.urgency, name="urgency"),
    path(MATTER + "closing/", judging.close, name="close"),
    path(MATTER + "reopening/", judging.reopen, name="reopen"),
    path(MATTER + "join/", sorting_out.join, name="join"),
    path(MATTER + "client/", sorting_out.correct, name="correct"),
    path(MATTER + "contact-details/", reaching.show, name="contact_details"),
    path(MATTER + "other-side/", boundary.other_side, name="other_side"),
    path(MATTER + "other-side/end/", boundary.end_other_side, name="end_other_side"),
    path(MATTER + "spoken/", boundary.spoken, name="spoken"),
    path(MATTER + "files/<uuid:file_uuid>/", files.show, name="file"),
]
