"""How matters go, as tales: each pauses with `yield` until the simulated clock reaches its next moment.

What lies after now has not happened, so every tale also ends in the middle, and the worklist of
today is made of tales under way.
"""

import random
from dataclasses import replace
from datetime import datetime, time, timedelta

from koppi.deadlines.calendars import HELSINKI, day_of, is_working_day
from koppi.matters.models import Matter

from .story import Story

# Teams that take nothing over from just anybody.
NOT_FOR_ALL = ("mieli", "tietosuoja", "tietosuoja-sosiaali")

CLIENT = Matter.WaitingFor.CLIENT
APPOINTMENT = Matter.WaitingFor.APPOINTMENT


def tell(world, plot, seed):
    """Tell one contact from its first word; returns a generator that yields the next moment."""
    rng = random.Random(f"{seed}/{plot.number}")  # noqa: S311  chance, not a secret
    story = Story(world, plot, rng, plot.at)
    yield story.at
    if story.is_by_phone:
        yield from _by_phone(story)
        return
    opened = story.contact()
    told = [_handled(_beside(story, matter, index)) for index, matter in enumerate(opened)]
    yield from _together(told)


def _beside(story, matter, index):
    beside = Story(story.world, story.plot, random.Random(f"{story.rng.random()}/{index}"), story.at)  # noqa: S311
    beside.matter = matter
    return beside


def _together(tales):
    """Tell the tales of linked matters side by side, always the one whose moment comes first."""
    under_way = [[next(tale, None), tale] for tale in tales]
    while under_way := [pair for pair in under_way if pair[0] is not None]:
        first = min(under_way, key=lambda pair: pair[0])
        yield first[0]
        first[0] = next(first[1], None)


def _by_phone(story):
    """Somebody calls or walks in; whoever answers writes it down, and mostly it is solved at once."""
    world, plot = story.world, story.plot
    topic = world.topics[plot.told.topic]
    team, skill = topic.route(topic.touched[0])
    answers, here = world.first_free(world.able(team.code, skill), story.at, story.rng, plot.sender.language)
    if answers is None:
        return
    yield story.minutes(0, 1) if here <= story.at else here
    story.at = max(story.at, here)
    opened = story.contact(taken_by=answers)
    story.matter, story.holder = opened[0], answers
    others = [_handled(_beside(story, matter, index)) for index, matter in enumerate(opened[1:])]
    if others or story.rng.random() < 0.16:
        yield from _together([_handled(story), *others])
        return
    yield story.minutes(3, 9)
    story.assess()
    yield story.minutes(0.5, 3)
    story.close()


def _handled(story):
    """Somebody gets to the matter, sooner or later, and it takes one of many ways."""
    rng, arrived = story.rng, story.at
    urgent = bool(story.plot.told.says)
    if not urgent and rng.random() < 0.02:
        yield story.minutes(20, 200)
        story.cancel()
        return
    if not urgent and rng.random() < 0.05 and not story.is_by_phone:
        yield from _told_twice(story)
        return
    story.about(*((3, 9) if urgent else (70, 360)))
    story.when_somebody_is_here(story.at)
    if not urgent:
        story.at = _in_time(story, arrived)
    if not urgent and rng.random() < 0.035:
        yield from _grew_worse(story, arrived)
    yield story.at
    way = rng.choices(list(WAYS), list(WAYS.values()))[0]
    yield from (_urgently if urgent and way is _solved else way)(story)


def _in_time(story, arrived):
    """Return when somebody really gets to it: nearly always the same working day, as the law says."""
    if not is_working_day(day_of(arrived)) or story.rng.random() < 0.06:
        return story.at
    evening = datetime.combine(day_of(arrived), time(15, 50), HELSINKI)
    if arrived < evening - timedelta(minutes=10) and story.at > evening:
        at = arrived + (evening - arrived) * story.rng.uniform(0.1, 0.95)
        somebody, here = story.world.first_free(
            story.world.able(story.team_code, story.matter.skill), at, story.rng, story.plot.sender.language
        )
        if somebody is not None and here <= evening:
            story.holder = somebody
            return here
    return story.at


