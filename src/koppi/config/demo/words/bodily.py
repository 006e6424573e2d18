"""Contacts about the body, written by hand: typing mistakes and moods are meant."""

from .telling import Told

ADULT, YOUNG, OLD, ANY = (23, 66), (16, 30), (65, 95), (18, 90)
CHILD, BABY = (1, 12), (0, 2)

BODILY = (
    # Cough, fever, throat
    Told(
        "infection",
        "fi",
        "{Hei|Hei!|Moi}, kurkku on ollut kipeä {kolme|neljä|viisi} päivää ja nieleminen sattuu. Kuumetta oli "
        "{eilen|toissapäivänä} {38,2|38,6|39}. Pitäisikö ottaa nieluviljely? Töissä on ollut "
        "{angiinaa|kaikilla sama tauti}.",
        ages=(18, 60),
    ),
    Told(
        "infection",
        "fi",
        "Yskä jatkunut jo {kolme|neljä} viikkoa eikä mene ohi. Öisin pahin, en saa nukuttua ja "
        "{vaimokin valvoo|mieskin valvoo|naapurit varmaan kuulee}. Kuumetta ei ole. Olen ottanut "
        "yskänlääkettä mutta siitä ei ole mitään apua!! Alkaa {jo harmittaa|mennä hermo}.",
        ages=(28, 75),
        since="long",
        title="Yskä ei lopu",
    ),
    Told(
        "infection",
        "fi",
        "Poskia särkee ja nenästä tulee {vihreää|keltaista} räkää, jo {viikko|kymmenen päivää} sitten alkoi. "
        "Tuntuu että pää räjähtää kun kumarrun. Onko poskiontelot nyt tulehtunut?",
        ages=ADULT,
        since="14d",
    ),
    Told(
        "infection",
        "fi",
        "Silmä punoittaa ja rähmii, aamulla ihan kiinni. {Vasen|Oikea} vain. Voinko mennä töihin? "
        "Olen {päiväkodissa|keittiöllä|hoivakodissa} töissä.",
        ages=(19, 62),
        title="Silmä punoittaa ja rähmii",
    ),
    Told(
        "infection",
        "fi",
        "korva {lukossa|ihan tukossa} ja kuulo huono. {Uimisen|Flunssan|Lennon} jälkeen. vähän kipee muttei "
        "paha. pitääkö tulla käymään vai meneekö ite ohi",
        ages=(16, 50),
        since="14d",
    ),
    Told(
        "infection",
        "sv",
        "Hej, jag har haft ont i halsen sedan {i söndags|i fredags|några dagar} och i dag steg febern till "
        "{38,4|38,9|39,2}. Det gör ont att svälja. Behöver jag komma och ta ett prov?",
        ages=(17, 60),
    ),
    Told(
        "infection",
        "sv",
        "Hostan vill inte ge med sig, snart {tre|fyra|fem} veckor nu. Ingen feber men jag är trött och "
        "orkar inte {jobba fullt|med ladugården|springa som förr}. {Mamma|Frun|En kollega} säger att jag måste kolla lungorna.",
        ages=(24, 74),
        since="long",
        title="Hosta i flera veckor",
    ),
    Told(
        "infection",
        "sv",
        "Har ont i {vänster|höger} öra, det började {i natt|i går kväll}. Det susar och hörseln är sämre. "
        "Tog Panadol men det hjälpte bara en stund.",
        ages=(16, 70),
        since="today",
    ),
    Told(
        "infection",
        "en",
        "Hello, I have fever {38.5|38.8|39} and sore throat for {three|four} days. I am student and alone here. "
        "Do I need a doctor or can I wait? Sorry my Finnish is not good yet.",
        ages=(19, 40),
    ),
    Told(
        "infection",
        "fi",
        "Mulla on keuhkoahtaumatauti ja nyt henki ei tahdo kulkea, {portaat|pihalle kävely} on liikaa. "
        "Limaa tulee paljon, väri {vihreä|ruskea}. Piippua otin jo {kuusi|kahdeksan} kertaa tänään.",
        ages=(58, 88),
        since="today",
        says="breathing",
        title="Henki ei kulje, keuhkoahtaumatauti",
    ),
    Told(
        "infection",
        "sv",
        "Hög feber {39,6|40} sedan i natt och nu är nacken så stel att jag inte får ner hakan. "
        "Ljuset gör ont. Min {man|fru|sambo} skriver åt mig.",
        ages=(19, 68),
        since="today",
        says="fever-neck",
    ),
    # Back, joints, muscles
    Told(
        "back-limbs",
        "fi",
        "Selkä kipeytyi {lauantaina|sunnuntaina|viikonloppuna} {lumitöissä|halkoja kantaessa|muutossa}. "
        "{Eilisestä|Tästä aamusta} asti {vasen|oikea} jalka on puutunut polven alapuolelta. Pystyn kävelemään, "
        "mutta yöllä en saa nukuttua.",
        ages=(28, 64),
        title="Selkäkipu, jalka puutuu",
    ),
    Told(
        "back-limbs",
        "fi",
        "Niska {ihan|aivan} jumissa, {näyttötyötä|etätöitä} koko päivän. Päätä särkee iltaisin. Voisiko saada "
        "{fysioterapeutille|jonkun jumppaohjeen|lähetteen hierojalle}? Olen kokeillut kaiken maailman tyynyt.",
        ages=(25, 60),
        since="long",
        title="Niska jumissa",
    ),
    Told(
        "back-limbs",
        "fi",
        "Polvi turpoaa aina kun kävelen portaita. {Alas|Ylös} meno pahin. Ikää {on jo|toki} eikä painoakaan ole "
        "vähän, mutta {lenkille|marjaan|kalaan} haluaisin vielä päästä.",
        ages=(52, 80),
        since="long",
    ),
    Told(
        "back-limbs",
        "fi",
        "Astuin {nilkan|jalan} yli {sählyssä|futistreeneissä|pihalla liukkaalla}. Turvonnut ja sininen, mutta "
        "pystyn varovasti varaamaan. Tarviiko kuvata?",
        ages=(14, 45),
        title="Nilkka nyrjähti",
    ),
    Told(
        "back-limbs",
        "fi",
        "Olkapäätä särkee öisin niin että {itkettää|hermo menee}. Käsi ei nouse ylös asti, {tukan pesu|paidan pukeminen} "
        "on mahdotonta. Alkoi {kaksi kuukautta|syksyllä} sitten ilman mitään syytä.",
        ages=(40, 72),
        since="long",
    ),
    Told(
        "back-limbs",
        "sv",
        "Fick ryggskott när jag {lyfte en låda|skottade snö|böjde mig över diskmaskinen}. Kan knappt ta på strumporna. "
        "Jobbar som {snickare|närvårdare|lagerarbetare} så jag behöver nog ett intyg.",
        ages=(25, 63),
        title="Ryggskott",
    ),
    Told(
        "back-limbs",
        "sv",
        "Axeln har värkt sedan i höstas och det blir bara värre. På natten kan jag inte ligga på "
        "{vänster|höger} sida. Skulle jag kunna få träffa en fysioterapeut?",
        ages=(42, 76),
        since="long",
    ),
    Told(
        "back-limbs",
        "sv",
        "Höften gör ont när jag går, mest på morgonen. Jag är {68|72|75|79} och brukar gå "
        "{varje dag|runt träsket|med stavar}. Nu blir det bara till postlådan.",
        ages=(66, 82),
        since="long",
        title="Ont i höften",
    ),
    Told(
        "back-limbs",
        "fi",
        "Selkä on ollut kipeä viikon, ja {yöllä|aamulla} alkoi pissaaminen olla vaikeaa. Haaroista tuntuu puutuneelta "
        "niin kuin {hammaslääkärin jälkeen|istuisi tyynyllä}. Pelottaa.",
        ages=(30, 62),
        since="today",
        says="numb-saddle",
        title="Selkä ja puutuminen haaroissa",
    ),
    Told(
        "back-limbs",
        "sv",
        "Halkade på {gården|trappan|bryggan} och nu kan jag inte stödja på {vänster|höger} ben alls. "
        "Foten pekar lite utåt. {Grannen|Dottern} hjälpte mig in.",
        ages=(60, 90),
        since="today",
        says="broken",
    ),
    # Skin
    Told(
        "skin",
        "fi",
        "Ihottuma {selässä|käsivarsissa|kaulassa} {alkoi|levisi} uuden {pesuaineen|rasvan|antibiootin} jälkeen. Kutisee "
        "niin etten malta olla raapimatta. {Kuva tulee jos saan lähetettyä|Voin lähettää kuvan}.",
        ages=(18, 70),
        since="14d",
    ),
    Told(
        "skin",
        "fi",
        "Luomi {selässä|pohkeessa|hartiassa} on muuttunut, ennen se oli tasainen. Vaimo huomasi. Nyt reuna on epätasainen "
        "ja väriä kahta sorttia. En yleensä valita mutta nyt mietityttää.",
        ages=(38, 80),
        sex="male",
        since="long",
        title="Luomi on muuttunut",
    ),
    Told(
        "skin",
        "sv",
        "Jag har fått {utslag|röda prickar} på {magen|armarna|benen} som kliar något fruktansvärt. "
        "Har inte ätit något konstigt. {Barnen har inget|Sambon har samma}.",
        ages=(18, 66),
    ),
    Told(
        "skin",
        "sv",
        "En fästing satt i {knävecket|ljumsken} {förra veckan|för två veckor sedan} och nu är det en röd ring, "
        "större än {en femcentare|ett kaffefat}. Behövs medicin?",
        ages=(20, 78),
        since="14d",
        title="Röd ring efter fästing",
    ),
    Told(
        "skin",
        "fi",
        "Söin {pähkinää|katkarapuja} lounaalla ja huulet ja kieli turpoo. Ääni käheä. Otin kyypakkauksen",
        ages=(18, 55),
        since="today",
        says="allergy",
        title="Huulet ja kieli turpoavat",
    ),
    # Wounds
    Told(
        "wound",
        "fi",
        "Leikkaushaavan tikit pitäisi poistaa {torstaina|perjantaina|ensi viikolla}. Sairaalasta sanottiin että "
        "omalta asemalta. Milloin pääsisi? Käyn töissä {aamuvuorossa|iltavuorossa}.",
        ages=(20, 82),
        since="14d",
        title="Tikkien poisto",
    ),
    Told(
        "wound",
        "fi",
        "Sääressä on haava joka ei parane vaikka olen laittanut {siteitä|rasvaa ja siteitä} jo {kuukauden|monta viikkoa}. "
        "Vuotaa siteen läpi lakanoihin. Sokeritauti on.",
        ages=(64, 92),
        since="long",
    ),
    Told(
        "wound",
        "sv",
        "Skar mig i {tummen|pekfingret} med {filékniven|mattkniven} i går. Det är tejpat men kanterna vill inte hållas ihop. "
        "Stelkrampsvaccinet är från {2009|armén|jag minns inte när}.",
        ages=(18, 72),
        since="today",
    ),
    Told(
        "wound",
        "sv",
        "Såret efter operationen {vätskar|luktar} lite och är rött runtom. Ingen feber. "
        "Hemvården lägger om det men de tyckte att jag skulle skriva till er.",
        ages=(60, 90),
        since="3d",
        title="Operationssåret vätskar",
    ),
    Told(
        "wound",
        "fi",
        "Koira puri käteen {eilen|toissapäivänä}. Nyt punoitus on levinnyt {ranteen yli|kyynärpäähän} muutamassa tunnissa "
        "ja palelee kovasti.",
        ages=(16, 75),
        since="3d",
        says="wound-spreads",
        title="Koiranpurema, punoitus leviää",
    ),
    # Stomach
    Told(
        "stomach",
        "fi",
        "Närästää joka yö ja rintalastan alla polttaa. {Rennietä|Apteekin lääkettä} menee paketti viikossa. Pitäisikö "
        "tähystää? {Isällä|Äidillä} oli mahasyöpä.",
        ages=(35, 72),
        since="long",
    ),
    Told(
        "stomach",
        "fi",
        "Vatsatauti koko perheellä, {itse|minä} pahin. {Oksentanut|Ripuloinut} yön ja nyt huimaa ylös noustessa. "
        "Pysyyköhän neste sisällä. Montako päivää pitää olla pois töistä, olen {keittiössä|hoitoalalla}?",
        ages=(19, 58),
        since="today",
    ),
    Told(
        "stomach",
        "sv",
        "Magen har varit i olag i {två|tre} veckor, omväxlande diarré och förstoppning. Lite blod på pappret "
        "ibland men det tror jag är hemorrojder. Pinsamt att fråga, men {frun|min man} tvingade mig.",
        ages=(38, 74),
        since="long",
    ),
    Told(
        "stomach",
        "en",
        "I have stomach pain after eating, mostly {evenings|at night}, for {two|three} weeks. I work night shifts at "
        "{the factory|the greenhouse}. Can I book a time in the morning please?",
        ages=(22, 55),
        since="14d",
    ),
    Told(
        "stomach",
        "sv",
        "Svår smärta nere till höger i magen sedan {i natt|i morse}, den släpper inte. Har kräkts flera gånger. "
        "Kan inte räta på mig.",
        ages=(15, 60),
        since="today",
        says="belly",
        title="Svår magsmärta",
    ),
    # Urinary tract and intimate area
    Told(
        "urinary",
        "fi",
        "Virtsavaivat, polttaa ja koko ajan tarve. Alkoi {eilen|yöllä}. Ei kuumetta. Saisiko {antibiootin suoraan "
        "apteekkiin|reseptin}? Oli viimeksi {keväällä|vuosi sitten} ja silloin auttoi.",
        ages=(18, 70),
        sex="female",
        since="today",
        title="Virtsatietulehdus",
    ),
    Told(
        "urinary",
        "fi",
        "Ehkäisypillerit loppuu {kuun lopussa|parin viikon päästä}, haluaisin jutella vaihdosta. Näistä tulee "
        "{päänsärkyä|mielialan heittelyä}. Kierukka kiinnostaa mutta vähän pelottaa.",
        ages=(16, 45),
        sex="female",
        since="unknown",
    ),
    Told(
        "urinary",
        "sv",
        "Det svider när jag kissar och jag måste på toa hela tiden. Har druckit tranbärssaft. "
        "Känner igen det här, har haft urinvägsinfektion {två|tre} gånger i år.",
        ages=(18, 82),
        sex="female",
    ),
    Told(
        "urinary",
        "sv",
        "Måste upp {fyra|fem} gånger per natt och strålen är svag. Grannen blev opererad för prostatan. "
        "Ska man ta något prov?",
        ages=(56, 84),
        sex="male",
        since="long",
        title="Svag stråle, upp på nätterna",
    ),
    Told(
        "urinary",
        "fi",
        "Virtsatulehdus alkoi {perjantaina|viikonloppuna}, nyt nousi kuume {38,9|39,4} ja selkää särkee kyljestä. Vilunväristykset.",
        ages=(20, 75),
        sex="female",
        since="3d",
        says="flank-fever",
        title="Virtsavaivat ja kuume",
    ),
    # Long-term illness
    Told(
        "long-term",
        "fi",
        "Verenpaine kotona {178/102|168/98|172/95} vaikka lääke on otettu. Mittasin kolmena aamuna. Ei oireita, "
        "vähän päätä särkee. Pitääkö annosta nostaa?",
        ages=(45, 80),
        since="14d",
        title="Verenpaine koholla kotona",
    ),
    Told(
        "long-term",
        "fi",
        "Sokerit koholla viikon, aamuarvot {11|12|13}. Oli {flunssa|joulukiireitä|synttärit} ja söin mitä sattuu. "
        "Metformiini menossa. Onko hoitajalle aikoja?",
        ages=(48, 78),
        since="14d",
    ),
    Told(
        "long-term",
        "fi",
        "Astman vuosikontrolli on myöhässä, kukaan ei ole kutsunut. Lääke {riittää kuun loppuun|loppuu kohta}. "
        "Puhallukset voin tehdä kotona.",
        ages=(20, 68),
        since="unknown",
    ),
    Told(
        "long-term",
        "sv",
        "Blodtrycket har legat kring {150/90|155/95|160/92} den senaste veckan trots medicin. Jag mår bra annars. "
        "Ska jag vänta till kontrollen i {januari|februari} eller komma tidigare?",
        ages=(50, 82),
        since="14d",
        title="Blodtrycket för högt",
    ),
    Told(
        "long-term",
        "sv",
        "Dags för blodprov före diabeteskontrollen? Jag fick inget brev den här gången. "
        "Fotvården skulle också behövas, {en nagel växer snett|hälarna spricker}.",
        ages=(52, 84),
        since="unknown",
    ),
    Told(
        "long-term",
        "sv",
        "Jag blir yr när jag stiger upp ur sängen och {höll på att falla|föll nästan} i dag. "
        "Fick ny hjärtmedicin för {en vecka|tio dagar} sedan. Kan det bero på den?",
        ages=(68, 92),
        since="14d",
        title="Yrsel efter ny medicin",
    ),
    Told(
        "long-term",
        "fi",
        "Rintaa puristaa kun kävelin {postilaatikolle|kaupasta}, säteilee leukaan. Nitro auttoi hetken mutta nyt tuli uudestaan "
        "ihan istuessa. Pallolaajennus tehty {2019|2022}.",
        ages=(60, 86),
        since="today",
        says="chest-pain",
        title="Puristava rintakipu",
    ),
    Told(
        "long-term",
        "sv",
        "{Min mans|Min frus} tal blev sluddrigt {i morse|för en stund sedan} och höger hand lyder inte riktigt. "
        "Det gick över lite men inte helt. Vi tänkte vänta men dottern sa att skriv nu genast.",
        ages=(62, 88),
        since="today",
        says="stroke",
    ),
    # Prescriptions
    Told(
        "prescription",
        "fi",
        "Verenohennuslääkkeen resepti {menee vanhaksi|loppuu} {ensi viikolla|perjantaina}. Voisiko uusia, kiitos.",
        ages=(60, 90),
        since="unknown",
        title="Reseptin uusiminen, verenohennus",
    ),
    Told(
        "prescription",
        "fi",
        "Hei, {kolesteroli-|verenpaine-|allergia-}lääke loppu ja apteekki sanoi ettei resepti ole enää voimassa. "
        "Pyysin jo kerran enkä ole kuullut mitään :(",
        ages=(35, 80),
        since="unknown",
    ),
    Told(
        "prescription",
        "fi",
        "Voisko {lapsen|mun} allergialääkkeen uusia. Sama kun ennenkin",
        ages=(18, 50),
        since="unknown",
    ),
    Told(
        "prescription",
        "sv",
        "God morgon. Blodtrycksmedicinen tar slut på {onsdag|fredag} och jag har inte fått någon tid till läkaren. "
        "Trycket har varit {135/82|138/84|132/80} hela veckan.",
        ages=(50, 85),
        since="unknown",
        title="Förnya blodtrycksmedicinen",
    ),
    Told(
        "prescription",
        "sv",
        "Kan ni förnya min {sköldkörtelmedicin|astmaspray|migränmedicin}? Apoteket skickade begäran redan "
        "{förra veckan|för tio dagar sedan}, undrar bara om den kommit bort.",
        ages=(20, 74),
        since="unknown",
    ),
    Told(
        "prescription",
        "ru",
        "Здравствуйте. У меня заканчиваются таблетки от давления, осталось на {три|пять} дней. "
        "Можно продлить рецепт? По-фински пишу плохо.",
        ages=(48, 76),
        since="unknown",
    ),
    # Children
    Told(
        "child",
        "fi",
        "<name> on kuumeessa jo kolmatta päivää, {39,2|39,5|38,9}. {Juo kyllä|Juo vähän} mutta ei syö. Yskii öisin. "
        "Milloin pitää tulla näytille?",
        ages=CHILD,
        who="child",
        title="Lapsen kuume kolmatta päivää",
    ),
    Told(
        "child",
        "fi",
        "Lapsi sai päiväkodissa {vesirokon|märkäruven|kihomadot}, tai niin siellä epäillään. Näppylöitä {mahassa|suun ympärillä}. "
        "Voiko mennä hoitoon huomenna? Minulla on {palaveri|työvuoro} jota en voi siirtää...",
        ages=(1, 7),
        who="child",
        since="today",
    ),
    Told(
        "child",
        "fi",
        "Vauva itkee iltaisin {kolme|neljä} tuntia putkeen. Imetys menee {hyvin|vähän miten sattuu}. Olen ihan poikki. "
        "Onko tämä koliikkia vai mitä?",
        ages=(0, 0),
        who="child",
        since="14d",
        title="Vauva itkee iltaisin",
    ),
    Told(
        "child",
        "sv",
        "<name> har feber {38,8|39,3|39,6} sedan i går och drar sig i örat. Hen {sov inte alls i natt|gråter mycket}. "
        "Är det öroninflammation?",
        ages=(1, 6),
        who="child",
        since="3d",
        title="Barn med feber och öronont",
    ),
    Told(
        "child",
        "sv",
        "Skolhälsovården tyckte att <name> borde kolla {synen|ryggen|vikten}. Vart vänder vi oss nu? "
        "Vi bor en bit bort så {eftermiddag|distans} vore bäst.",
        ages=(7, 14),
        who="child",
        since="unknown",
    ),
    Told(
        "child",
        "sv",
        "Min son är {två|tre} och har inte bajsat på {fyra|fem} dagar. Han skriker när det är på gång. "
        "Vi har provat plommon.",
        ages=(2, 4),
        sex="male",
        who="child",
        since="14d",
    ),
    Told(
        "child",
        "fi",
        "Lapsi on veltto ja nukkuu koko ajan, ei jaksa juoda. Kuume oli {39,8|40,1}. Vaipassa ei pissaa aamun jälkeen.",
        ages=(0, 3),
        who="child",
        since="today",
        says="child-limp",
        title="Lapsen kuume ja veltto olo",
    ),
    # Teeth
    Told(
        "teeth",
        "fi",
        "Poskihampaasta lohkesi pala {ruisleivän|karkin} kanssa. Ei särje vielä mutta terävä reuna hiertää kieltä.",
        ages=(20, 78),
    ),
    Told(
        "teeth",
        "fi",
        "Hammassärky valvottanut {kaksi|kolme} yötä. Buranaa menee {800|600} kolmesti päivässä. Milloin ensimmäinen aika??",
        ages=(18, 60),
        title="Hammassärky",
    ),
    Told(
        "teeth",
        "sv",
        "En plomb har lossnat {uppe till vänster|nere till höger}. Isande när jag dricker kallt. "
        "Har väntat på kallelse till kontroll i {två|tre} år.",
        ages=(22, 80),
    ),
    Told(
        "teeth",
        "sv",
        "Kinden har svullnat upp sedan {i går|i morse} och jag kan bara gapa en {fingerbredd|centimeter}. Värken är hemsk.",
        ages=(18, 70),
        since="3d",
        says="face-swells",
        title="Svullen kind, svårt att gapa",
    ),
    # Vaccinations and certificates
    Told(
        "vaccination",
        "fi",
        "Lähdemme {Thaimaahan|Keniaan|Vietnamiin} {joulukuussa|tammikuussa|helmikuussa}. Mitä rokotuksia tarvitsemme? "
        "Meitä on {kaksi aikuista|kaksi aikuista ja kaksi lasta}. Rokotuskorttia en löydä.",
        ages=(24, 68),
        since="unknown",
        title="Matkarokotukset",
    ),
    Told(
        "vaccination",
        "fi",
        "Tarvitsen {ajokorttia|opintoja|uutta työtä} varten lääkärintodistuksen, {kiire ei ole|viimeistään kahden viikon päästä}.",
        ages=(17, 74),
        since="unknown",
    ),
    Told(
        "vaccination",
        "sv",
        "När kan jag få influensavaccinet? Jag är över 65 och {min man fick|grannarna fick} sitt redan {i oktober|förra veckan}. "
        "Jag kommer gärna till {Larsmo|närmaste ställe}.",
        ages=(65, 90),
        since="unknown",
        title="Influensavaccin",
    ),
    Told(
        "vaccination",
        "en",
        "I start work in {a nursing home|the hospital laundry} and they ask for proof of measles and TB. "
        "I have papers from my home country. Who can read them?",
        ages=(22, 50),
        since="unknown",
    ),
    # Something else
    Told(
        "other",
        "fi",
        "En tiedä mihin tämä kuuluu. Olen ollut {väsynyt|voimaton} koko syksyn, nukun {kymmenen|yhdeksän} tuntia enkä herää virkeänä. "
        "Hiukset lähtee. Onko kilpirauhanen vai mikä?",
        ages=(24, 60),
        sex="female",
        since="long",
    ),
    Told(
        "other",
        "fi",
        "Mistä saa {apuvälineitä|kävelykepin|rollaattorin} lainaan? Ei ole sairaus, liukasta vain.",
        ages=(60, 92),
        since="unknown",
    ),
    Told(
        "other",
        "sv",
        "Jag hör dåligt på tv:n enligt {barnbarnen|frun}. Vem ska jag prata med om hörapparat?",
        ages=(62, 92),
        since="long",
        title="Hörapparat",
    ),
    Told(
        "other",
        "sv",
        "Hej! Vet inte riktigt var jag ska skriva. Är gravid i vecka {7|8|9} och undrar när första besöket på rådgivningen är. "
        "Illamående dygnet runt annars okej!",
        ages=(20, 40),
        sex="female",
        since="14d",
        title="Gravid, första besöket",
    ),
)
