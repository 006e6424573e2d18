"""What people have said, for tests."""

from datetime import date

from koppi.feedback.models import About, Feedback


def make_feedback(team, *, day=date(2025, 3, 3), helped="yes", ease=None, words="", subject="terveys"):
    """Return an answer about a team's work."""
    return Feedback.objects.create(
        about=About.CHAT,
        subject=subject,
        register="patient",
        team=team,
        day=day,
        helped=helped,
        ease=ease,
        words=words,
    )
