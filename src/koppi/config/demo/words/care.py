"""What professionals ask, answer and write down, topic by topic. Examples for a demo, not medical advice."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Care:
    """How matters of one topic usually go, each text in Finnish and Swedish.

    :param ask: what the client is asked, and `heard` what they write back
    :param answer: what they are told in the end
    :param need: the care need as it is assessed, for health topics
    :param profession: whom the client usually needs to see, blank when nobody
    :param outcomes: how it usually ends
    """

    ask: dict
    heard: dict
    answer: dict
    outcomes: tuple[str, ...]
    need: dict | None = None
    profession: str = ""


def _both(fi, sv):
    return {"fi": fi, "sv": sv}


CARE = {
    "infection": Care(
        _both(
            "Hei, asiasi on nyt minulla. Onko sinulla hengenahdistusta tai muita sairauksia, ja oletko saanut juotua?",
            "Hej, jag har ditt ärende nu. Är det tungt att andas, har du andra sjukdomar och får du i dig dryck?",
        ),
        _both(
            "{Ei ahdista|Ei mitään sellaista}, astma oli lapsena. Juonut olen {mehua|teetä} ihan hyvin.",
            "{Nej, andningen är ok|Inga andningsbesvär}. Inga sjukdomar. Dricker {te|saft} hela tiden.",
        ),
        _both(
            "Kiitos. Tämä sopii tavalliseen hengitystieinfektioon. Lepää ja juo, särkylääkettä saat ottaa ohjeen mukaan. "
            "Jos kuume jatkuu yli {kolme|neljä} päivää tai henkeä ahdistaa, kirjoita heti.",
            "Tack. Det här låter som en vanlig luftvägsinfektion. Vila och drick, och ta värktablett enligt anvisningen. "
            "Om febern håller i sig över {tre|fyra} dagar eller det blir tungt att andas, skriv genast.",
        ),
        ("own_care", "guided", "solved", "appointment"),
        _both(
            "Hengitystieinfektio, yleistila kertoman mukaan hyvä. Ei varoittavia oireita.",
            "Luftvägsinfektion, allmäntillståndet gott enligt patienten. Inga varningstecken.",
        ),
        "nurse",
    ),
    "back-limbs": Care(
        _both(
            "Hei, otin asiasi hoitaakseni. Onko jalassa tai kädessä heikkoutta, ja miten pitkään kipu on ollut tällainen?",
            "Hej, jag tar hand om ditt ärende. Är benet eller armen svagare än förr, och hur länge har det gjort så här ont?",
        ),
        _both(
            "Ei ole heikkoutta. Kipu on {6|7|5}/10, {aamulla|öisin} pahin.",
            "Nej, ingen svaghet. Smärtan är {5|6|7} av 10, värst på {morgonen|natten}.",
        ),
        _both(
            "Liike on tässä lääke: kävele sen minkä kipu sallii, vältä nostamista. Varasin sinulle fysioterapeutin ajan, "
            "{tiistai klo 10.15|keskiviikko klo 8.45|torstai klo 13}. Jos jalka heikkenee, soita heti 116117.",
            "Rörelse är bästa medicinen: gå så mycket smärtan tillåter och undvik att lyfta. Jag bokade en tid hos fysioterapeuten, "
            "{tisdag kl. 10.15|onsdag kl. 8.45|torsdag kl. 13}. Om benet blir svagare, ring genast 116117.",
        ),
        ("appointment", "guided", "own_care", "solved"),
        _both(
            "Selän tai nivelen kipu, ei hermopuutosta kertoman mukaan. Hyötyy fysioterapeutin arviosta.",
            "Smärta i rygg eller led, inga neurologiska bortfall enligt patienten. Har nytta av fysioterapeutens bedömning.",
        ),
        "physiotherapist",
    ),
    "skin": Care(
        _both(
            "Kiitos viestistä. Voisitko lähettää kuvan päivänvalossa? Onko kuumetta, ja onko sinulla lääkeaineallergioita?",
            "Tack för meddelandet. Kan du skicka en bild i dagsljus? Har du feber, och tål du alla mediciner?",
        ),
        _both(
            "Ei kuumetta. Kuva ei ota latautuakseen mutta {alue on kämmenen kokoinen|näppylöitä on kolmisenkymmentä}.",
            "Ingen feber. {Bilden är suddig men|Får inte bilden att gå iväg men} området är stort som en handflata.",
        ),
        _both(
            "Kokeile apteekin hydrokortisonia kahdesti päivässä viikon ajan ja jätä uusi tuote pois. Ellei rauhoitu, näytetään lääkärille.",
            "Prova hydrokortison från apoteket två gånger om dagen i en vecka och låt bli den nya produkten. "
            "Om det inte lugnar sig visar vi det för läkaren.",
        ),
        ("guided", "appointment", "own_care"),
        _both(
            "Ihomuutos, ei yleisoireita. Kuvan perusteella kiireetön arvio.",
            "Hudförändring, inga allmänsymtom. Icke brådskande bedömning.",
        ),
        "doctor",
    ),
    "wound": Care(
        _both(
            "Hei, hoidan asiaasi. Milloin haava tuli, ja onko siinä kuumotusta, eritystä tai hajua?",
            "Hej, jag sköter ditt ärende. När fick du såret, och är det varmt, vätskar det eller luktar?",
        ),
        _both(
            "{Ei haise|Vähän kuumottaa}, eritystä tulee kirkasta. Jäykkäkouristusrokote on {2015|voimassa luulisin}.",
            "{Luktar inte|Lite varmt}, vätskan är klar. Stelkramp tog jag {2016|i armén}.",
        ),
        _both(
            "Haavahoitajalla on aika {huomenna klo 9.30|torstaina klo 12|perjantaina klo 8}. Pidä haava siihen asti kuivana ja peitettynä.",
            "Sårskötaren har en tid {i morgon kl. 9.30|på torsdag kl. 12|på fredag kl. 8}. Håll såret torrt och täckt till dess.",
        ),
        ("appointment", "solved", "guided"),
        _both(
            "Haava, ei leviävän infektion merkkejä. Haavanhoito vastaanotolla.",
            "Sår, inga tecken på spridd infektion. Sårvård på mottagningen.",
        ),
        "nurse",
    ),
    "stomach": Care(
        _both(
            "Hei, otin tämän hoitaakseni. Onko laihtumista, verta ulosteessa tai kovaa kipua, ja mitä lääkkeitä käytät?",
            "Hej, jag har tagit ärendet. Har du gått ner i vikt, finns det blod i avföringen eller svår smärta, och vilka mediciner tar du?",
        ),
        _both(
            "Paino sama. Ei verta. {Buranaa|Särkylääkettä} menee {selän|polven} takia aika paljon.",
            "Vikten är densamma. Inget blod. Tar {Burana|värktabletter} rätt ofta för {ryggen|knät}.",
        ),
        _both(
            "Särkylääke voi ärsyttää mahaa, pidä siitä tauko. Kokeile reseptivapaata närästyslääkettä kaksi viikkoa. Kirjoita, jos oireet eivät helpota.",
            "Värkmedicinen kan irritera magen, gör ett uppehåll. Prova receptfri medicin mot halsbränna i två veckor. Skriv om det inte blir bättre.",
        ),
        ("guided", "own_care", "appointment"),
        _both(
            "Ylävatsavaiva, ei hälyttäviä oireita. Itsehoidon kokeilu, tarvittaessa lääkäri.",
            "Magbesvär utan alarmsymtom. Egenvård provas, vid behov läkare.",
        ),
        "doctor",
    ),
    "urinary": Care(
        _both(
            "Hei, asiasi on minulla. Onko kuumetta tai kylkikipua, oletko raskaana, ja onko lääkeallergioita?",
            "Hej, jag har ditt ärende. Har du feber eller ont i sidan, är du gravid, och tål du alla mediciner?",
        ),
        _both(
            "Ei kuumetta eikä allergioita. En ole raskaana.", "Ingen feber och inga allergier. Inte gravid."
        ),
        _both(
            "Kiitos. Lääkäri kirjoitti reseptin, sen saa apteekista {kahden tunnin päästä|iltapäivällä}. Juo runsaasti. "
            "Jos nousee kuume tai kylki kipeytyy, soita 116117.",
            "Tack. Läkaren har skrivit ett recept, det finns på apoteket {om två timmar|i eftermiddag}. Drick mycket. "
            "Om du får feber eller ont i sidan, ring 116117.",
        ),
        ("solved", "guided", "appointment"),
        _both(
            "Alavirtsatieoireet ilman yleisoireita. Hoito etänä.",
            "Nedre urinvägssymtom utan allmänsymtom. Vård på distans.",
        ),
        "doctor",
    ),
    "long-term": Care(
        _both(
            "Hei, katsoin tietosi. Mittaisitko aamuin illoin neljän päivän ajan ja kirjoittaisit luvut tähän?",
            "Hej, jag har sett på dina uppgifter. Kan du mäta morgon och kväll i fyra dagar och skriva siffrorna här?",
        ),
        _both(
            "Tässä: {142/88, 139/85, 148/90, 137/84|155/92, 149/90, 158/94, 151/88}. Illalla aina matalampi.",
            "Här kommer: {141/86, 138/84, 150/91, 135/82|154/90, 149/88, 160/93, 152/87}. Lägre på kvällen.",
        ),
        _both(
            "Kiitos mittauksista. Lääkäri katsoi luvut, lääkitys {jatkuu ennallaan|nousee puolella tabletilla}. "
            "Hoitajan kontrolli on {kahden viikon|kuukauden} päästä, kutsu tulee tänne.",
            "Tack för mätningarna. Läkaren har sett dem, medicinen {fortsätter som förr|ökas med en halv tablett}. "
            "Skötarens kontroll är om {två veckor|en månad}, kallelsen kommer hit.",
        ),
        ("guided", "appointment", "solved"),
        _both(
            "Pitkäaikaissairauden seuranta, hoitotasapaino tarkistettava.",
            "Uppföljning av långvarig sjukdom, vårdbalansen kontrolleras.",
        ),
        "nurse",
    ),
    "prescription": Care(
        _both(
            "Hei, montako päivää lääkettä on jäljellä, ja onko annos pysynyt samana?",
            "Hej, för hur många dagar räcker medicinen, och är dosen densamma?",
        ),
        _both(
            "{Viisi|Kolme} tablettia jäljellä. Sama annos kuin aina.",
            "{Fem|Tre} tabletter kvar. Samma dos som alltid.",
        ),
        _both(
            "Resepti on uusittu, lääke on haettavissa apteekista. {Verikoe on hyvä ottaa ennen seuraavaa uusimista.|Seuraava kontrolli on keväällä.}",
            "Receptet är förnyat, medicinen finns på apoteket. {Ta gärna blodprov före nästa förnyelse.|Nästa kontroll är i vår.}",
        ),
        ("solved", "solved", "guided"),
        _both("Reseptin uusiminen, ei uusia oireita.", "Receptförnyelse, inga nya symtom."),
    ),
    "mental": Care(
        _both(
            "Hei, hyvä että kirjoitit. Olen täällä sinua varten. Millaisia päivät ovat nyt, ja onko sinulla joku jolle puhua?",
            "Hej, bra att du skrev. Jag finns här för dig. Hur ser dagarna ut just nu, och har du någon att prata med?",
        ),
        _both(
            "Aamut pahimpia. {Siskolle|Yhdelle kaverille} olen vähän kertonut. Ei mitään itsetuhoista, väsynyt vaan.",
            "Morgnarna är värst. Har berättat lite för {min syster|en kompis}. Inga farliga tankar, bara trött.",
        ),
        _both(
            "Kiitos luottamuksesta. Varasin meille ajan {keskiviikkona klo 14|torstaina klo 9.30}, etänä tai täällä, kumpi vain sopii. "
            "Jos tulee hetki jolloin et pärjää, soita 112 tai 116117.",
            "Tack för förtroendet. Jag bokade en tid åt oss {på onsdag kl. 14|på torsdag kl. 9.30}, på distans eller här, som du vill. "
            "Om det kommer en stund då du inte klarar dig, ring 112 eller 116117.",
        ),
        ("appointment", "guided", "moved_on"),
        _both(
            "Mielialan lasku ja uniongelma, ei itsetuhoisuutta kertoman mukaan. Psykiatrisen sairaanhoitajan tapaaminen.",
            "Nedstämdhet och sömnproblem, inga självdestruktiva tankar enligt patienten. Träff med psykiatrisk sjukskötare.",
        ),
        "psychiatric_nurse",
    ),
    "substance": Care(
        _both(
            "Hei, kiitos että kerroit. Koska otit viimeksi, ja onko sinulla vapinaa tai huonoa oloa juuri nyt?",
            "Hej, tack för att du berättar. När var det senast, och har du skakningar eller mår dåligt just nu?",
        ),
        _both(
            "{Toissapäivänä|Eilen illalla}. Vähän kädet tärisee, muuten ok. Kiitos kun vastasit asiallisesti.",
            "{I förrgår|I går kväll}. Händerna skakar lite, annars ok. Tack för att du svarar sakligt.",
        ),
        _both(
            "Tehdään tästä yhdessä suunnitelma. Tapaaminen {maanantaina klo 10|tiistaina klo 15}. Läheinen saa tulla mukaan. Älä lopeta äkisti yksin, jos olet juonut paljon.",
            "Vi gör en plan tillsammans. Träff {måndag kl. 10|tisdag kl. 15}. En närstående får komma med. Sluta inte tvärt på egen hand om du har druckit mycket.",
        ),
        ("appointment", "guided"),
        _both(
            "Alkoholin tai pelaamisen haitallinen käyttö, motivaatio muutokseen hyvä.",
            "Skadligt bruk, god motivation till förändring.",
        ),
        "substance_use_nurse",
    ),
    "child": Care(
        _both(
            "Hei, asia on minulla. Juoko lapsi, tuleeko pissaa, ja onko hän välillä oma itsensä kun kuume laskee?",
            "Hej, jag har ärendet. Dricker barnet, kommer det kiss, och är barnet sig självt när febern går ner?",
        ),
        _both(
            "Juo {mehua|maitoa} pieniä määriä, pissaa tulee. {Leikkii välillä|Katsoo lastenohjelmia sylissä}.",
            "Dricker {saft|mjölk} lite i taget, kissar. {Leker ibland|Vill sitta i famnen}.",
        ),
        _both(
            "Kuulostaa siltä, että voitte vielä hoitaa kotona. Tarjoa juotavaa usein. Jos lapsi väsähtää, ei juo tai hengitys vaikeutuu, soita heti 116117. "
            "{Soitan huomenna aamulla.|Aika on varattu huomenna klo 9.10, perukaa jos ei tarvita.}",
            "Det låter som att ni ännu kan sköta det hemma. Erbjud dryck ofta. Om barnet blir slött, inte dricker eller får svårt att andas, ring genast 116117. "
            "{Jag ringer i morgon bitti.|Jag bokade en tid i morgon kl. 9.10, avboka om den inte behövs.}",
        ),
        ("guided", "own_care", "appointment", "solved"),
        _both(
            "Lapsen infektio tai arjen huoli, yleistila hyvä huoltajan kertoman mukaan.",
            "Barnets infektion eller vardagsbekymmer, allmäntillståndet gott enligt vårdnadshavaren.",
        ),
        "public_health_nurse",
    ),
    "teeth": Care(
        _both(
            "Hei, onko kasvoissa turvotusta tai kuumetta, ja mikä hammas on kyseessä?",
            "Hej, är ansiktet svullet eller har du feber, och vilken tand är det?",
        ),
        _both(
            "Ei turvotusta. {Ylä|Ala}poski, toiseksi viimeinen.",
            "Ingen svullnad. {Uppe|Nere}, näst längst bak.",
        ),
        _both(
            "Varasin ajan hammashoitoon {huomenna klo 8.20|keskiviikkona klo 11|ensi viikon tiistaina klo 14.40}. Siihen asti pehmeää ruokaa ja särkylääkettä ohjeen mukaan.",
            "Jag bokade en tid i tandvården {i morgon kl. 8.20|på onsdag kl. 11|nästa tisdag kl. 14.40}. Ät mjuk mat till dess och ta värktablett enligt anvisningen.",
        ),
        ("appointment", "appointment", "guided"),
        _both(
            "Hammasvaiva, ei yleisoireita. Hammashoidon aika.",
            "Tandbesvär utan allmänsymtom. Tid till tandvården.",
        ),
        "oral_health",
    ),
    "vaccination": Care(
        _both(
            "Hei, milloin lähdette tai tarvitset paperin, ja löytyykö vanhaa rokotuskorttia?",
            "Hej, när reser ni eller behöver du intyget, och finns det gamla vaccinationskortet?",
        ),
        _both(
            "{Kolmen viikon päästä|Kuun lopussa}. Kortti on {kadonnut|vihreä pahvinen}.",
            "{Om tre veckor|I slutet av månaden}. Kortet är {borta|grönt och gammalt}.",
        ),
        _both(
            "Katsoin rokotustietosi. Aika rokottajalle on {perjantaina klo 9|maanantaina klo 13.20}. Ohjeet lähetin tähän.",
            "Jag har sett dina vaccinationer. Tid hos vaccinatören är {fredag kl. 9|måndag kl. 13.20}. Anvisningarna finns här.",
        ),
        ("appointment", "solved", "guided"),
        _both("Rokotus tai todistus, ei sairauden oireita.", "Vaccination eller intyg, inga sjukdomssymtom."),
        "nurse",
    ),
    "older-home": Care(
        _both(
            "Hei, kiitos kun kerroit. Mikä arjessa on nyt vaikeinta, ja kuka auttaa päivittäin?",
            "Hej, tack för att du berättar. Vad är svårast i vardagen nu, och vem hjälper till dagligen?",
        ),
        _both(
            "Peseytyminen ja {lääkkeet|ruoka}. Naapuri käy joskus. Öisin {kulkee|heräilee}, se tässä pelottaa.",
            "Duschen och {medicinerna|maten}. Grannen tittar in ibland. På natten {vandrar|vaknar} hen, det är det som skrämmer.",
        ),
        _both(
            "Tulemme kotikäynnille {torstaina klo 10|ensi maanantaina klo 13}. Katsomme yhdessä turvallisuuden, lääkkeet ja avun. Sillä välin voitte soittaa minulle suoraan.",
            "Vi kommer på hembesök {på torsdag kl. 10|nästa måndag kl. 13}. Då ser vi tillsammans på trygghet, mediciner och hjälp. Under tiden kan ni ringa mig direkt.",
        ),
        ("appointment", "guided", "moved_on"),
        _both(
            "Iäkkään toimintakyky laskenut, kaatumisriski. Kotikäynti ja lääkelistan tarkistus.",
            "Äldre persons funktionsförmåga har försämrats, fallrisk. Hembesök och genomgång av mediciner.",
        ),
        "nurse",
    ),
    "family": Care(
        _both(
            "Hei, kiitos kun otit yhteyttä. Ketkä perheeseen kuuluvat, ja onko kaikilla kotona nyt turvallista?",
            "Hej, tack för att du hörde av dig. Vilka hör till familjen, och är alla trygga hemma just nu?",
        ),
        _both(
            "Me {kaksi aikuista|kaksin} ja lapset. Turvallista on, väsyttää vaan.",
            "Vi {två vuxna|är två} och barnen. Tryggt är det, men vi är trötta.",
        ),
        _both(
            "Perhetyöntekijä voi aloittaa {ensi viikolla|kahden viikon päästä}. Tavataan ensin {tiistaina klo 9|torstaina klo 15}, teillä tai perhekeskuksessa.",
            "Familjearbetaren kan börja {nästa vecka|om två veckor}. Vi träffas först {på tisdag kl. 9|på torsdag kl. 15}, hos er eller på familjecentret.",
        ),
        ("appointment", "guided", "moved_on"),
    ),
    "money-housing": Care(
        _both(
            "Hei, autan sinua tässä. Lähetätkö laskut ja Kelan viimeisimmän päätöksen? Mikä on kiireisin eräpäivä?",
            "Hej, jag hjälper dig. Kan du skicka räkningarna och FPA:s senaste beslut? Vilken förfallodag är närmast?",
        ),
        _both(
            "Eräpäivä on {perjantaina|ensi maanantaina}. Päätöksen lähetin, laskuista {kuvan|osan}.",
            "Förfallodagen är {på fredag|nästa måndag}. Beslutet är skickat, av räkningarna {en bild|en del}.",
        ),
        _both(
            "Soitin vuokranantajalle, sopivat maksusuunnitelmasta. Täydentävää toimeentulotukea haetaan yhdessä {huomenna klo 12|keskiviikkona klo 10}.",
            "Jag ringde hyresvärden och de går med på en betalningsplan. Vi söker kompletterande utkomststöd tillsammans {i morgon kl. 12|på onsdag kl. 10}.",
        ),
        ("guided", "appointment", "solved"),
    ),
    "other": Care(
        _both(
            "Hei, otin asiasi. Kertoisitko vielä, mikä tässä on sinulle tärkeintä?",
            "Hej, jag har ditt ärende. Kan du berätta vad som är viktigast för dig i det här?",
        ),
        _both(
            "Että {tietäisin kenelle kuuluu|joku katsoisi kokonaisuutta}. Ei hätää muuten.",
            "Att {veta vem jag ska vända mig till|någon ser på helheten}. Ingen brådska annars.",
        ),
        _both(
            "Selvitin tämän puolestasi. {Laboratoriokokeet on tilattu, ajan voit varata itse.|Oikea paikka on apuvälinelainaamo, annoin heille tietosi luvallasi.}",
            "Jag har tagit reda på det åt dig. {Proverna är beställda, tiden bokar du själv.|Rätt ställe är hjälpmedelslånet, de väntar på dig.}",
        ),
        ("guided", "solved", "appointment"),
        _both("Epäselvä oire tai kysymys, perustutkimukset.", "Oklart symtom eller fråga, grundutredning."),
        "nurse",
    ),
}
CARE_IN_ENGLISH = {
    "ask": "Hello, I have your matter now. Could you tell me a little more: when did it begin, and has it changed?",
    "heard": "It is {the same as before|a little better today}. Thank you for answering so fast!",
    "answer": "Thank you. I have {booked you a time for Thursday at 10|put the instructions here}. If anything changes, write to me here.",
}
