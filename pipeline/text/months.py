"""Months and weekdays as agencies print them, in many languages, and digits of every script."""

import re

_MONTHS = {
    1: "january jan jän jänner januar januari janv janvier enero ene janeiro gennaio gen ocak oca января янв януари јануара јануар ianvar yanvar yanvarı sausio janvāris janvārī jaanuari tammikuu январь січня січ stycznia sty ledna januára siječnja januara ianuarie ian január ιανουαρίου januári január jaanuar tammikuuta tammikuu يناير كانون_الثاني جنوری जनवरी জানুয়ারি ژانویه januar' ஜனவரி జనవరి जानेवारी જાન્યુઆરી ਜਨਵਰੀ ಜನವರಿ ജനുവരി იანვარი იანვარს հունվարի ינואר มกราคม ιανουάριος ม.ค januarja јануари gener xaneiro janúar janar janairu студзеня қаңтар қаңтарда январи בינואר جانفي ιαν genn",
    2: "february feb febr februar februari février févr fév fevereiro fev febrero febbraio şubat şub февраля фев февруари фебруара фебруар fevral vasario februāris februārī helmikuu shkurt февр лютого lutego lut února februára veljače februara februarie február φεβρουαρίου helmikuuta فبراير شباط فروری फरवरी फ़रवरी ফেব্রুয়ারি فوریه feber பிப்ரவரி ఫిబ్రవరి फेब्रुवारी ફેબ્રુઆરી ਫਰਵਰੀ ಫೆಬ್ರವರಿ ഫെബ്രുവരി თებერვალი փետրվարի פברואר กุมภาพันธ์ φεβρουάριος ก.พ februarja febrer febreiro febrúar fabrairu лютага ақпан феврали בפברואר فيفري φεβ febb veebr ਫ਼ਰਵਰੀ",
    3: "march mar mär märz maerz mars marzo março mart maart марта мар март kovo marts martā märts maaliskuu березня marca března ožujka martie március μαρτίου maaliskuuta mac مارس آذار مارچ मार्च মার্চ மார்ச் మార్చి માર્ચ ਮਾਰਚ ಮಾರ್ಚ್ മാർച്ച് მარტი մարտի מרץ มีนาคม machi μάρτιος มี.ค març márc mrt сакавіка наурыз марти במרץ μαρ",
    4: "april apr avril avr abril abr aprile nisan nis апреля апр април априла aprel balandžio aprīlis aprīlī aprill huhtikuu prill квітня kwietnia kwi dubna apríla travnja aprila aprilie április απριλίου huhtikuuta أبريل ابريل إبريل نيسان اپریل अप्रैल এপ্রিল آوریل ஏப்ரல் ఏప్రిల్ एप्रिल એપ્રિલ ਅਪ੍ਰੈਲ ಏಪ್ರಿಲ್ ഏപ്രിൽ აპრილი ապրիլի אפריל เมษายน aprili απρίλιος เม.ย ápr apríl afrilu красавіка сәуір апрели באפריל أفريل افريل απρ",
    5: "may mai mayo maio maggio mag mayıs mei maj maja мая май травня маја gegužės maijs maijā toukokuu května mája svibnja május μαΐου toukokuuta maí مايو أيار ايار مئی मई মে مه மே మే મે ਮਈ ಮೇ മേയ് მაისი մայիսի מאי พฤษภาคม μάιος พ.ค maig máj мај мамыр במאי ماي μαϊ",
    6: "june jun juin juni junio junho giugno giu haziran haz июня июн юни јуна јун iyun birželio jūnijs jūnijā juuni kesäkuu qershor червня czerwca cze června júna lipnja juna iunie június ιουνίου kesäkuuta يونيو حزيران جون जून জুন ژوئن ஜூன் జూన్ જૂન ਜੂਨ ಜೂನ್ ജൂൺ ივნისი հունիսի יוני มิถุนายน ιούνιος มิ.ย junija juny jún jūn iun xuño júní јуни чэрвеня маусым ביוני ιουν",
    7: "july jul juil juillet juli julio julho luglio lug temmuz tem июля июл юли јула јул iyul liepos jūlijs jūlijā juuli heinäkuu korrik липня lipca července júla srpnja jula iulie július ιουλίου heinäkuuta julai يوليو تموز جولائی जुलाई জুলাই ژوئیه ஜூலை జూలై जुलै જુલાઈ ਜੁਲਾਈ ಜುಲೈ ജൂലൈ ივლისი հուլիսի יולי กรกฎาคม ιούλιος ก.ค julija juliol júl jūl iul xullo júlí јули ліпеня шілде ביולי جويلية يوليوز ιουλ",
    8: "august aug août aout agosto ago agustus agt ağustos ağu augustus августа авг август аугуста avqust avgust rugpjūčio augusts augustā elokuu gusht серпня sierpnia sie srpna augusta kolovoza avgusta augusztus αυγούστου elokuuta ogos أغسطس اغسطس آب اگست अगस्त আগস্ট اوت ஆகஸ்ட் ஆக ఆగస్టు ऑगस्ट ઓગસ્ટ ਅਗਸਤ ಆಗಸ್ಟ್ ഓഗസ്റ്റ് აგვისტო օգոստոսի אוגוסט สิงหาคม agosti αύγουστος ส.ค agost ágúst жніўня тамыз באוגוסט أوت غشت αυγ",
    9: "september sep sept septembre septiembre setiembre set setembro settembre eylül eyl сентября сен сент септември септембра септембар sentyabr sentabr rugsėjo septembris septembrī syyskuu shtator вересня września wrz září septembra rujna septembrie szeptember σεπτεμβρίου syyskuuta سبتمبر أيلول ستمبر सितंबर सितम्बर সেপ্টেম্বর سپتامبر செப்டம்பர் செப் సెప్టెంబర్ सप्टेंबर સપ્ટેમ્બર ਸਤੰਬਰ ಸೆಪ್ಟೆಂಬರ್ സെപ്റ്റംബർ სექტემბერი սեպտեմբերի ספטמבר กันยายน septemba σεπτέμβριος ก.ย setembre szept satumba верасня қыркүйек בספטמבר شتنبر σεπ sett",
    10: "october oct octobre oktober okt octubre outubro out ottobre ott ekim eki октября окт октомври октобра октобар oktyabr oktabr spalio oktobris oktobrī oktoober lokakuu tetor жовтня października paź října októbra listopada oktobra octombrie október οκτωβρίου lokakuuta أكتوبر اكتوبر تشرين_الأول تشرين_الاول اکتوبر अक्टूबर अक्तूबर অক্টোবর اکتبر அக்டோபர் அக் అక్టోబర్ ऑक्टोबर ઓક્ટોબર ਅਕਤੂਬਰ ಅಕ್ಟೋಬರ್ ഒക്ടോബർ ოქტომბერი հոկտեմբերի אוקטובר ตุลาคม oktoba οκτώβριος ต.ค кастрычніка באוקטובר οκτ",
    11: "november nov novembre noviembre novembro kasım kas ноября ноя ноември новембра новембар noyabr lapkričio novembris novembrī marraskuu nëntor нояб листопада листоп listopadu novembra studenoga studenog noiembrie νοεμβρίου marraskuuta نوفمبر تشرين_الثاني نومبر नवंबर नवम्बर নভেম্বর نوامبر நவம்பர் நவ నవంబర్ नोव्हेंबर નવેમ્બર ਨਵੰਬਰ ನವೆಂಬರ್ നവംബർ ნოემბერი նոյեմբերի נובמבר พฤศจิกายน novemba νοέμβριος พ.ย nóvember nuwamba лістапада қараша בנובמבר نونبر νοε",
    12: "december dec déc décembre dez dezember diciembre dic dezembro dicembre desember des aralık ara декабря дек декември децембра децембар dekabr gruodžio decembris decembrī detsember joulukuu dhjetor грудня grudnia gru prosince decembra prosinca decembrie δεκεμβρίου joulukuuta disember dis ديسمبر كانون_الأول كانون_الاول دسمبر दिसंबर दिसम्बर ডিসেম্বর دسامبر டிசம்பர் டிச డిసెంబర్ डिसेंबर ડિસેમ્બર ਦਸੰਬਰ ಡಿಸೆಂಬರ್ ഡിസംബർ დეკემბერი դեկտեմբերի דצמבר ธันวาคม desemba δεκέμβριος ธ.ค desembre decembro disamba снежня желтоқсан בדצמבר دجنبر δεκ dets",
}
MONTHS = {name.replace("_", " ").rstrip("'").casefold(): number for number, names in _MONTHS.items() for name in names.split(" ")}
"""Name, casefolded and without its final dot -> 1..12."""

