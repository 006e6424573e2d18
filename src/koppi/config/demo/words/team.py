"""What colleagues write to each other, and the short letters of clients in between."""


def _both(fi, sv):
    return {"fi": fi, "sv": sv}


NOTES = _both(
    (
        "Sama vaiva {keväällä|viime vuonna}, meni ohi ohjauksella.",
        "Soitin kahdesti, ei vastannut. Jätän tämän {iltapäivään|huomiseen}.",
        "Toivoo suomeksi, vaikka äidinkieli on muu. Tulkki tarvittaessa.",
        "Apteekki vahvisti, että pakkaus on haettu {kuukausi|kolme viikkoa} sitten.",
        "Omainen soittanut aiemmin samasta asiasta, kirjattu.",
        "Petrillä on {tiistaina|torstaina} kaksi aikaa, kysy jos tarvii.",
    ),
    (
        "Samma besvär {i våras|i fjol}, gick över med råd.",
        "Ringde två gånger, inget svar. Försöker igen {i eftermiddag|i morgon}.",
        "Vill ha svar på svenska, hör lite dåligt i telefon.",
        "Hemvården bekräftar att såret har lagts om {i går|i dag}.",
        "En anhörig har ringt om samma sak, antecknat.",
    ),
)
GIVE = _both(
    {
        "physiotherapist": "Selkävaiva, ei hälyttävää. Sopisi suoraan sinulle, onko tilaa tällä viikolla?",
        "doctor": "Tarvitsee lääkärin kannan, tiedot ja luvut ovat tässä.",
        "team": "Asuu teidän alueella ja kulkee siellä muutenkin. Otatteko?",
        "colleague": "Olen iltapäivän koulutuksessa. Ehtisitkö tähän tänään?",
    },
    {
        "physiotherapist": "Ryggbesvär utan alarm. Passar direkt hos dig, har du plats den här veckan?",
        "doctor": "Behöver läkarens ställningstagande, uppgifterna finns här.",
        "team": "Bor i ert område och har sin vård där. Tar ni?",
        "colleague": "Jag är på utbildning i eftermiddag. Hinner du med det här i dag?",
    },
)
DECLINE = _both(
    (
        "En ehdi tänään, kolme kiireellistä kesken. Kysy {Omarilta|päivystävältä}.",
        "Tämä hoituu teillä, ohje on intranetissä. Kysy lisää jos jää auki.",
        "Lomalla huomisesta, en voi ottaa pitkää asiaa.",
    ),
    (
        "Hinner inte i dag, har tre brådskande. Fråga {Anders|jouren}.",
        "Det här kan ni sköta själva, anvisningen finns på intra. Fråga gärna mer.",
        "Jag är ledig från i morgon, kan inte ta något långt.",
    ),
)
QUESTIONS = _both(
    (
        "Voisitko katsoa: riittääkö tässä itsehoito vai pitääkö nähdä tällä viikolla?",
        "Lääkelista alla. Voiko tämän yhdistää {verenohennukseen|uuteen lääkkeeseen}?",
        "Puutuu mutta ei heikkoutta. Tutkisitko vai kuvataanko ensin?",
        "Miten te toimitte, kun omainen kieltäytyy avusta?",
    ),
    (
        "Kan du titta: räcker egenvård eller ska vi träffa hen den här veckan?",
        "Medicinlistan finns nedan. Går det att kombinera med {blodförtunnande|den nya medicinen}?",
        "Domning men ingen svaghet. Undersöker du eller behövs bild först?",
        "Hur gör ni när en anhörig tackar nej till hjälp?",
    ),
)
ANSWERS = _both(
    (
        "Itsehoito riittää. Jos ei helpota {viikossa|kolmessa päivässä}, varaa minulle.",
        "Voi yhdistää, seuraa verenpainetta. Kontrolli kuukauden päästä.",
        "Tutkin mielelläni, {tiistaina|keskiviikkona} on vapaa aika. Kuvaa ei tarvita vielä.",
        "Hyvä kysymys. Ehdota kotikäyntiä yhdessä, tulen mukaan.",
    ),
    (
        "Egenvård räcker. Om det inte blir bättre på {en vecka|tre dagar}, boka till mig.",
        "Går bra, följ blodtrycket. Kontroll om en månad.",
        "Jag undersöker gärna, {på tisdag|på onsdag} har jag en ledig tid. Bild behövs inte ännu.",
        "Bra fråga. Föreslå hembesök tillsammans, jag kommer med.",
    ),
)
SNOOZES = _both(
    (
        "odottaa laboratoriota",
        "soitan aamulla uudestaan",
        "kuvat tulevat huomenna",
        "palaan kun kollega on paikalla",
    ),
    (
        "väntar på labbsvar",
        "ringer igen i morgon",
        "bilderna kommer i morgon",
        "återkommer när kollegan är på plats",
    ),
)
CORRECTIONS = _both(
    "Huoltaja kirjoitti lapsesta omissa nimissään.", "Vårdnadshavaren skrev om barnet i eget namn."
)
# What clients write. English for all others.
FIXED = {
    "thanks": {
        "fi": ("Kiitos avusta!", "Kiitos, tämä auttoi.", "Suuri kiitos, nyt tiedän mitä teen :)"),
        "sv": (
            "Tack för hjälpen!",
            "Tack, nu vet jag hur jag ska göra.",
            "Stort tack, så fint att få svar så snabbt.",
        ),
        "en": ("Thank you very much!",),
    },
    "again": {
        "fi": (
            "Tämä {palasi|ei mennytkään ohi}, {sama vaiva|oireet} taas. Mitä nyt?",
            "Unohdin kysyä: saanko urheilla normaalisti?",
        ),
        "sv": (
            "Det {kom tillbaka|blev inte bra}. Vad gör vi nu?",
            "Glömde fråga: får jag motionera som vanligt?",
        ),
        "en": ("It has come back. What should I do now?",),
    },
    "more": {
        "fi": (
            "Unohdin sanoa, että otin eilen särkylääkettä kaksi kertaa. Ei auttanut.",
            "Lisään vielä että tavoittaa parhaiten {iltapäivällä|kymmenen jälkeen}.",
            "Onko tähän kukaan ehtinyt katsoa? En valita, kyselen vain.",
        ),
        "sv": (
            "Glömde säga att jag tog värktablett två gånger i går. Hjälpte inte.",
            "Jag nås bäst {på eftermiddagen|efter tio}.",
            "Har någon hunnit se på det här? Ingen brådska, undrar bara.",
        ),
        "en": ("I forgot to say that I can be reached best in the afternoon.",),
    },
    "worse": {
        "fi": ("Nyt on {selvästi pahempi|huonompi olo} kuin aamulla.", "Paheni {yöllä|äsken}. Mitä teen?"),
        "sv": (
            "Nu är det {klart värre|sämre} än i morse.",
            "Det blev värre {i natt|nyss}. Vad ska jag göra?",
        ),
        "en": ("It is worse now than this morning.",),
    },
    "well": {
        "fi": ("Otin tämän puheeksi toisaalla, ei tarvitse enää.",),
        "sv": ("Det här har ordnat sig, tack ändå.",),
        "en": ("It is fine now, thank you.",),
    },
}
PHONE = _both(
    ("Soitti: ", "Soittaa ja kertoo: "),
    ("Ringde: ", "Ringer och berättar: "),
)