# Ways


def _solved(story):
    """Answered, assessed and closed in one go."""
    story.reply("answer")
    yield story.minutes(1, 5)
    story.assess()
    if story.rng.random() < 0.1:
        story.note()
    yield story.minutes(1, 6)
    story.close()
    if story.rng.random() < 0.07:
        yield from _comes_back(story)


def _urgently(story):
    """Caught at once, called, assessed as urgent and moved to care."""
    story.catch()
    yield story.minutes(2, 6)
    story.assess()
    yield story.minutes(2, 8)
    story.reply("answer")
    if story.rng.random() < 0.4:
        story.note()
    yield story.minutes(5, 25)
    story.close("moved_on" if story.rng.random() < 0.5 else "appointment")


def _asked_more(story):
    """A question back; most clients answer soon, some never do."""
    story.reply("ask")
    yield story.minutes(1, 5)
    story.assess()
    yield story.minutes(0.5, 2)
    story.wait_for(CLIENT)
    if story.rng.random() < 0.25:
        story.at += timedelta(days=story.rng.uniform(5, 12))
        yield story.when_holder_is_here()
        story.close("not_reached")
        return
    story.about(260, 5000)
    yield _awake(story)
    story.write("heard")
    yield story.when_holder_is_here(10, 150)
    story.reply("answer")
    yield story.minutes(2, 20)
    story.close()
    if story.rng.random() < 0.12:
        yield from _comes_back(story)


def _had_an_appointment(story):
    """A time is booked, and the matter waits for it."""
    story.reply("answer")
    yield story.minutes(1, 5)
    story.assess()
    yield story.minutes(0.5, 3)
    story.wait_for(APPOINTMENT)
    story.at += timedelta(days=story.rng.uniform(2, 9))
    yield story.when_holder_is_here(30, 200)
    story.close("appointment")


def _handed_over(story):
    """Caught and offered on; mostly accepted, now and then declined or left to lapse."""
    rng = story.rng
    story.catch()
    yield story.minutes(2, 15)
    taker, offer = _offered(story)
    if offer is None:
        yield from _solved(story)
        return
    fate = rng.random()
    if fate < 0.7:
        yield story.minutes(3, 45)
        story.accept(offer, taker)
        yield story.minutes(4, 40)
        yield from _solved(story)
    elif fate < 0.87:
        yield story.minutes(5, 50)
        story.decline(offer, taker)
        yield story.when_holder_is_here(2, 30)
        yield from _solved(story)
    else:
        # The sweep lets it lapse, and then it is the giver's again.
        story.at = offer.expires_at + timedelta(minutes=rng.uniform(130, 200))
        yield story.when_holder_is_here(1, 30)
        yield from _solved(story)


def _offered(story):
    """Offer the matter to a fitting colleague who is here, or to another team of the register."""
    world, rng, giver = story.world, story.rng, story.holder
    register = story.matter.register
    if rng.random() < 0.25:
        others = [
            team
            for code, team in world.teams.items()
            if team.register == register
            and code not in giver.worker.teams.split()
            and code not in NOT_FOR_ALL
        ]
        if others:
            team = rng.choice(others)
            taker, here = world.first_free(world.members(team.code), story.at, rng)
            if taker is not None and here == story.at:
                return taker, story.offer(to_team=team, why="team")
    colleagues = [
        one
        for team in giver.worker.teams.split()
        for one in world.members(team)
        if one is not giver
        and one.next_here(story.at) == story.at
        and one.leaves(story.at) - story.at > timedelta(minutes=50)
    ]
    if not colleagues:
        return None, None
    fitting = [one for one in colleagues if one.worker.profession == story.care.profession]
    taker = rng.choice(fitting or colleagues)
    why = taker.worker.profession if taker.worker.profession in ("physiotherapist", "doctor") else "colleague"
    return taker, story.offer(to_person=taker, why=why)


