"""Instruction cards and recording templates, each owned by a role. Examples of how people work together, not
medical advice."""

from dataclasses import dataclass

from koppi.handbook.content import (
    CHIEF_NURSE,
    HEAD_OF_MENTAL,
    HEAD_OF_OLDER,
    HEAD_OF_SOCIAL,
    PROCESS_OWNER,
)

EXAMPLE = {
    "fi": "Esimerkki: hyvinvointialue kirjoittaa tähän oman ohjeensa.",
    "sv": "Exempel: välfärdsområdet skriver sin egen anvisning här.",
    "en": "An example: the county writes its own instructions here.",
}


@dataclass(frozen=True, slots=True)
class Card:
    """A card or a template in three languages: for which topics, and for whom; nothing said is for everybody."""

    code: str
    owner: str
    title: dict
    body: dict
    topics: tuple[str, ...] = ()
    register: str = ""
    team: str = ""
    professions: tuple[str, ...] = ()


def _said(fi, sv, en):
    return {"fi": fi, "sv": sv, "en": en}


CARDS = (
    Card(
        "before-closing",
        CHIEF_NURSE,
        _said("Ennen kuin suljet asian", "Innan du avslutar ärendet", "Before you close a matter"),
        _said(
            "Asiakkaan pitää tietää, mitä seuraavaksi tapahtuu.\n\n"
            "- Kerro, mitä päätit ja miksi.\n"
            "- Kerro, mihin ottaa yhteyttä, jos jokin muuttuu.\n"
            "- Jos asia siirtyy toiselle, odota, että hän on ottanut kopin.",
            "Kunden ska veta vad som händer härnäst.\n\n"
            "- Berätta vad du har bestämt och varför.\n"
            "- Berätta vart man vänder sig om något förändras.\n"
            "- Om ärendet går till någon annan, vänta tills hen har tagit emot det.",
            "The client must know what happens next.\n\n"
            "- Tell what you decided and why.\n"
            "- Tell whom to contact if something changes.\n"
            "- If the matter goes to somebody else, wait until they have caught it.",
        ),
    ),
    Card(
        "back-first",
        CHIEF_NURSE,
        _said("Selkä ja nivelet: kenelle", "Rygg och leder: till vem", "Back and joints: to whom"),
        _said(
            "Kysy, mikä on vaikeinta juuri nyt ja mitä asiakas toivoo.\n\n"
            "- Tavallinen selkä- tai nivelvaiva: fysioterapeutti ensin, ilman lääkärin lähetettä.\n"
            "- Varoitusmerkki: katso kiireellisyys heti ja kysy neuvoa lääkäriltä.\n"
            "- Työ kuormittaa: kerro työterveyshuollosta.",
            "Fråga vad som är svårast just nu och vad kunden önskar.\n\n"
            "- Vanliga besvär i rygg eller leder: fysioterapeuten först, utan läkarremiss.\n"
            "- Ett varningstecken: bedöm genast hur brådskande det är och fråga läkaren om råd.\n"
            "- Arbetet belastar: berätta om företagshälsovården.",
            "Ask what is hardest just now and what the client hopes for.\n\n"
            "- An ordinary back or joint complaint: the physiotherapist first, without a doctor's referral.\n"
            "- A warning sign: judge the urgency at once and ask a doctor for advice.\n"
            "- Work is the strain: tell about occupational health care.",
        ),
        topics=("back-limbs",),
        register="patient",
    ),
    Card(
        "mind-first",
        HEAD_OF_MENTAL,
        _said("Kun on vaikea olla", "När någon mår dåligt", "When somebody is in distress"),
        _said(
            "Kuuntele ensin. Älä siirrä puhelua ennen kuin joku ottaa sen.\n\n"
            "- Hengenvaara: pidä yhteys auki ja soita 112.\n"
            "- Sovi seuraava hetki ja nimi, jolta asiakas kuulee.\n"
            "- Kysy, kuka läheinen tietää.",
            "Lyssna först. Koppla inte samtalet vidare innan någon tar emot det.\n\n"
            "- Livsfara: håll kontakten och ring 112.\n"
            "- Kom överens om nästa gång och om vem kunden hör av.\n"
            "- Fråga vilken närstående som vet om det.",
            "Listen first. Do not pass the call on before somebody takes it.\n\n"
            "- Danger to life: keep the contact and call 112.\n"
            "- Agree on the next moment, and on whom the client will hear from.\n"
            "- Ask who close to them knows.",
        ),
        topics=("mental", "substance"),
        register="patient",
    ),
    Card(
        "prescription-first",
        CHIEF_NURSE,
        _said("Reseptin uusiminen", "Förnyelse av recept", "Renewing a prescription"),
        _said(
            "Asiakas ei tarvitse aikaa pelkkää uusimista varten.\n\n"
            "- Tarkista, mistä lääkkeestä on kyse ja milloin se loppuu.\n"
            "- Siirrä lääkärille, kun tiedot ovat koossa.\n"
            "- Kerro asiakkaalle, milloin hän kuulee.",
            "Patienten behöver ingen tid bara för en förnyelse.\n\n"
            "- Kontrollera vilken medicin det gäller och när den tar slut.\n"
            "- Överlåt till läkaren när uppgifterna är samlade.\n"
            "- Berätta för kunden när svaret kommer.",
            "The client needs no appointment for a renewal alone.\n\n"
            "- Check which medicine it is about and when it runs out.\n"
            "- Hand over to a doctor when the facts are together.\n"
            "- Tell the client when they will hear.",
        ),
        topics=("prescription",),
        register="patient",
    ),
    Card(
        "older-first",
        HEAD_OF_OLDER,
        _said("Huoli iäkkäästä ihmisestä", "Oro för en äldre person", "Worry about an older person"),
        _said(
            "Katso ensin, onko arviointi jo tehty tai kesken: älä aloita toista.\n\n"
            "- Kysy, mikä arjessa on muuttunut ja kuka auttaa.\n"
            "- Kun asia koskee terveyttä ja arkea, molemmat puolet saavat oman asiansa.\n"
            "- Kysy lupa, ennen kuin puhut omaisen kanssa.",
            "Se först om en bedömning redan är gjord eller pågår: börja inte en till.\n\n"
            "- Fråga vad som har förändrats i vardagen och vem som hjälper till.\n"
            "- När det gäller både hälsan och vardagen får båda sidorna ett eget ärende.\n"
            "- Fråga om lov innan du talar med en närstående.",
            "See first whether an assessment has been made or is under way: do not begin another.\n\n"
            "- Ask what has changed in daily life and who helps.\n"
            "- When it is about health and daily life, each side gets a matter of its own.\n"
            "- Ask for permission before you talk with a relative.",
        ),
        topics=("older-home",),
    ),
    Card(
        "money-first",
        HEAD_OF_SOCIAL,
        _said("Raha ja asuminen: näin alkuun", "Pengar och boende: så här", "Money and housing: begin here"),
        _said(
            "Kysy ensin, onko katto pään päällä tänään.\n\n"
            "- Perustoimeentulotuki haetaan Kelasta, täydentävä ja ehkäisevä meiltä.\n"
            "- Kirjaa, mistä päivästä hakemus on vireillä.\n"
            "- Kerro talous- ja velkaneuvonnasta.",
            "Fråga först om kunden har tak över huvudet i dag.\n\n"
            "- Grundläggande utkomststöd söks hos FPA, kompletterande och förebyggande hos oss.\n"
            "- Skriv upp från vilken dag ansökan är anhängig.\n"
            "- Berätta om ekonomi- och skuldrådgivningen.",
            "Ask first whether there is a roof over their head today.\n\n"
            "- Basic social assistance is applied for at Kela, supplementary and preventive with us.\n"
            "- Write down from which day the application is pending.\n"
            "- Tell about financial and debt counselling.",
        ),
        topics=("money-housing",),
        register="social",
    ),
    Card(
        "shared-client",
        PROCESS_OWNER,
        _said("Yhteinen asiakas: ota koppi", "Gemensam klient: ta emot", "A shared client: catch it"),
        _said(
            "Kun asiakkaalla on monta palvelua, ensimmäinen ottaa kopin.\n\n"
            "- Kerro asiakkaalle nimesi ja että hoidat asiaa, kunnes toinen on ottanut sen.\n"
            "- Pyydä kartoitukseen mukaan hänen omat työntekijänsä.\n"
            "- Vie asia tiimin seuraavaan kokoukseen.",
            "När någon har många tjänster tar den första emot.\n\n"
            "- Säg vad du heter och att du sköter ärendet tills någon annan har tagit emot det.\n"
            "- Bjud in kundens egna arbetstagare till kartläggningen.\n"
            "- Ta upp ärendet på teamets nästa möte.",
            "When a client has many services, the first one catches.\n\n"
            "- Tell the client your name, and that you see to it until another has caught it.\n"
            "- Ask their own workers along to the mapping.\n"
            "- Take the matter to the team's next meeting.",
        ),
        team="etela",
    ),
)

