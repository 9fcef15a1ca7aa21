"""Sentences of our own making, for workloads without an evaluation set: templates in eleven languages, and what fills them."""

import random

SENTENCES: dict[str, tuple[str, ...]] = {
    "en": (
        "Officials in {place} said on {day} that {number} people had registered for the programme since {month}.",
        "{person}, who leads {org}, told reporters the decision would be reviewed before the end of {month}.",
        "The council approved a budget of {number} million after a debate that lasted until midnight.",
        "Shares of {org} rose {small} percent in early trading, while bond yields were little changed.",
        "Heavy rain flooded the old quarter of {place} and closed the main road to the coast for {small} hours.",
        "Nobody was hurt, police said, but {number} homes were without electricity on {day} evening.",
        "The agreement, signed in {place}, still has to be ratified by both parliaments.",
        "Researchers at {org} followed {number} patients over {small} years and published the results in {month}.",
        '"We did not expect to finish so early," {person} said after the match in {place}.',
        "Exports fell for the third month in a row as demand from abroad weakened, according to {org}.",
    ),
    "fr": (
        "Les autorités de {place} ont annoncé {day} que {number} personnes seraient relogées avant la fin du mois.",
        "{person}, qui dirige {org}, a déclaré que la décision serait réexaminée au printemps prochain.",
        "Le conseil a adopté un budget de {number} millions d'euros après un débat qui a duré jusqu'à minuit.",
        "De fortes pluies ont inondé les quartiers anciens et coupé la route principale pendant {small} heures.",
        "Aucune victime n'est à déplorer, a précisé la police, mais {number} foyers restent privés d'électricité.",
        "L'accord signé à {place} doit encore être ratifié par les deux parlements.",
    ),
    "de": (
        "Die Behörden in {place} teilten am {day} mit, dass sich {number} Menschen für das Programm angemeldet hätten.",
        "{person}, Vorsitzende von {org}, sagte vor Journalisten, die Entscheidung werde noch einmal geprüft.",
        "Der Stadtrat beschloss nach langer Debatte einen Haushalt von {number} Millionen Euro.",
        "Starker Regen überflutete die Altstadt und sperrte die Hauptstraße für {small} Stunden.",
        "Verletzt wurde niemand, doch {number} Haushalte blieben bis zum Abend ohne Strom.",
        "Das in {place} unterzeichnete Abkommen muss noch von beiden Parlamenten gebilligt werden.",
    ),
    "es": (
        "Las autoridades de {place} informaron el {day} que {number} personas se habían inscrito en el programa.",
        "{person}, que dirige {org}, dijo a los periodistas que la decisión se revisará antes de fin de mes.",
        "El ayuntamiento aprobó un presupuesto de {number} millones tras un debate que duró hasta la medianoche.",
        "Las fuertes lluvias inundaron el casco antiguo y cortaron la carretera principal durante {small} horas.",
        "No hubo heridos, según la policía, pero {number} viviendas siguen sin electricidad.",
        "El acuerdo firmado en {place} todavía tiene que ser ratificado por ambos parlamentos.",
    ),
    "pt": (
        "As autoridades de {place} disseram que {number} pessoas se inscreveram no programa desde o início do ano.",
        "{person}, que lidera {org}, afirmou aos jornalistas que a decisão será revista em breve.",
        "A câmara aprovou um orçamento de {number} milhões depois de um debate que durou até à meia-noite.",
        "A chuva forte inundou a zona antiga da cidade e fechou a estrada principal durante {small} horas.",
    ),
    "ru": (
        "Власти города сообщили, что на программу с начала года записались {number} человек.",
        "Руководитель компании {org} заявил журналистам, что решение будет пересмотрено до конца месяца.",
        "Городской совет утвердил бюджет в {number} миллионов рублей после долгих споров.",
        "Сильный дождь затопил старый квартал и перекрыл главную дорогу на {small} часов.",
        "По данным полиции, никто не пострадал, но {number} домов остались без электричества.",
        "Соглашение, подписанное в Москве, ещё должны одобрить оба парламента.",
    ),
    "ar": (
        "أعلنت السلطات أن {number} شخصا سجلوا في البرنامج منذ بداية العام.",
        "وقال رئيس الشركة للصحفيين إن القرار سيراجع قبل نهاية الشهر الحالي.",
        "ووافق المجلس على ميزانية قدرها {number} مليون بعد نقاش استمر حتى منتصف الليل.",
        "وأدت الأمطار الغزيرة إلى إغلاق الطريق الرئيسي لمدة {small} ساعات في القاهرة.",
        "ولم يصب أحد بأذى وفقا للشرطة لكن {number} منزلا ظلت بلا كهرباء.",
    ),
    "ur": (
        "حکام نے بتایا کہ سال کے آغاز سے اب تک {number} افراد نے پروگرام میں اندراج کرایا ہے۔",
        "کمپنی کے سربراہ نے صحافیوں کو بتایا کہ فیصلے پر مہینے کے اختتام سے پہلے نظرثانی کی جائے گی۔",
        "کراچی میں شدید بارش سے مرکزی سڑک {small} گھنٹے تک بند رہی۔",
        "پولیس کے مطابق کوئی زخمی نہیں ہوا تاہم {number} گھر بجلی سے محروم رہے۔",
        "معاہدے پر اسلام آباد میں دستخط ہوئے اور دونوں پارلیمان اس کی توثیق کریں گی۔",
    ),
    "hi": (
        "अधिकारियों ने बताया कि साल की शुरुआत से अब तक {number} लोगों ने कार्यक्रम में पंजीकरण कराया है।",
        "कंपनी के प्रमुख ने पत्रकारों से कहा कि महीने के अंत से पहले फैसले की समीक्षा की जाएगी।",
        "भारी बारिश से पुराने शहर में पानी भर गया और मुख्य सड़क {small} घंटे बंद रही।",
        "पुलिस के अनुसार कोई घायल नहीं हुआ, लेकिन {number} घरों में बिजली नहीं थी।",
    ),
    "zh": (
        "当地官员表示，自年初以来已有{number}人报名参加该项目。",
        "该公司负责人对记者说，这一决定将在月底前重新审议。",
        "市议会经过长时间辩论后批准了{number}万元的预算。",
        "暴雨淹没了老城区，通往海边的主要道路关闭了{small}个小时。",
        "警方称没有人受伤，但仍有{number}户居民停电。",
        "这项在北京签署的协议还需要两国议会批准。",
    ),
    "ja": (
        "当局によると、年初から{number}人がこの計画に登録した。",
        "同社の代表は記者団に対し、決定を月末までに見直すと述べた。",
        "大雨で旧市街が浸水し、海岸へ向かう幹線道路が{small}時間通行止めになった。",
        "警察によると、けが人はいなかったが、{number}世帯が停電した。",
    ),
}
PLACES = (
    ("KARACHI", "PK"), ("London", "GB"), ("Nairobi", "KE"), ("Berlin", "DE"), ("Paris", "FR"), ("Madrid", "ES"),
    ("Lagos", "NG"), ("Mumbai", "IN"), ("Tokyo", "JP"), ("Cairo", "EG"), ("Moscow", "RU"), ("Ankara", "TR"),
    ("Jakarta", "ID"), ("Warsaw", "PL"), ("Rome", "IT"), ("Ottawa", "CA"), ("Chicago", "US"), ("Lima", "PE"),
    ("Bogota", "CO"), ("Sydney", "AU"), ("Dhaka", "BD"), ("Hanoi", "VN"), ("Oslo", "NO"), ("Vienna", "AT"),
)  # fmt: skip
PEOPLE = ("Amina Hale", "Jorge Vidal", "Lena Brandt", "Rashid Anwar", "Mei Tan", "Owen Pryce", "Sofia Marin", "Petr Novak")
ORGANISATIONS = (
    "Harbour Bank", "the Institute of Hydrology", "Northern Rail", "Delta Mills", "the Statistics Office", "Orion Motors",
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "September", "October", "November")


def filled(template: str, dice: random.Random) -> str:
    """The sentence of a template: each blank is thrown for, also where the template lacks it, so that the next throws are the same."""
    return template.format(
        place=dice.choice(PLACES)[0].title(),
        person=dice.choice(PEOPLE),
        org=dice.choice(ORGANISATIONS),
        day=dice.choice(DAYS),
        month=dice.choice(MONTHS),
        number=dice.randrange(100, 100_000),
        small=dice.randrange(2, 20),
    )
