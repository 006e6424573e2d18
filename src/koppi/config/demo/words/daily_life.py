"""Contacts about the mind, the family, money and life at home, written by hand."""

from .telling import Told

DAILY_LIFE = (
    # Mood, anxiety, sleep
    Told(
        "mental",
        "fi",
        "Mieliala maassa {syksystä|kesästä} asti, en nuku kunnolla ja {koulussa|töissä} en jaksa keskittyä. En ole puhunut "
        "kenellekään. Tuntuu tyhmältä kirjoittaa tänne.",
        ages=(16, 40),
        since="long",
        title="Mieliala maassa, ei nuku",
    ),
    Told(
        "mental",
        "fi",
        "Ahdistus iskee {kaupassa|bussissa|palavereissa}, sydän hakkaa ja pitää päästä pois. Viime viikolla {kolme|neljä} "
        "kertaa. Voiko tähän saada apua ilman kuukausien jonoa?",
        ages=(18, 45),
        since="14d",
    ),
    Told(
        "mental",
        "fi",
        "Puolisoni kuoli {elokuussa|syyskuussa}. Päivät menee, illat on pahoja. En halua lääkkeitä vaan jonkun jonka "
        "kanssa jutella.",
        ages=(58, 84),
        since="long",
        title="Suru ja yksinäisyys",
    ),
    Told(
        "mental",
        "fi",
        "uni ei tuu millään, {3|4} tuntia yössä. oon kokeillu melatoniinit ja kaikki. {pää ihan sumussa|ajaminen pelottaa}",
        ages=(19, 55),
        since="long",
    ),
    Told(
        "mental",
        "sv",
        "Jag är nog utbränd. Gråter i bilen före {jobbet|skolan} och glömmer allt. Chefen säger att jag ska "
        "{ta det lugnt|vara sjukledig}. Vem kan jag prata med?",
        ages=(27, 60),
        since="long",
        title="Utmattad, gråter före jobbet",
    ),
    Told(
        "mental",
        "sv",
        "Ångest nästan varje kväll sen {jag flyttade hemifrån|gymnasiet började|vi gjorde slut}. Har haft kontakt med kuratorn men det "
        "hjälper inte längre. Vill helst skriva, inte ringa.",
        ages=(16, 28),
        since="long",
    ),
    Told(
        "mental",
        "sv",
        "Sedan {operationen|pensionen|flytten} har jag inte haft lust till någonting. Jag brukade {sjunga i kör|snickra|fiska}. "
        "Barnen säger att jag har blivit tyst.",
        ages=(62, 85),
        since="long",
    ),
    Told(
        "mental",
        "en",
        "Since I moved here I feel very {lonely|low} and I cry often. Winter is so dark. I would like to talk with somebody in English.",
        ages=(22, 45),
        since="long",
    ),
    Told(
        "mental",
        "fi",
        "En jaksa enää. Olen miettinyt miten {tämän kaiken voisi lopettaa|pääsisi pois}, lääkkeet on tossa pöydällä. En tiedä miksi kirjoitan.",
        ages=(17, 50),
        since="today",
        says="suicide",
        title="En jaksa enää",
    ),
    Told(
        "mental",
        "sv",
        "Tankarna på att inte vilja leva kommer tillbaka, i natt var det värst. Jag har inte gjort något men jag är rädd för mig själv.",
        ages=(17, 60),
        since="3d",
        says="suicide",
        title="Rädd för mig själv",
    ),
    # Alcohol, drugs, gambling
    Told(
        "substance",
        "fi",
        "Juominen on karannut käsistä {eron|lomautuksen} jälkeen. {Kuusi|Kahdeksan} olutta illassa, viikonloppuna enemmän. "
        "Haluan lopettaa, mutta tärisen jos olen päivän ilman. Lapset on meillä joka toinen viikko.",
        ages=(28, 60),
        since="long",
        title="Haluan lopettaa juomisen",
    ),
    Told(
        "substance",
        "fi",
        "Poika {pelaa netissä|vippaa} ja velkaa on {kolme|viisi} tonnia. Maksoin jo kerran. Mistä {hän|me} saa apua, "
        "onko teillä siihen ketään?",
        ages=(42, 66),
        since="long",
    ),
    Told(
        "substance",
        "sv",
        "Min {man|sambo} dricker varje kväll och jag orkar inte låtsas inför barnen längre. Han vet inte att jag skriver. "
        "Kan jag få råd utan att han behöver vara med?",
        ages=(28, 58),
        sex="female",
        since="long",
        title="Maken dricker",
    ),
    Told(
        "substance",
        "sv",
        "Har hållit upp i {tre|fem} månader men nu suger det. Tog {en öl|två öl} i lördags. Behöver en tid med Camilla, "
        "hon hjälpte mig sist.",
        ages=(25, 64),
        since="3d",
    ),
    Told(
        "substance",
        "fi",
        "Lopetin {kolme|kaksi} päivää sitten ja nyt näkyy {ötököitä|liikettä} seinillä, kädet tärisee ja sydän hakkaa.",
        ages=(30, 66),
        since="3d",
        says="overdose",
        title="Vieroitusoireet ja näkyjä",
    ),
    # An older person's daily life at home
    Told(
        "older-home",
        "fi",
        "Äidin muisti pätkii entistä enemmän. {Hella jäi päälle|Laskut on maksamatta|Hän eksyi kauppareissulla} ja tytär eli minä "
        "asun {Tampereella|Helsingissä}. Miten tässä edetään?",
        ages=(74, 92),
        sex="female",
        who="parent",
        since="long",
        title="Muisti pätkii, tytär huolissaan",
        writer="female",
    ),
    Told(
        "older-home",
        "fi",
        "Puoliso kaatui {eilen|toissapäivänä} enkä jaksa enää nostaa häntä. Itselläkin ikää {81|79|84}. Omaishoidon tuesta "
        "joskus puhuttiin. Olen ihan lopussa.",
        ages=(76, 90),
        since="3d",
        title="Puoliso kaatui, en jaksa hoitaa",
    ),
    Told(
        "older-home",
        "fi",
        "Isä kotiutui sairaalasta {perjantaina|eilen} eikä kotiapua ole näkynyt. Lääkkeet {sekaisin|jakamatta}, jääkaappi tyhjä. "
        "Kuka tästä vastaa?!",
        ages=(74, 93),
        sex="male",
        who="parent",
        since="3d",
    ),
    Told(
        "older-home",
        "sv",
        "Min man har fallit {två|tre} gånger den här månaden. Jag hjälper honom med allt men ryggen tar slut. "
        "Kunde någon komma hem och se hur vi har det?",
        ages=(72, 90),
        sex="female",
        since="long",
        title="Mannen faller, orkar inte",
    ),
    Told(
        "older-home",
        "sv",
        "Hur ansöker man om stöd för närståendevård? Jag sköter om {mamma|svärmor} {varje dag|på heltid} sedan i somras. "
        "Jag hittade en blankett men förstod inte hälften.",
        ages=(78, 94),
        who="parent",
        since="long",
    ),
    Told(
        "older-home",
        "sv",
        "Jag är {84|86|88} och bor ensam. Duschen har blivit svår och i trappan är jag rädd. "
        "Vill bo kvar hemma så länge det går.",
        ages=(82, 92),
        since="long",
    ),
    Told(
        "older-home",
        "sv",
        "Pappa är förvirrad sedan i {natt|går kväll} och hittar inte till toaletten. Jag måste åka till jobbet, han klarar sig "
        "inte ensam till i morgon.",
        ages=(78, 94),
        sex="male",
        who="parent",
        since="today",
        says="not-alone",
        title="Pappa kan inte vara ensam",
    ),
    # Family
    Told(
        "family",
        "fi",
        "{Teini|Poika|Tyttö} ei ole käynyt koulussa {kahteen|kolmeen} viikkoon. Riidellään joka aamu. Kaipaan apua ennen kuin "
        "tästä tulee isompi juttu.",
        ages=(34, 52),
        since="14d",
        title="Nuori ei käy koulussa",
    ),
    Told(
        "family",
        "fi",
        "Ollaan eroamassa ja pitäis sopia lasten asumisesta. Ollaan puheväleissä mutta {joka asiasta tulee riita|rahasta ei}. "
        "Onko teillä sovittelijaa?",
        ages=(26, 50),
        since="long",
    ),
    Told(
        "family",
        "sv",
        "Tvillingarna är {fem månader|åtta månader} och jag har inte sovit sedan de kom. Min man reser i jobbet. "
        "Finns det någon som kan komma hem några timmar i veckan?",
        ages=(25, 42),
        sex="female",
        since="long",
        title="Tvillingar, behöver hjälp hemma",
    ),
    Told(
        "family",
        "sv",
        "Vi har just blivit {bonusfamilj|fosterfamilj} och det stormar. Skulle behöva prata med någon som kan sånt här.",
        ages=(30, 55),
        since="long",
    ),
    Told(
        "family",
        "fi",
        "Mies {uhkaa|huutaa ja heittelee tavaroita}, lukitsin itseni ja lapset {vessaan|makuuhuoneeseen}. En uskalla soittaa kun hän kuulee.",
        ages=(22, 48),
        sex="female",
        since="today",
        says="violence",
        title="Uhkaava tilanne kotona",
    ),
    # Money and housing
    Told(
        "money-housing",
        "fi",
        "Vuokra rästissä {kaksi|kolme} kuukautta ja tuli häätövaroitus. Perheessä {kaksi|kolme} lasta. Kela ei maksa kaikkea. "
        "Mitä teen, aikaa on {kymmenen päivää|kaksi viikkoa}?",
        ages=(24, 50),
        since="long",
        title="Vuokra rästissä",
    ),
    Told(
        "money-housing",
        "fi",
        "Pesukone hajosi eikä ole rahaa uuteen, {pieni eläke|opintotuki} ei riitä. Voiko hakea täydentävää toimeentulotukea?",
        ages=(20, 84),
    ),
    Told(
        "money-housing",
        "sv",
        "Elräkningen blev {480|620|390} euro och jag är {permitterad|sjukpensionär}. Har aldrig bett om hjälp förut. "
        "Vet inte ens vad man kan få.",
        ages=(30, 66),
        since="14d",
        title="Elräkningen går inte att betala",
    ),
    Told(
        "money-housing",
        "sv",
        "Jag behöver hjälp med papper från FPA och hyresvärden. Svenskan går bra men jag har {läs- och skrivsvårigheter|svårt att läsa långa brev}.",
        ages=(22, 60),
        since="unknown",
    ),
    Told(
        "money-housing",
        "en",
        "My contract at {the factory|the fish farm} ended and rent is due on the 1st. I have two children. Where do I apply and "
        "can somebody help with the form?",
        ages=(25, 48),
        since="14d",
    ),
    Told(
        "money-housing",
        "so",
        "Waxaan u baahanahay caawimaad {kirada guriga|foomka Kela}. Saddex carruur ah ayaan haystaa. Ma heli karaa turjumaan?",
        ages=(24, 45),
        since="14d",
    ),
    Told(
        "money-housing",
        "fi",
        "Jouduin lähtemään asunnosta {eilen|aamulla}, yösijaa ei ole ja lääkkeetkin jäi sinne. Puhelimessa akkua {10|15} prosenttia",
        ages=(19, 58),
        since="today",
        says="no-shelter",
        title="Ei paikkaa ensi yöksi",
    ),
)