TEMPLATES = (
    Card(
        "call",
        CHIEF_NURSE,
        _said("Puhelu asiakkaan kanssa", "Samtal med kunden", "A call with the client"),
        _said(
            "Miksi: asiakkaan omin sanoin\n"
            "Tilanne nyt: mitä on muuttunut ja mitä hän toivoo\n"
            "Sovittiin: kuka tekee mitä ja mihin mennessä\n"
            "Jos jokin muuttuu: mitä asiakkaalle kerrottiin",
            "Varför: med kundens egna ord\n"
            "Läget nu: vad som har förändrats och vad hen önskar\n"
            "Överenskommet: vem gör vad och när\n"
            "Om något förändras: vad som berättades",
            "Why: in the client's own words\n"
            "The situation now: what has changed, and what they hope for\n"
            "Agreed: who does what, and by when\n"
            "If something changes: what the client was told",
        ),
    ),
    Card(
        "own-resources",
        PROCESS_OWNER,
        _said("Omat voimavarat", "Egna resurser", "Own resources"),
        _said(
            "Arki: mikä sujuu ja mikä ei\n"
            "Voimavarat: mikä auttaa, ketkä ovat tukena\n"
            "Oma tavoite: asiakkaan omin sanoin\n"
            "Seuraava askel: asiakkaan oma ja meidän",
            "Vardagen: vad går bra och vad går inte\n"
            "Resurser: vad som hjälper, vilka som stöder\n"
            "Eget mål: med kundens egna ord\n"
            "Nästa steg: kundens eget och vårt",
            "Daily life: what goes well and what does not\n"
            "Resources: what helps, and who supports\n"
            "Own goal: in the client's own words\n"
            "Next step: the client's own, and ours",
        ),
        topics=("mental", "substance", "older-home", "family"),
    ),
    Card(
        "income",
        HEAD_OF_SOCIAL,
        _said("Toimeentulo ja asuminen", "Utkomst och boende", "Income and housing"),
        _said(
            "Tulot ja menot: mitä asiakas kertoi ja näytti\n"
            "Asuminen: onko koti tänään ja ensi kuussa\n"
            "Haettu muualta: mistä ja milloin\n"
            "Sovittiin: mitä toimitetaan ja mihin mennessä",
            "Inkomster och utgifter: vad kunden berättade och visade\n"
            "Boende: finns hemmet i dag och nästa månad\n"
            "Sökt annanstans: var och när\n"
            "Överenskommet: vad som lämnas in och när",
            "Income and expenses: what the client told and showed\n"
            "Housing: is there a home today and next month\n"
            "Applied for elsewhere: where and when\n"
            "Agreed: what is sent in, and by when",
        ),
        topics=("money-housing",),
        register="social",
    ),
)
