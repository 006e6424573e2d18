"""The tales of those whom people try: what Anna, Aino and Liisa find when they sign in just now."""

import random
from dataclasses import replace
from datetime import timedelta

from koppi.intake.models import Contact
from koppi.matters.models import Matter

from .plots import Plot
from .story import Story
from .words import Told


def set_pieces(world, seed):
    """Return the tales of the known people, told back from now whatever the hour."""
    cast = _Cast(world, seed)
    return [
        cast.anna_writes_about_her_back(),
        cast.anna_measures_her_blood_pressure(),
        cast.anna_writes_for_her_mother(),
        cast.anna_got_a_prescription(),
        cast.aino_has_a_wound(),
        cast.maria_has_a_limp_baby(),
        cast.emma_cannot_sleep(),
        cast.goran_renewed_his_medicine(),
        cast.fatima_asks_about_rent(),
        cast.liisa_is_offered("infection", "Poskiontelot vaivaavat yhä", "omar.hassan", 38),
        cast.liisa_is_offered("wound", "Haavan tarkistus", "tuula.rinne", 17),
        cast.liisa_sleeps_on_it(),
    ]


class _Cast:
    def __init__(self, world, seed):
        self.world, self.seed, self.number = world, seed, 0
        self.strangers = [
            one for one in world.residents if not one.key and 30 < one.age < 60 and one.language == "fi"
        ]

    def _story(self, told, about, sender=None, registers=(), **ago):
        self.number += 1
        at = self.world.now - timedelta(**ago)
        plot = Plot(-self.number, at, told, about, sender or about, Contact.Channel.FORM, registers)
        return Story(self.world, plot, random.Random(f"{self.seed}/piece {self.number}"), at)  # noqa: S311

    def _at(self, story, **ago):
        story.at = self.world.now - timedelta(**ago)
        return story.at

    def _who(self, username):
        return self.world.colleagues[username]

    def _open(self, story, register="patient", holder=""):
        matter = next(one for one in story.contact() if one.register == register)
        story.matter = matter
        if holder:
            story.holder = self._who(holder)
        return matter

    def anna_writes_about_her_back(self):
        told = Told(
            "back-limbs",
            "fi",
            "Selkä kipeytyi lauantaina lumitöissä. Eilisestä asti vasen jalka on puutunut polven alapuolelta. "
            "Pystyn kävelemään, mutta yöllä en saa nukuttua. Olen töissä päiväkodissa ja nostan lapsia.",
            since="3d",
            title="Selkäkipu, jalka puutuu",
        )
        story = self._story(told, self.world.known["anna"], hours=2, minutes=50)
        yield story.at
        self._open(story, holder="liisa.koski")
        yield self._at(story, hours=2, minutes=15)
        story.reply(
            body="Hei Anna, asiasi on nyt minulla. Onko jalka heikompi kuin ennen, kun nouset varpaille? "
            "Onko virtsaamisessa tai haarojen tunnossa muutosta?"
        )
        yield self._at(story, hours=2)
        story.write(body="Nousen varpaille molemmilla jaloilla. Muuta muutosta ei ole.")
        yield self._at(story, hours=1, minutes=50)
        petri = self._who("petri.virtanen")
        question = story.ask(of=petri, question="Puutuu mutta ei heikkoutta. Tutkisitko tällä viikolla?")
        yield self._at(story, hours=1, minutes=30)
        story.advise(question, petri, answer="Tutkin mielelläni. Soitan Annalle tänään ja sovitaan aika.")
        yield self._at(story, hours=1, minutes=20)
        story.assess(Matter.Urgency.TODAY)
        story.reply(body="Petri tutkii selkäsi tällä viikolla. Hän soittaa sinulle tänään, ja sovitte ajan.")
        yield self._at(story, minutes=12)
        story.write(body="Kiitos! Unohdin sanoa, että otin eilen särkylääkettä kaksi kertaa. Ei auttanut.")

    def anna_measures_her_blood_pressure(self):
        told = Told(
            "long-term",
            "fi",
            "Verenpaine on ollut kotona koholla, 150/92. Pitäisikö tehdä jotain?",
            title="Verenpaineen seuranta",
        )
        story = self._story(told, self.world.known["anna"], days=4, hours=3)
        yield story.at
        self._open(story, holder="liisa.koski")
        yield self._at(story, days=4, hours=1)
        story.reply("ask")
        story.assess(Matter.Urgency.CALM)
        story.wait_for(Matter.WaitingFor.CLIENT)

    def anna_writes_for_her_mother(self):
        told = Told(
            "older-home",
            "fi",
            "Äiti kaatui taas ja isä ei jaksa hoitaa. Äiti itse sanoo että kaikki on hyvin. Voisiko joku käydä kotona katsomassa?",
            who="parent",
            since="14d",
            title="Äidin arki kotona",
        )
        story = self._story(told, self.world.known["aino"], self.world.known["anna"], days=5)
        yield story.at
        health, social = story.contact()
        story.matter, story.holder = social, self._who("mikael.sandberg")
        yield self._at(story, days=4, hours=22)
        story.reply("answer")
        story.wait_for(Matter.WaitingFor.APPOINTMENT)
        story.matter, story.holder = health, self._who("maria.nyman")
        story.reply("answer")
        story.assess(Matter.Urgency.CALM)

    def anna_got_a_prescription(self):
        told = Told(
            "prescription",
            "fi",
            "Voisiko allergialääkkeen uusia, kiitos.",
            since="unknown",
            title="Reseptin uusiminen",
        )
        story = self._story(told, self.world.known["anna"], days=12)
        yield story.at
        self._open(story, holder="anders.storm")
        yield self._at(story, days=11, hours=21)
        story.reply("answer")
        story.assess(Matter.Urgency.CALM)
        story.close("solved")

    def aino_has_a_wound(self):
        told = Told(
            "wound",
            "sv",
            "Såret på benet läker så sakta. Det vätskar lite genom förbandet.",
            since="long",
            title="Såret på benet",
        )
        story = self._story(told, self.world.known["aino"], days=1, hours=2)
        yield story.at
        self._open(story, holder="maria.nyman")
        yield self._at(story, days=1)
        story.reply("answer")
        story.assess(Matter.Urgency.CALM)
        yield self._at(story, minutes=40)
        story.write(body="Tack Maria. Ska jag duscha före besöket?")

    def maria_has_a_limp_baby(self):
        told = Told(
            "child",
            "fi",
            "Väinö on veltto ja nukkuu koko ajan, ei jaksa juoda. Kuume oli aamulla 39,4.",
            who="child",
            since="today",
            says="child-limp",
            title="Vauvan kuume ja veltto olo",
        )
        story = self._story(told, self.world.known["vaino"], self.world.known["maria"], minutes=6)
        yield story.at
        story.contact()

    def emma_cannot_sleep(self):
        told = Told(
            "mental",
            "sv",
            "Ångest nästan varje kväll sen jag flyttade hemifrån. Vill helst skriva, inte ringa.",
            since="long",
            title="Ångest på kvällarna",
        )
        story = self._story(told, self.world.known["emma"], hours=16)
        yield story.at
        self._open(story, holder="marko.salmela")
        yield self._at(story, hours=2)
        story.reply("ask")
        story.assess(Matter.Urgency.TODAY)
        yield self._at(story, minutes=25)
        story.write("heard")

    def goran_renewed_his_medicine(self):
        told = Told(
            "prescription",
            "sv",
            "God morgon. Blodtrycksmedicinen tar slut på fredag. Trycket har varit 135/82.",
            title="Förnya blodtrycksmedicinen",
        )
        story = self._story(told, self.world.known["goran"], days=8)
        yield story.at
        self._open(story, holder="maria.nyman")
        yield self._at(story, days=7, hours=22)
        story.reply("answer")
        story.assess(Matter.Urgency.CALM)
        story.close("solved")

    def fatima_asks_about_rent(self):
        told = Told(
            "money-housing",
            "en",
            "My contract ended and rent is due on the 1st. I have two children. Can somebody help with the form?",
            title="Help with rent",
        )
        story = self._story(told, self.world.known["fatima"], days=1, hours=4)
        yield story.at
        self._open(story, "social", "sanna.ketola")
        yield self._at(story, days=1, hours=1)
        story.reply("ask")

    def liisa_is_offered(self, topic, title, giver, minutes):
        story = self._story(
            replace(_WOUND, topic=topic, title=title),
            self.strangers[self.number % len(self.strangers)],
            minutes=minutes + 70,
        )
        yield story.at
        self._open(story, holder=giver)
        if story.matter.team.code != "etela":
            liisa = self._who("liisa.koski")
            story.holder = next(one for one in self.world.members(story.team_code) if one.is_licensed)
            yield self._at(story, minutes=minutes)
            story.offer(to_person=liisa, reason="Tämä asiakas käy teillä muutenkin. Otatko?")
            return
        yield self._at(story, minutes=minutes)
        story.offer(
            to_person=self._who("liisa.koski"),
            reason="Olen iltapäivän koulutuksessa. Ehtisitkö tähän tänään?",
        )

    def liisa_sleeps_on_it(self):
        story = self._story(
            replace(_WOUND, topic="infection", title="Yskä kolme viikkoa"),
            self.strangers[self.number % len(self.strangers)],
            days=1,
        )
        yield story.at
        self._open(story, holder="liisa.koski")
        yield self._at(story, hours=3)
        story.reply("answer")
        story.assess(Matter.Urgency.CALM)
        story.snooze(self.world.now + timedelta(hours=20))


_WOUND = Told(
    "wound",
    "fi",
    "Hei, pyydettiin ottamaan yhteyttä, kun vaiva ei ole mennyt ohi. Milloin voisin tulla?",
    since="14d",
)
