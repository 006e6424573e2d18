"""What one can contact us about, and the warning statements, as a county's first content.

The health texts are placeholders until a named professional owns them: `owner` says whose they
would be. A change is a new version (`install` makes one), so that an old matter keeps the words
it came in by.
"""

from dataclasses import asdict, dataclass

from django.db import transaction

from koppi.handbook.content import (
    CHIEF_DENTIST,
    CHIEF_PHYSICIAN,
    DATA_PROTECTION_OFFICER,
    HEAD_OF_MENTAL,
    HEAD_OF_OLDER,
    HEAD_OF_SOCIAL,
    HEAD_OF_STATIONS,
    install_owners,
)
from koppi.intake.models import Statement
from koppi.matters.models import Topic

DATA_PROTECTION = "data_protection"
EMERGENCY, URGENT_ADVICE = Statement.Guidance.EMERGENCY, Statement.Guidance.URGENT_ADVICE


@dataclass(frozen=True, slots=True)
class Words:
    """One text in three languages."""

    fi: str
    sv: str
    en: str

    def fields(self, name):
        """Return the model fields that hold this text."""
        return {f"{name}_{language}": text for language, text in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Warning:
    """A statement to affirm, what it is called in a word or two, and whom to call."""

    code: str
    guidance: str
    text: Words
    short: Words
    owner: str = CHIEF_PHYSICIAN


@dataclass(frozen=True, slots=True)
class Subject:
    """A topic, and the team and skill it goes to in each register it touches."""

    code: str
    name: Words
    hint: Words
    patient: tuple[str, str] | None = None
    social: tuple[str, str] | None = None
    statements: tuple[str, ...] = ()
    owner: str = HEAD_OF_STATIONS
    in_form: bool = True
    is_care: bool = True
    booking: str = "assessed"

    @property
    def registers(self):
        """Which registers a contact of this topic touches."""
        if self.patient and self.social:
            return Topic.Registers.BOTH
        return Topic.Registers.PATIENT if self.patient else Topic.Registers.SOCIAL


STATEMENTS = (
    Warning(
        "chest-pain",
        EMERGENCY,
        Words(
            "Rinnassa on kova, puristava tai painava kipu",
            "Svår, tryckande eller tung smärta i bröstet",
            "Severe, pressing or heavy pain in the chest",
        ),
        Words("kova rintakipu", "svår bröstsmärta", "severe chest pain"),
    ),
    Warning(
        "breathing",
        EMERGENCY,
        Words(
            "Hengittäminen on vaikeaa levossa tai puhuessa",
            "Det är svårt att andas i vila eller när man talar",
            "Breathing is hard at rest or when talking",
        ),
        Words("vaikea hengittää", "svårt att andas", "hard to breathe"),
    ),
    Warning(
        "stroke",
        EMERGENCY,
        Words(
            "Toinen suupieli roikkuu, käsi tai jalka ei tottele tai puhe on epäselvää",
            "Ena mungipan hänger, en arm eller ett ben lyder inte eller talet är sluddrigt",
            "One side of the mouth droops, an arm or a leg does not obey, or speech is slurred",
        ),
        Words("äkillinen halvausoire", "plötsliga förlamningstecken", "sudden signs of stroke"),
    ),
    Warning(
        "allergy",
        EMERGENCY,
        Words(
            "Kasvot, kieli tai nielu turpoaa nopeasti",
            "Ansiktet, tungan eller svalget svullnar snabbt",
            "The face, tongue or throat is swelling quickly",
        ),
        Words("nopea turvotus kasvoissa", "snabb svullnad i ansiktet", "quick swelling of the face"),
    ),
    Warning(
        "bleeding",
        EMERGENCY,
        Words(
            "Verenvuoto ei lopu, vaikka sitä painaa",
            "Blödningen slutar inte fast man trycker på såret",
            "The bleeding does not stop when pressed",
        ),
        Words("vuoto ei lopu", "blödningen slutar inte", "bleeding does not stop"),
    ),
    Warning(
        "not-awake",
        EMERGENCY,
        Words(
            "On vaikea pysyä hereillä, tai henkilöä on vaikea herättää",
            "Det är svårt att hålla sig vaken, eller personen är svår att väcka",
            "It is hard to stay awake, or the person is hard to wake",
        ),
        Words("vaikea pysyä hereillä", "svårt att hålla sig vaken", "hard to stay awake"),
    ),
    Warning(
        "fever-neck",
        EMERGENCY,
        Words(
            "Korkea kuume ja lisäksi sekavuus tai jäykkä niska",
            "Hög feber och dessutom förvirring eller stel nacke",
            "High fever, and also confusion or a stiff neck",
        ),
        Words(
            "kuume ja sekavuus tai jäykkä niska",
            "feber och förvirring eller stel nacke",
            "fever and confusion or stiff neck",
        ),
    ),
    Warning(
        "child-limp",
        EMERGENCY,
        Words(
            "Lapsi on veltto, ei jaksa juoda tai häneen ei saa kunnolla kontaktia",
            "Barnet är slappt, orkar inte dricka eller går inte att få ordentlig kontakt med",
            "The child is limp, is too weak to drink or does not respond as usual",
        ),
        Words(
            "lapsi on veltto tai ei reagoi",
            "barnet är slappt eller reagerar inte",
            "the child is limp or does not respond",
        ),
    ),
    Warning(
        "suicide",
        EMERGENCY,
        Words(
            "On ajatuksia tai suunnitelmia satuttaa itseä tai päättää oma elämä",
            "Det finns tankar på eller planer för att skada sig själv eller ta sitt liv",
            "There are thoughts or plans of hurting oneself or ending one's life",
        ),
        Words("ajatuksia satuttaa itseä", "tankar på att skada sig själv", "thoughts of hurting oneself"),
        HEAD_OF_MENTAL,
    ),
    Warning(
        "overdose",
        EMERGENCY,
        Words(
            "On otettu liikaa lääkettä tai päihdettä, tai on kouristuksia tai näkyjä",
            "För mycket läkemedel eller rusmedel har tagits, eller det förekommer kramper eller syner",
            "Too much medicine, alcohol or drugs has been taken, or there are seizures or visions",
        ),
        Words(
            "yliannos, kouristuksia tai näkyjä",
            "överdos, kramper eller syner",
            "overdose, seizures or visions",
        ),
        HEAD_OF_MENTAL,
    ),
    Warning(
        "violence",
        EMERGENCY,
        Words(
            "Kotona on väkivaltaa tai sen uhkaa juuri nyt",
            "Det förekommer våld eller hot om våld hemma just nu",
            "There is violence or a threat of it at home right now",
        ),
        Words(
            "väkivalta tai sen uhka kotona",
            "våld eller hot om våld hemma",
            "violence or a threat of it at home",
        ),
        HEAD_OF_SOCIAL,
    ),
    Warning(
        "numb-saddle",
        URGENT_ADVICE,
        Words(
            "Virtsaaminen ei onnistu, haarojen alue puutuu tai jalka on muuttunut heikoksi",
            "Det går inte att kissa, underlivet domnar eller ett ben har blivit svagt",
            "Passing urine does not work, the groin feels numb or a leg has become weak",
        ),
        Words(
            "puutuu haaroista tai jalka heikko",
            "domning i underlivet eller svagt ben",
            "numb groin or weak leg",
        ),
    ),
    Warning(
        "broken",
        URGENT_ADVICE,
        Words(
            "Käsi tai jalka on väärässä asennossa, tai jalalle ei voi varata",
            "En arm eller ett ben ligger fel, eller det går inte att stödja på benet",
            "An arm or a leg is bent wrong, or the leg does not bear weight",
        ),
        Words(
            "ei voi varata tai väärä asento",
            "kan inte stödja eller ligger fel",
            "does not bear weight or bent wrong",
        ),
    ),
    Warning(
        "belly",
        URGENT_ADVICE,
        Words(
            "Vatsassa on kova kipu, joka ei hellitä, tai oksennus tai uloste on veristä",
            "Svår magsmärta som inte ger med sig, eller blod i kräkning eller avföring",
            "Severe belly pain that does not ease, or blood in vomit or stool",
        ),
        Words("kova vatsakipu tai verta", "svår magsmärta eller blod", "severe belly pain or blood"),
    ),
    Warning(
        "flank-fever",
        URGENT_ADVICE,
        Words(
            "Kuume, vilunväristykset tai kova kylkikipu",
            "Feber, frossa eller svår smärta i sidan",
            "Fever, shivering or severe pain in the side",
        ),
        Words(
            "kuume tai kova kylkikipu", "feber eller svår smärta i sidan", "fever or severe pain in the side"
        ),
    ),
    Warning(
        "wound-spreads",
        URGENT_ADVICE,
        Words(
            "Punoitus leviää nopeasti, ja lisäksi on kuumetta tai huono olo",
            "Rodnaden sprider sig snabbt, och dessutom feber eller dåligt mående",
            "The redness spreads quickly, and there is fever or feeling ill",
        ),
        Words("punoitus leviää ja kuume", "rodnaden sprider sig och feber", "spreading redness and fever"),
    ),
    Warning(
        "face-swells",
        URGENT_ADVICE,
        Words(
            "Poski tai leuka turpoaa, tai on vaikea niellä tai avata suuta",
            "Kinden eller käken svullnar, eller det är svårt att svälja eller gapa",
            "The cheek or jaw is swelling, or it is hard to swallow or open the mouth",
        ),
        Words("turvotus tai vaikea niellä", "svullnad eller svårt att svälja", "swelling or hard to swallow"),
        CHIEF_DENTIST,
    ),
    Warning(
        "not-alone",
        URGENT_ADVICE,
        Words(
            "Yksin ei pärjää turvallisesti huomiseen asti",
            "Det är inte tryggt att vara ensam till i morgon",
            "Being alone is not safe until tomorrow",
        ),
        Words(
            "ei pärjää yksin huomiseen",
            "klarar sig inte ensam till i morgon",
            "not safe alone until tomorrow",
        ),
        HEAD_OF_SOCIAL,
    ),
    Warning(
        "no-shelter",
        URGENT_ADVICE,
        Words(
            "Tälle päivälle ei ole yösijaa, ruokaa tai välttämättömiä lääkkeitä",
            "Det finns ingen sovplats, mat eller nödvändig medicin för i dag",
            "There is no place to sleep, food or necessary medicine for today",
        ),
        Words(
            "ei yösijaa, ruokaa tai lääkkeitä",
            "ingen sovplats, mat eller medicin",
            "no shelter, food or medicine",
        ),
        HEAD_OF_SOCIAL,
    ),
)

TOPICS = (
    Subject(
        "back-limbs",
        Words("Selkä, nivelet tai lihakset", "Ryggen, lederna eller musklerna", "Back, joints or muscles"),
        Words(
            "Kipu, venähdys, puutuminen, tapaturma",
            "Smärta, stukning, domning, olycksfall",
            "Pain, sprain, numbness, an accident",
        ),
        patient=("etela", "physio"),
        statements=("numb-saddle", "broken", "stroke"),
    ),
    Subject(
        "infection",
        Words("Yskä, kuume tai kurkkukipu", "Hosta, feber eller ont i halsen", "Cough, fever or sore throat"),
        Words(
            "Myös korvat, poskiontelot ja silmätulehdus",
            "Också öronen, bihålorna och ögoninflammation",
            "Also ears, sinuses and eye infection",
        ),
        patient=("etela", "general"),
        statements=("breathing", "fever-neck", "not-awake"),
    ),
    Subject(
        "skin",
        Words("Iho", "Huden", "Skin"),
        Words(
            "Ihottuma, luomi, hyönteisen pisto, kutina",
            "Utslag, födelsemärke, insektsbett, klåda",
            "Rash, mole, insect bite, itching",
        ),
        patient=("pohjoinen", "general"),
        statements=("allergy", "breathing", "wound-spreads"),
    ),
    Subject(
        "wound",
        Words("Haava tai tikit", "Sår eller stygn", "Wound or stitches"),
        Words(
            "Uusi haava, hoidettava haava, tikkien poisto",
            "Nytt sår, sår som sköts, stygn som ska tas bort",
            "A new wound, a wound in care, stitches to remove",
        ),
        patient=("pohjoinen", "wound"),
        statements=("bleeding", "wound-spreads"),
    ),
    Subject(
        "stomach",
        Words("Vatsa", "Magen", "Stomach"),
        Words(
            "Kipu, närästys, ripuli, ummetus",
            "Smärta, halsbränna, diarré, förstoppning",
            "Pain, heartburn, diarrhoea, constipation",
        ),
        patient=("etela", "general"),
        statements=("belly", "chest-pain", "not-awake"),
    ),
    Subject(
        "urinary",
        Words("Virtsatiet tai intiimialue", "Urinvägarna eller underlivet", "Urinary tract or intimate area"),
        Words(
            "Kirvely, tihentynyt tarve, kuukautiset, ehkäisy",
            "Sveda, täta trängningar, mens, preventivmedel",
            "Burning, frequent need, periods, contraception",
        ),
        patient=("pohjoinen", "general"),
        statements=("flank-fever", "belly"),
    ),
    Subject(
        "long-term",
        Words(
            "Verenpaine tai pitkäaikainen sairaus",
            "Blodtryck eller långvarig sjukdom",
            "Blood pressure or long-term illness",
        ),
        Words(
            "Diabetes, astma, sydän, seuranta ja mittaukset",
            "Diabetes, astma, hjärtat, uppföljning och mätningar",
            "Diabetes, asthma, heart, follow-up and measurements",
        ),
        patient=("etela", "general"),
        statements=("chest-pain", "breathing", "stroke"),
    ),
    Subject(
        "prescription",
        Words("Reseptin uusiminen", "Förnyelse av recept", "Prescription renewal"),
        Words(
            "Lääke on loppumassa tai siitä on kysyttävää",
            "Medicinen håller på att ta slut eller du har frågor om den",
            "A medicine is running out, or you have a question about it",
        ),
        patient=("pohjoinen", "prescriptions"),
        statements=("allergy", "overdose"),
    ),
    Subject(
        "mental",
        Words("Mieliala, ahdistus tai uni", "Sinnesstämning, ångest eller sömn", "Mood, anxiety or sleep"),
        Words(
            "Kuormitus, suru, pelko, unettomuus",
            "Belastning, sorg, rädsla, sömnlöshet",
            "Strain, grief, fear, sleeplessness",
        ),
        patient=("mieli", "mental"),
        statements=("suicide", "overdose", "violence"),
        owner=HEAD_OF_MENTAL,
        booking="team",
    ),
    Subject(
        "substance",
        Words(
            "Alkoholi, huumeet tai pelaaminen", "Alkohol, droger eller spelande", "Alcohol, drugs or gambling"
        ),
        Words(
            "Oma tai läheisen käyttö, lopettaminen, arjen tuki",
            "Eget eller en närståendes bruk, att sluta, stöd i vardagen",
            "Your own or a close one's use, stopping, support in daily life",
        ),
        patient=("mieli", "substance"),
        social=("perhe", "family"),
        statements=("overdose", "suicide", "violence"),
        owner=HEAD_OF_MENTAL,
        booking="team",
    ),
    Subject(
        "child",
        Words("Lapsen terveys", "Barnets hälsa", "A child's health"),
        Words(
            "Sairaus, kasvu, ruokailu, neuvola",
            "Sjukdom, växt, mat, rådgivningen",
            "Illness, growth, eating, the child health clinic",
        ),
        patient=("etela", "child"),
        statements=("child-limp", "breathing", "fever-neck", "allergy"),
    ),
    Subject(
        "teeth",
        Words("Suu ja hampaat", "Munnen och tänderna", "Mouth and teeth"),
        Words(
            "Särky, lohkeama, tarkastus", "Värk, avbruten bit, kontroll", "Ache, a chipped tooth, a check-up"
        ),
        patient=("pohjoinen", "oral"),
        statements=("face-swells", "bleeding"),
        owner=CHIEF_DENTIST,
    ),
    Subject(
        "vaccination",
        Words("Rokotus tai todistus", "Vaccination eller intyg", "Vaccination or certificate"),
        Words(
            "Matkailu, ajokortti, työ tai opiskelu",
            "Resor, körkort, arbete eller studier",
            "Travel, driving licence, work or studies",
        ),
        patient=("etela", "general"),
        booking="resident",
    ),
    Subject(
        "older-home",
        Words(
            "Iäkkään ihmisen arki kotona",
            "En äldre persons vardag hemma",
            "An older person's daily life at home",
        ),
        Words(
            "Muisti, liikkuminen, kaatuilu, apu kotiin, omaishoito",
            "Minnet, att röra sig, fall, hjälp hem, närståendevård",
            "Memory, moving about, falls, help at home, family care",
        ),
        patient=("pohjoinen", "general"),
        social=("ikaihmiset", "older"),
        statements=("stroke", "not-alone", "violence"),
        owner=HEAD_OF_OLDER,
    ),
    Subject(
        "family",
        Words("Perhe tai läheiset", "Familjen eller de närstående", "Family or people close to you"),
        Words(
            "Vanhemmuus, ero, huoli lapsesta tai nuoresta",
            "Föräldraskap, skilsmässa, oro för ett barn eller en ung",
            "Parenting, separation, worry about a child or young person",
        ),
        social=("perhe", "family"),
        statements=("violence", "suicide"),
        owner=HEAD_OF_SOCIAL,
    ),
    Subject(
        "money-housing",
        Words("Raha tai asuminen", "Pengar eller boende", "Money or housing"),
        Words(
            "Laskut, vuokra, häätö, toimeentulo",
            "Räkningar, hyra, vräkning, utkomst",
            "Bills, rent, eviction, income support",
        ),
        social=("perhe", "income"),
        statements=("no-shelter", "violence"),
        owner=HEAD_OF_SOCIAL,
    ),
    Subject(
        "other",
        Words("Jokin muu", "Något annat", "Something else"),
        Words(
            "Et löytänyt sopivaa. Kerro omin sanoin.",
            "Du hittade inget som passar. Berätta med egna ord.",
            "Nothing fits. Tell us in your own words.",
        ),
        patient=("etela", "general"),
        statements=("chest-pain", "breathing", "stroke", "suicide"),
    ),
    # The page “Who has looked at my data” opens it, in the register of the line.
    Subject(
        DATA_PROTECTION,
        Words("Kuka on katsonut tietojani", "Vem har tittat på mina uppgifter", "Who has looked at my data"),
        Words("Tietosuoja", "Dataskydd", "Data protection"),
        patient=("tietosuoja", ""),
        social=("tietosuoja-sosiaali", ""),
        owner=DATA_PROTECTION_OFFICER,
        in_form=False,
        is_care=False,
        booking="team",
    ),
)


@transaction.atomic
def install(teams, at):
    """Put the topics and statements in force; what is unchanged stays, what changed gets a new version.

    :param teams: the teams by code: etela, pohjoinen, mieli, tietosuoja (patient), perhe, ikaihmiset,
        tietosuoja-sosiaali (social)
    :raises KeyError: a team is missing
    """
    install_owners()
    for position, warning in enumerate(STATEMENTS):
        _put(
            Statement,
            warning.code,
            at,
            **warning.text.fields("text"),
            **warning.short.fields("short"),
            guidance=warning.guidance,
            owner_id=warning.owner,
            position=position,
        )
    for position, subject in enumerate(TOPICS):
        patient_team, patient_skill = subject.patient or (None, "")
        social_team, social_skill = subject.social or (None, "")
        _put(
            Topic,
            subject.code,
            at,
            **subject.name.fields("name"),
            **subject.hint.fields("hint"),
            registers=subject.registers,
            patient_team=teams[patient_team] if patient_team else None,
            patient_skill=patient_skill,
            social_team=teams[social_team] if social_team else None,
            social_skill=social_skill,
            statements=list(subject.statements),
            in_form=subject.in_form,
            is_care=subject.is_care,
            booking=subject.booking,
            owner_id=subject.owner,
            position=position,
        )


def _put(model, code, at, **content):
    standing = model.objects.in_force(at).filter(code=code).first()
    if standing and all(getattr(standing, name) == value for name, value in content.items()):
        return
    if standing:
        standing.valid_to = at
        standing.save(update_fields=["valid_to"])
    model.objects.create(code=code, version=standing.version + 1 if standing else 1, valid_from=at, **content)