def _consulted(story):
    """A question to a colleague; the holder stays the holder."""
    world, rng = story.world, story.rng
    story.catch()
    yield story.minutes(3, 12)
    register = story.matter.register
    colleagues = [
        one
        for one in world.colleagues.values()
        if one is not story.holder
        and any(world.teams[team].register == register for team in one.worker.teams.split())
        and one.next_here(story.at) == story.at
    ]
    if not colleagues:
        yield from _solved(story)
        return
    experts = [one for one in colleagues if one.worker.profession in ("doctor", story.care.profession)]
    expert = rng.choice(experts or colleagues)
    question = story.ask(of=expert)
    story.about(40, 200)
    story.at = expert.next_here(story.at) or story.at
    yield story.at
    story.advise(question, expert)
    yield story.when_holder_is_here(3, 30)
    yield from _solved(story)


def _slept_on(story):
    """Answered and snoozed until the next morning, then finished."""
    story.reply("answer")
    yield story.minutes(1, 5)
    story.assess()
    yield story.minutes(1, 4)
    tomorrow = day_of(story.at) + timedelta(days=1)
    while not is_working_day(tomorrow):
        tomorrow += timedelta(days=1)
    story.snooze(datetime.combine(tomorrow, time(9), HELSINKI))
    story.at = datetime.combine(tomorrow, time(9), HELSINKI)
    yield story.when_holder_is_here(10, 120)
    story.note()
    yield story.minutes(2, 10)
    story.close()


def _let_go(story):
    """Caught, given back, and taken by somebody else."""
    first = story.holder
    story.catch()
    yield story.minutes(15, 70)
    story.release()
    yield story.when_somebody_is_here(story.minutes(10, 60), besides=first)
    yield from _solved(story)


def _about_the_child(story):
    """A guardian wrote in their own name about a child; the matter continues as the child's."""
    wards = [ward for ward in story.plot.sender.wards if ward.age < 15]
    if not wards or story.plot.told.who != "self" or story.matter.joint_id:
        yield from _solved(story)
        return
    story.catch()
    yield story.minutes(3, 12)
    story.correct(wards[0].client)
    story.matter = Matter.objects.select_related("team").get(pk=story.matter.pk)
    yield story.minutes(2, 8)
    yield from _solved(story)


WAYS = {
    _solved: 37,
    _asked_more: 24,
    _had_an_appointment: 14,
    _handed_over: 9,
    _consulted: 8,
    _slept_on: 5,
    _let_go: 2,
    _about_the_child: 1,
}


# Turns


def _told_twice(story):
    """The client did not wait and sent the same once more; whoever gets to it joins the two."""
    yield story.minutes(25, 150)
    older = story.matter
    plot = replace(story.plot, registers=(older.register,))
    (story.matter,) = Story(story.world, plot, story.rng, story.at).contact()
    yield story.when_somebody_is_here(story.minutes(10, 90))
    story.catch()
    yield story.minutes(1, 5)
    story.join_to(older)
    yield story.minutes(2, 9)
    yield from _solved(story)


def _grew_worse(story, arrived):
    """While it waits the client writes that it got worse."""
    planned, story.at = story.at, arrived
    moment = story.minutes(15, 90)
    if moment < planned:
        yield moment
        statements = story.world.topics[story.plot.told.topic].statements
        story.get_worse(statements[-1:] if story.rng.random() < 0.5 else ())
        story.when_somebody_is_here(story.minutes(2, 25))
    else:
        story.at = planned


def _comes_back(story):
    """The client writes after it was closed: mostly thanks, sometimes it is not over."""
    story.about(600, 5000)
    yield _awake(story)
    over = story.rng.random() < 0.5
    story.write("thanks" if over else "again")
    yield story.when_holder_is_here(15, 240)
    if not over:
        story.reply("answer")
        yield story.minutes(2, 10)
    story.close("solved" if over else "")


def _awake(story):
    """Return the story's moment, moved out of the small hours: people write in the day and the evening."""
    local = story.at.astimezone(HELSINKI)
    if local.hour < 6:
        story.at += timedelta(hours=7)
    return story.at
