"""Ready phrases for replies, each owned by a role. Examples for a demo, not medical advice."""

from dataclasses import dataclass

from koppi.handbook.content import CHIEF_NURSE, CHIEF_PHYSICIAN, HEAD_OF_MENTAL, HEAD_OF_SOCIAL


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase in three languages; without a team it is for everybody."""

    code: str
    owner: str
    title: dict
    body: dict
    team: str = ""


def _said(fi, sv, en):
    return {"fi": fi, "sv": sv, "en": en}


PHRASES = (
    Phrase(
        "hello",
        CHIEF_NURSE,
        _said("Otin asiasi hoitaakseni", "Jag tar hand om ditt ärende", "I have your matter"),
        _said(
            "Hei, otin asiasi hoitaakseni. Luen viestisi huolella ja vastaan tänään.",
            "Hej, jag tar hand om ditt ärende. Jag läser ditt meddelande noga och svarar i dag.",
            "Hello, I have taken charge of your matter. I will read it carefully and answer today.",
        ),
    ),
    Phrase(
        "ask-more",
        CHIEF_NURSE,
        _said("Kysyn vähän lisää", "Jag frågar lite till", "A few more questions"),
        _said(
            "Kiitos viestistäsi. Tarvitsen vielä pari tietoa: milloin vaiva alkoi, onko se muuttunut, "
            "ja mitä olet jo kokeillut?",
            "Tack för ditt meddelande. Jag behöver veta lite till: när började besväret, "
            "har det förändrats, och vad har du redan provat?",
            "Thank you for your message. I need to know a little more: when did it begin, "
            "has it changed, and what have you tried already?",
        ),
    ),
    Phrase(
        "ask-fever",
        CHIEF_NURSE,
        _said("Onko kuumetta?", "Har du feber?", "Do you have a fever?"),
        _said(
            "Hei {name}, onko sinulla kuumetta?\n\n( ) Ei ole\n( ) On, alle 39 astetta\n"
            "( ) On, 39 astetta tai enemmän\n( ) En ole mitannut",
            "Hej {name}, har du feber?\n\n( ) Nej\n( ) Ja, under 39 grader\n"
            "( ) Ja, 39 grader eller mer\n( ) Jag har inte mätt",
            "Hello {name}, do you have a fever?\n\n( ) No\n( ) Yes, under 39 degrees\n"
            "( ) Yes, 39 degrees or more\n( ) I have not taken it",
        ),
    ),
    Phrase(
        "book-a-time",
        CHIEF_NURSE,
        _said("Varaa aika itse", "Boka en tid själv", "Book a time yourself"),
        _said(
            "Voit valita itsellesi sopivan ajan täältä: {book}",
            "Du kan välja en tid som passar dig här: {book}",
            "You can choose a time that suits you here: {book}",
        ),
    ),
    Phrase(
        "get-worse",
        CHIEF_PHYSICIAN,
        _said("Jos vointi huononee", "Om du mår sämre", "If you get worse"),
        _said(
            "Jos vointisi huononee, kirjoita tähän tai paina Vointi huononi. "
            "Kun asema on kiinni, soita 116117. Hengenvaarassa soita 112.",
            "Om du mår sämre, skriv här eller tryck på Jag mår sämre. "
            "När stationen är stängd, ring 116117. Vid livsfara, ring 112.",
            "If you get worse, write here or press It got worse. "
            "When we are closed, call 116117. In danger of life, call 112.",
        ),
    ),
    Phrase(
        "appointment",
        CHIEF_NURSE,
        _said("Varasin sinulle ajan", "Jag har bokat en tid", "I have booked a time"),
        _said(
            "Varasin sinulle ajan. Jos aika ei sovi, vastaa tähän viestiin, niin etsimme toisen.",
            "Jag har bokat en tid åt dig. Om tiden inte passar, svara på det här meddelandet "
            "så hittar vi en annan.",
            "I have booked a time for you. If it does not suit you, reply here and we will find another.",
        ),
    ),
    Phrase(
        "own-care",
        CHIEF_PHYSICIAN,
        _said("Tämä hoituu kotona", "Det här går att sköta hemma", "You can treat this at home"),
        _said(
            "Kertomasi perusteella voit hoitaa tätä kotona: lepää, juo tarpeeksi ja seuraa vointiasi. "
            "Jos olo ei helpota kolmessa päivässä, kirjoita uudelleen.",
            "Utifrån det du berättar kan du sköta det här hemma: vila, drick tillräckligt och följ hur du mår. "
            "Om det inte är bättre om tre dagar, skriv igen.",
            "From what you tell, you can treat this at home: rest, drink enough and watch how you feel. "
            "If it is not easier in three days, write again.",
        ),
    ),
    Phrase(
        "photo",
        CHIEF_NURSE,
        _said("Lähetätkö kuvan?", "Kan du skicka en bild?", "Could you send a photo?"),
        _said(
            "Voisitko lähettää kuvan päivänvalossa? Yksi läheltä ja yksi kauempaa riittää.",
            "Kan du skicka en bild i dagsljus? En på nära håll och en längre ifrån räcker.",
            "Could you send a photo in daylight? One from close up and one from further away is enough.",
        ),
    ),
    Phrase(
        "blood-pressure",
        CHIEF_PHYSICIAN,
        _said("Verenpaineen kotimittaus", "Mät blodtrycket hemma", "Measure at home"),
        _said(
            "Mittaa verenpaine istuen aamulla ja illalla neljänä päivänä, kaksi kertaa peräkkäin. "
            "Kirjoita luvut tähän.",
            "Mät blodtrycket sittande morgon och kväll i fyra dagar, två gånger i rad. Skriv siffrorna här.",
            "Measure sitting down, morning and evening for four days, twice each time. Write the figures here.",
        ),
    ),
    Phrase(
        "prescription-done",
        CHIEF_PHYSICIAN,
        _said("Resepti on uusittu", "Receptet är förnyat", "Prescription renewed"),
        _said(
            "Reseptisi on uusittu. Voit hakea lääkkeen mistä tahansa apteekista.",
            "Ditt recept är förnyat. Du kan hämta medicinen på vilket apotek som helst.",
            "Your prescription has been renewed. You can collect the medicine at any pharmacy.",
        ),
    ),
    Phrase(
        "wound-care",
        CHIEF_NURSE,
        _said("Haavan hoito kotona", "Sköt såret hemma", "Caring for the wound"),
        _said(
            "Pidä haava puhtaana ja kuivana. Vaihda side, jos se kastuu. "
            "Kirjoita, jos punoitus leviää, kipu kasvaa tai nousee kuume.",
            "Håll såret rent och torrt. Byt förbandet om det blir vått. "
            "Skriv om rodnaden sprider sig, det gör mer ont eller du får feber.",
            "Keep the wound clean and dry. Change the dressing if it gets wet. "
            "Write if redness spreads, pain grows or you get a fever.",
        ),
        "pohjoinen",
    ),
    Phrase(
        "mind",
        HEAD_OF_MENTAL,
        _said("Hyvä, että kirjoitit", "Bra att du skrev", "I am glad you wrote"),
        _said(
            "Hyvä, että kirjoitit. Et ole tämän kanssa yksin. Ehdotan, että juttelemme jo tällä viikolla. "
            "Jos tulee hetki, jolloin et pärjää, soita heti 116117 tai 112.",
            "Bra att du skrev. Du är inte ensam med det här. Jag föreslår att vi pratar redan den här veckan. "
            "Om det kommer en stund då du inte orkar, ring genast 116117 eller 112.",
            "I am glad you wrote. You are not alone with this. I suggest that we talk this week. "
            "If a moment comes when you cannot manage, call 116117 or 112 at once.",
        ),
        "mieli",
    ),
    Phrase(
        "money",
        HEAD_OF_SOCIAL,
        _said("Mitä tarvitsen sinulta", "Vad jag behöver av dig", "What I need from you"),
        _said(
            "Lähetä tähän laskut ja tiliotteet kahdelta kuukaudelta sekä Kelan viimeisin päätös. "
            "Katsotaan sitten yhdessä, mitä voimme tehdä.",
            "Skicka räkningar och kontoutdrag för två månader samt FPA:s senaste beslut. "
            "Sedan ser vi tillsammans vad vi kan göra.",
            "Please send the bills and account statements of two months and Kela's latest decision. "
            "Then we will see together what we can do.",
        ),
        "perhe",
    ),
    Phrase(
        "home-visit",
        HEAD_OF_SOCIAL,
        _said("Tulemme käymään kotona", "Vi kommer på hembesök", "We will visit you at home"),
        _said(
            "Tulisin mielelläni käymään kotona ja juttelemaan arjesta. "
            "Omainen voi olla mukana. Mikä päivä sopisi?",
            "Jag kommer gärna hem till dig för att prata om vardagen. En närstående får vara med. "
            "Vilken dag passar?",
            "I would gladly visit you at home to talk about daily life. Somebody close to you may be there. "
            "Which day suits you?",
        ),
        "ikaihmiset",
    ),
    Phrase(
        "closing",
        CHIEF_NURSE,
        _said("Suljen asian", "Jag avslutar ärendet", "I am closing the matter"),
        _said(
            "Suljen tämän asian nyt. Jos tulee kysyttävää, kirjoita tähän, niin asia avautuu uudelleen.",
            "Jag avslutar ärendet nu. Om du har frågor, skriv här så öppnas det igen.",
            "I am closing this matter now. If you have questions, write here and it opens again.",
        ),
    ),
)
