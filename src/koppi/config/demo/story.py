"""One matter's hands and voices: short verbs over the real actions, with words that fit."""

from datetime import timedelta
from uuid import UUID

from koppi.conversations import actions as letters
from koppi.intake import actions as intake
from koppi.intake.models import Contact
from koppi.matters import actions as matters
from koppi.matters.models import Matter

from .words import CARE, vary
from .words.care import CARE_IN_ENGLISH
from .words.team import ANSWERS, CORRECTIONS, DECLINE, FIXED, GIVE, NOTES, PHONE, QUESTIONS, SNOOZES


class Story:
    """What happens to one matter: whose it is, who holds it now, and the time in the story."""

    def __init__(self, world, plot, rng, at):
        self.world, self.plot, self.rng, self.at = world, plot, rng, at
        self.matter = None
        self.holder = None
        self.is_assessed = False

    # Time

    def minutes(self, low, high):
        """Move the story on by some minutes, and return the moment."""
        self.at += timedelta(minutes=self.rng.uniform(low, high))
        return self.at

    def about(self, middle, most):
        """Move the story on by a time that is mostly short and sometimes long, in minutes."""
        self.at += timedelta(minutes=min(self.rng.lognormvariate(0, 0.9) * middle, most))
        return self.at

    def when_holder_is_here(self, low=5, high=60):
        """Move on to when the holder, or whoever steps in, gets to the matter next."""
        earliest = self.minutes(low, high)
        if self.holder is None:
            return self.when_somebody_is_here(earliest)
        here = self.holder.next_here(earliest)
        stand_in = self.world.substitutes.get(self.holder.worker.username)
        if stand_in and (here is None or here - earliest > timedelta(days=3)):
            self.holder = self.world.colleagues[stand_in]
            here = self.holder.next_here(earliest)
        if here is None:
            here = self.world.now + timedelta(days=1)
        if here > earliest:
            here += timedelta(minutes=self.rng.uniform(3, 70))
        self.at = here
        return self.at

    def when_somebody_is_here(self, earliest, *, besides=None):
        """Move on to when somebody of the team with the skill is free, who becomes the next holder."""
        able = [one for one in self.world.able(self.team_code, self.matter.skill) if one is not besides]
        spread = timedelta(minutes=12 if self.plot.told.says else 100)
        found, here = self.world.first_free(able, earliest, self.rng, self.plot.sender.language, spread)
        if found is None:
            self.at = self.world.now + timedelta(days=1)
            return self.at
        self.holder, self.at = found, here
        return self.at

    # Words

    @property
    def team_code(self):
        """The code of the matter's team."""
        return self.matter.team.code

    @property
    def care(self):
        """How matters of this topic usually go."""
        return CARE[self.plot.told.topic]

    def _to_client(self, which):
        language = self.plot.sender.language
        words = getattr(self.care, which)[language] if language in ("fi", "sv") else CARE_IN_ENGLISH[which]
        return vary(words, self.rng)

    def _said(self, which):
        language = self.plot.sender.language
        return vary(self.rng.choice(FIXED[which][language if language in ("fi", "sv") else "en"]), self.rng)

    def _to_colleague(self, words, by):
        chosen = words[by.language]
        return vary(self.rng.choice(chosen) if isinstance(chosen, tuple) else chosen, self.rng)

    def _key(self):
        return UUID(int=self.rng.getrandbits(128), version=4)

    # The client

    def contact(self, *, taken_by=None):
        """Let the contact come in, and return its matters; a professional writes down what is said by phone."""
        plot = self.plot
        told, topic = plot.told, self.world.topics[plot.told.topic]
        words = vary(told.text, self.rng, plot.about.given)
        if taken_by:
            words = vary(self.rng.choice(PHONE[taken_by.language]), self.rng) + words
        affirmed = (told.says,) if told.says in topic.statements else ()
        said = intake.Said(
            about=plot.about.client,
            topic=topic,
            registers=plot.registers or topic.touched,
            words=words,
            title=told.title,
            since=told.since,
            affirmed=affirmed,
            reach=None if taken_by else self._reach(),
            support=None if taken_by else self._support(),
            language=told.language,
            interpreter=told.language if told.language == "so" else "",
        )
        received = intake.receive_contact(
            said=said,
            key=self._key(),
            channel=plot.channel,
            for_other=plot.about is not plot.sender,
            identified="code" if taken_by else "",
            by=taken_by.user if taken_by else plot.sender.user,
            at=self.at,
        )
        return sorted(received.opened, key=lambda matter: matter.register)

    def _reach(self):
        by_phone = self.rng.random() < 0.3
        return {
            "by": "phone" if by_phone else "message",
            "phone": self.plot.sender.client.phone,
            "times": [self.rng.choice(("8-10", "10-12", "12-14", "14-16"))] if by_phone else [],
            "voicemail": by_phone and self.rng.random() < 0.5,
            "email": "",
        }

    def _support(self):
        hard_of_hearing = self.plot.about.age > 78 and self.rng.random() < 0.25
        return {
            "language": self.plot.told.language,
            "interpreter": "so" if self.plot.told.language == "so" else "",
            "support": ["hearing"] if hard_of_hearing else [],
            "more": "",
        }

    def write(self, which="heard", body=""):
        """Let the client write a letter."""
        body = body or (self._to_client("heard") if which == "heard" else self._said(which))
        letters.write_letter(
            matter_id=self.matter.pk,
            body=body,
            client_uuid=self._key(),
            by=self.plot.sender.user,
            at=self.at,
        )

    def get_worse(self, affirmed=()):
        """Let the client tell that it got worse."""
        intake.report_worse(
            matter_id=self.matter.pk,
            affirmed=affirmed,
            words=self._said("worse"),
            by=self.plot.sender.user,
            at=self.at,
        )

    def cancel(self):
        """Let the client cancel the matter."""
        matters.cancel_matter(matter_id=self.matter.pk, by=self.plot.sender.user, at=self.at)

    # Professionals

    def catch(self):
        """Let the next holder catch the matter."""
        matters.catch_matter(matter_id=self.matter.pk, by=self.holder.user, at=self.at)

    def reply(self, which="answer", body=""):
        """Let the holder write to the client; what nobody holds is caught by it."""
        letters.reply(
            matter_id=self.matter.pk,
            body=body or self._to_client(which),
            client_uuid=self._key(),
            by=self.holder.user,
            at=self.at,
        )

    def note(self, body=""):
        """Let the holder write a note that the client never sees."""
        letters.write_note(
            matter_id=self.matter.pk,
            body=body or self._to_colleague(NOTES, self.holder),
            client_uuid=self._key(),
            by=self.holder.user,
            at=self.at,
        )

    def assess(self, urgency=None, by=None):
        """Let the holder, or a licensed colleague, record the care need; social matters have none."""
        by = by or self.holder
        if self.matter.register != "patient":
            return
        if not by.is_licensed:
            by = next(one for one in self.world.members(self.team_code) if one.is_licensed)
        if urgency is None:
            urgency = Matter.Urgency.URGENT if self.plot.told.says else self.rng.choices((0, 1), (70, 30))[0]
        matters.assess_matter(
            matter_id=self.matter.pk,
            need=self._to_colleague(self.care.need, by),
            urgency=urgency,
            profession=self.care.profession if self.rng.random() < 0.8 else "",
            by=by.user,
            at=self.at,
        )
        self.is_assessed = True

    def close(self, outcome=""):
        """Let the holder close the matter; who may not assess leaves that with a reason."""
        assessed = self.matter.register != "patient" or self.is_assessed
        outcome = outcome or self.rng.choice(self.care.outcomes)
        matters.close_matter(
            matter_id=self.matter.pk,
            outcome=outcome,
            without_assessment="" if assessed else "not_a_care_need",
            without_care="elsewhere" if outcome == "moved_on" else "given",
            by=self.holder.user,
            at=self.at,
        )

    def release(self):
        """Let the holder give the matter back to the team."""
        matters.release_matter(matter_id=self.matter.pk, why="", by=self.holder.user, at=self.at)

    def offer(self, *, to_person=None, to_team=None, to_skill="", why="colleague", reason=""):
        """Let the holder offer the matter on."""
        return matters.offer_handover(
            matter_id=self.matter.pk,
            reason=reason or GIVE[self.holder.language][why],
            to_person=to_person.professional if to_person else None,
            to_team=to_team,
            to_skill=to_skill,
            by=self.holder.user,
            at=self.at,
        )

    def accept(self, offer, by):
        """Let a colleague take the matter over."""
        matters.accept_handover(handover_id=offer.pk, by=by.user, at=self.at)
        self.holder = by
        self.matter.team = offer.to_team

    def decline(self, offer, by):
        """Let a colleague decline; the giver still holds."""
        matters.decline_handover(
            handover_id=offer.pk, answer=self._to_colleague(DECLINE, by), by=by.user, at=self.at
        )

    def ask(self, *, of=None, team=None, question=""):
        """Let the holder ask a colleague or a team for advice."""
        return matters.ask_colleague(
            matter_id=self.matter.pk,
            question=question or self._to_colleague(QUESTIONS, self.holder),
            to_person=of.professional if of else None,
            to_team=team,
            by=self.holder.user,
            at=self.at,
        )

    def advise(self, question, by, answer=""):
        """Let a colleague answer a question."""
        matters.answer_question(
            consultation_id=question.pk,
            answer=answer or self._to_colleague(ANSWERS, by),
            by=by.user,
            at=self.at,
        )

    def snooze(self, until):
        """Let the holder put the matter out of sight until a moment."""
        matters.snooze_matter(
            matter_id=self.matter.pk,
            until=until,
            why=self._to_colleague(SNOOZES, self.holder),
            by=self.holder.user,
            at=self.at,
        )

    def wait_for(self, whom):
        """Let the holder note that the next move is somebody else's."""
        matters.wait_for(matter_id=self.matter.pk, waiting_for=whom, by=self.holder.user, at=self.at)

    def join_to(self, older):
        """Let the holder join this matter to an older one of the same client."""
        matters.join_matters(newer_id=self.matter.pk, older_id=older.pk, by=self.holder.user, at=self.at)
        self.matter = older

    def correct(self, client):
        """Let the holder continue the matter as one about the right person."""
        self.matter = matters.correct_client(
            matter_id=self.matter.pk,
            client=client,
            reason=CORRECTIONS[self.holder.language],
            by=self.holder.user,
            at=self.at,
        )

    @property
    def is_by_phone(self):
        """Whether a professional took this contact."""
        return self.plot.channel != Contact.Channel.FORM
