"""News of an attack is news of the place that was hit; a statesman abroad is where he is; a country's police are at home."""

import pytest

from newsbeam.pipeline.taggers.attackers import attackers
from newsbeam.pipeline.taggers.disambiguate import disambiguate
from newsbeam.pipeline.taggers.focus import focus_of

HIT = (
    ("UA", "uk", "Росія атакувала дронами Харківщину"),
    ("UA", "uk", "РФ вдарила по шахтах на Донеччині"),
    ("UA", "uk", "Окупанти з РФ атакували Покровськ"),
    ("UA", "ru", "Россия обстреляла Харьковскую область, погибли двое"),
    ("UA", "en", "Russia shells Kherson, killing three"),
    ("UA", "de", "Russische Drohnen treffen Wohnhaus in Odessa"),
    ("UA", "fr", "Bombardement russe sur Kharkiv : trois morts"),
    ("UA", "es", "Ataque ruso contra Zaporiyia deja tres muertos"),
    ("UA", "sk", "Ruský útok na Charkov si vyžiadal tri obete"),
    ("UA", "pl", "Rosyjski atak na Charków, trzy osoby nie żyją"),
    ("LB", "en", "Israeli airstrike kills four in southern Lebanon"),
    ("LB", "ar", "غارة إسرائيلية على بلدة في جنوب لبنان تقتل أربعة"),
    ("SY", "pt", "Israel bombardea Damasco"),
    ("SY", "tr", "İsrail Şam'ı vurdu"),
    ("IL", "en", "Iranian missiles hit Tel Aviv"),
    ("YE", "en", "US airstrikes hit Sanaa"),
    ("PS", "de", "Israelische Angriffe auf Gaza: Dutzende Tote"),
    ("PS", "tr", "İsrail'in Gazze'ye saldırısında 12 kişi öldü"),
    ("PS", "id", "Serangan Israel di Gaza tewaskan 20 orang"),
    ("PS", "hi", "इजरायल ने गाजा पर हमला किया"),
    ("RU", "ru", "Беспилотники ВСУ атаковали Брянск"),
)
ABROAD = (
    ("KR", "ru", "Обама заявил об этом на саммите в Сеуле"),
    ("CN", "ru", "Путин прибыл в Пекин с официальным визитом"),
    ("AT", "hr", "Putin u Beču na razgovorima o plinu"),
    ("TR", "es", "Macron en Ankara para hablar de migración"),
    ("EG", "ar", "أردوغان يصل إلى القاهرة في زيارة رسمية"),
    ("VN", "id", "Jokowi tiba di Hanoi untuk kunjungan kenegaraan"),
)
AT_HOME = (
    ("GT", "sk", "Guatemalská polícia zadržala migrantov smerujúcich do USA"),
    ("SK", "sk", "Na námestí v Banskej Bystrici zhorel obchod"),
    ("SK", "sk", "V Tatrách zahynul turista"),
    ("SD", "sk", "Pri nepokojoch v sudánskom Darfúre zahynulo 20 ľudí"),
    ("PL", "pl", "W Zielonej Górze spłonęła hala"),
    ("PL", "pl", "Wypadek w Gorzowie Wielkopolskim"),
    ("CZ", "cs", "Ve Frýdku-Místku hořel sklad"),
    ("RS", "sr", "U Novom Sadu otvorena izložba"),
    ("US", "sk", "Súd na Floride odložil rozhodnutie Floridy"),
    ("UA", "uk", "Вибухи на Хмельниччині: що відомо"),
    ("UA", "uk", "Біля Кривого Рогу у Кривому Розі сталася аварія"),
    ("MK", "hr", "Makedonija s manjinskom vladom do proljeća"),
)


@pytest.mark.parametrize(("country", "language", "text"), [*HIT, *ABROAD, *AT_HOME])
def test_the_country_of_a_headline(country: str, language: str, text: str) -> None:
    assert focus_of(disambiguate(text, language=language), len(text)).code == country


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Russia strikes a deal with Turkey in Ankara"),
        ("en", "Israel attacked by Iran, sirens in Tel Aviv"),
        ("en", "Ukraine was shelled, says Paris"),
        ("uk", "Обстріл України обговорили в Лондоні"),
    ],
)
def test_who_is_hit_or_deals_is_no_attacker(language: str, text: str) -> None:
    assert not attackers(text, disambiguate(text, language=language))


def test_an_attacker_without_another_place_keeps_its_weight() -> None:
    assert not attackers("Russia shells villages", disambiguate("Russia shells villages", language="en"))