_WEEKDAYS = {
    0: "monday mon hétfő pondělí pondelok ponedjeljak понеділок luni deushanbe maanantai mandag måndag lundi lun lunes montag mo lunedì lunedi segunda-feira maandag poniedziałek понедельник pazartesi senin isnin الاثنين الإثنين پیر सोमवार সোমবার",
    1: "tuesday tue tues kedd úterý utorok utorak вівторок marți marti tiistai tirsdag tisdag mardi martes dienstag di martedì martedi terça-feira dinsdag wtorek вторник salı selasa الثلاثاء منگل मंगलवार মঙ্গলবার",
    2: "wednesday wed szerda středa streda srijeda середа miercuri keskiviikko onsdag mercredi mer miércoles mittwoch mi mercoledì mercoledi quarta-feira woensdag środa среда çarşamba rabu الأربعاء بدھ बुधवार বুধবার",
    3: "thursday thu thur thurs csütörtök čtvrtek štvrtok četvrtak четвер joi torstai torsdag jeudi jueves donnerstag do giovedì giovedi quinta-feira donderdag czwartek четверг perşembe kamis khamis الخميس جمعرات गुरुवार বৃহস্পতিবার",
    4: "friday fri péntek pátek piatok petak п’ятниця vineri perjantai fredag vendredi ven viernes freitag fr venerdì venerdi sexta-feira vrijdag piątek пятница cuma jumat jumaat الجمعة جمعہ शुक्रवार শুক্রবার",
    5: "saturday sat szombat subota субота sâmbătă lauantai lørdag lördag samedi sam sábado samstag sa sabato zaterdag sobota суббота cumartesi sabtu السبت ہفتہ शनिवार শনিবার",
    6: "sunday sun vasárnap neděle nedeľa nedjelja неділя duminică sunnuntai søndag söndag dimanche dim domingo sonntag so domenica zondag niedziela воскресенье pazar minggu ahad الأحد اتوار रविवार রবিবার",
}
WEEKDAYS = {name: number for number, names in _WEEKDAYS.items() for name in names.split()}
"""Name, casefolded and without its final dot -> Monday 0 .. Sunday 6."""

_DIGITS = {}
for _zero in (
    0x0660,
    0x06F0,
    0x0966,
    0x09E6,
    0x0A66,
    0x0AE6,
    0x0B66,
    0x0BE6,
    0x0C66,
    0x0CE6,
    0x0D66,
    0x0E50,
    0x0F20,
    0x1040,
    0x17E0,
    0xFF10,
):
    _DIGITS.update({_zero + n: str(n) for n in range(10)})
_FOREIGN = re.compile("[" + "".join(map(chr, _DIGITS)) + "]")


def ascii_digits(text: str) -> str:
    """`text` with the digits of Arabic, Persian, Devanagari, Bengali and other scripts as 0-9; nothing else moves.

    >>> ascii_digits("۲۰ اکتوبر"), ascii_digits("२२ फरवरी")
    ('20 اکتوبر', '22 फरवरी')
    """
    # By pattern: `translate` raises and catches a KeyError for every letter that has no entry.
    return text if text.isascii() else _FOREIGN.sub(lambda digit: _DIGITS[ord(digit[0])], text)


def month_of(name: str) -> int | None:
    """1..12, or None.

    >>> month_of("Oct."), month_of("août"), month_of("Sept")
    (10, 8, 9)
    """
    return MONTHS.get(name.casefold().strip(" ."))


def weekday_of(name: str) -> int | None:
    """Monday 0 .. Sunday 6, or None."""
    return WEEKDAYS.get(name.casefold().strip(" .,"))
