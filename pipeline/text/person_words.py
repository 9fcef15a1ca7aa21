"""The words around persons in bylines: what stands before a name, between names, behind one, and what makes a name no person's."""

import re

from newsbeam.pipeline.process.late_pattern import late

PREFIX = re.compile(
    r"(?:from|(?:written|words|story|text|report|reported|reporting|posted|published|review|analysis|interview|opinion|compiled|edited)\s+by|by|von|vom|par|por|di|de|"
    r"door|av|af|oleh|od|przez|autor(?:in|a|es)?|auteur|author|writer|reporter|journalist|text|texte|texto|testo|tekst|penulis|laporan|"
    r"redazione|yazan|haber(?!\s+merkez)|автор|текст|кореспондент|корреспондент|autorka|toimittaja|skrevet av|skriven av|geschreven door|escrito por|"
    r"scritto da|a cura di|rédigé par|publié par|publicado por|geschrieben von|bởi|tác giả|نوشته|napisał[ao]?|napsal[ai]?|teksti|írta|szerző|piše|píše|rašo|γράφει|кореспондентка|пише|propos recueillis par|recueillis? par|"
    r"d(?:al|alla) nostr[oa] (?:inviat[oa]|corrispondente)|unser(?:em|en|er|e) korrespondent(?:en|in)|unserem reporter|بقلم|من|كتب|کتب|تحریر|pewarta|mwandishi|(?-i:Na(?=\s[A-Z]{3,}\s[A-Z]{3}))|muhabir|haber[- ]kamera|ein bericht von|tác giả|מאת|theo(?=\s\S*[ăâđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]))(?:\s*[:：]\s*|\s+(?:[-–—]\s?(?=[\u0621-\u064a]))?)(?=\S)(?!(?:la|las|los|le|der|den)\s)",
    re.IGNORECASE,
)
OTHERS = re.compile(
    r"(?:(?:additional |further )?(?:edit(?:ed|ing)|photo(?:s|graphs?|graphy)?|pictures?|images?|translat(?:ed|ion)|illustrat(?:ed|ions?)|video|"
    r"graphics?)\s+by\b|(?:fotos?|photos?|bild(?:er)?|zdjęcia|kuva(?:t)?|illustration|video|übersetzung|trad(?:uction)?)\s?[:：])",
    re.IGNORECASE,
)
"""Those who edited, photographed, translated; whoever stands behind these words did not write it."""
SPLIT = re.compile(
    r"(?<=[^\W\d_]{3})(?<!Prof)(?<!Mrs)(?<!Rev)(?<!Gen)(?<!Sen)(?<!Rep)\.\s+(?=[A-Z])|"
    r"\s+[-–—]\s+|(?:\s*(?:,|;|/|\||&|\+|•|·|\n|،|؛|、|，|；)\s*)+(?:(?:and|und|et|y|e|og|och|ja|en|ve|dan|и|و|اور)\s+)?|"
    r"\s+(?:and|und|et|y|e|og|och|ja|és|și|en|ve|dan|i|und|и|та|і|και|with|avec|mit|con|med|com|اور|و|और)\s+",
    re.IGNORECASE,
)
ROLES = (
    "correspondents?|reporters?|writers?|editors?|editor-in-chief|columnists?|journalists?|contributors?|producers?|analysts?|critics?|"
    "photographers?|anchors?|researchers?|commentators?|bureau chief|staff|"
    "redakteur(?:in)?|redaktor(?:ka)?|journalist(?:in|e)?|korrespondent(?:in)?|chefredakteur(?:in)?|reporterin|volontär(?:in)?|"
    "journaliste|rédacteur|rédactrice|correspondante?|periodista|redactora?|corresponsal|reporter[oa]|enviad[oa] especial|"
    "giornalista|inviat[oa]|corrispondente|jornalista|repórter|dziennikarz|dziennikarka|muhabiri?|toimittaja|journalisten|"
    "журналист(?:ка)?|корреспондент|обозреватель|wartawan|خبرنگار"
)
MODIFIERS = (
    "chief|senior|deputy|lead|junior|staff|special|guest|freelance|associate|assistant|managing|executive|contributing|national|foreign|world|"
    "international|global|regional|local|political|politics|business|economics?|economy|financial|finance|markets?|money|sports?|football|tennis|"
    "health|medical|science|technology|tech|environment|climate|energy|education|arts?|culture|entertainment|media|music|film|tv|fashion|food|games?|gaming|books?|theat(?:re|er)|design|"
    "travel|royal|crime|legal|security|defen[cs]e|diplomatic|home|affairs|social|religion|transport|consumer|property|digital|online|news|"
    "investigative|data|multimedia|video|audience|opinion|features?|city|county|state|white house|westminster|parliamentary|europe|asia|africa|"
    "democracy|communities|community|middle east|china|us|uk|and"
)
ARTICLES = frozenset(("le", "la", "les", "los", "las", "el", "il", "die", "der", "das", "het", "o", "the", "l'"))
NO_PERSON = late(
    r"^(?:в|на|из|о|об|по|за|у|к|с|от|до)\s|^(?:the|our|top|latest|الصفحة|reuters|bloomberg|xinhua|bernama|interfax|ritzau|sputnik|unser[e]?|nuestr[oa]|notre|eine?)\b|\b(?:correspondents?|stor(?:y|ies)|desk|staff|reporters?|writers?|editors?|editorial|bureau|agency|"
    r"agencies|agences?|agencias?|agências?|agenzi[ae]|agentur(?:en)?|ajansı|ajans|news|newsroom|newsdesk|newspaper|press|presse|prensa|team|redaktion(?:en)?|"
    r"rédaction|redacción|redacció|redaccion|redazione|redactie|redaksi|redakcja|redakce|redacția|redação|redacao|redaktionen|redaksjonen|"
    r"toimitus|szerkesztőség|uredništvo|haber|haberleri|service|services|wire|online|web|website|webmaster|monitor|monitoring|report|reports|"
    r"admin|administrator|photographer|contributors?|columnist|author|autor|verfasser|special|sports?|business|guest|unknown|anonymous|none|undefined|times|post|"
    r"media|tv|radio|television|fernsehen|journal|magazine|magazin|group|foundation|ministry|university|gazette|herald|tribune|chronicle|"
    r"guardian|telegraph|zeitung|tageblatt|tagblatt|nachrichten|noticias|diario|giornale|corriere|dagblad|avisen|sanomat|gazeta|network|podcast|"
    r"blog|official|company|inc|ltd|llc|gmbh|corp|corporation|corresponsal|enviad[oa]s?|especia(?:l|is)|sucursal|reportagem|colaboração|inviat[oa]|envoyée?|committee|organi[sz]ations?|association|institute|council|department|office|embassy|government|"
    r"federation|center|centre|channel|photo|photos|foto|article|artikel|reprint|video|getty|images|copyright|company|international|ministries|al[ -]?(?:jazeera|arabiya|ahram|hayat|bawaba|monitor|mayadeen|manar|akhbar|quds|watan|ittihad|bayan|khaleej)|club|e-?mail|alerts?|profile|newsletter|magazyn|thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật|daily|weekly|observer|express|mirror|standard|digest|dispatch|examiner|inquirer|insider|bank|of|deutsche[rs]?|société|institut|stiftung|verband|ministerium|welle|aktuell|politics|opinion|portal|secretaria|secretaría|secretariat|prefeitura|ayuntamiento|municipal|municipality|município|polícia|policía|police|polizei|"
    r"نامہ نگار|نمائندہ|ڈیسک|رپورٹر|نیوز|وقائع|संवाददाता|ब्यूरो|डेस्क|редакция|редакція|новости|новини|агентство|"
    r"প্রতিদিন|দৈনিক|صحيفة|وكالة|وكالات|قناة|جريدة|موقع|مراسل|محرر|الجزيرة|تحرير)\b|"
    # Vowel signs are no letters to the pattern: no boundary stands behind them.
    r"संवाददाता|ब्यूरो|प्रतिनिधि|वार्ताहर|বিশেষ প্রতিনিধি|প্রতিনিধি|প্রতিবেদক|সংবাদদাতা|রিপোর্টার|ডেস্ক|நிருபர்|செய்தியாளர்|ప్రతినిధి|విలేకరి|ലേഖകൻ|ವರದಿಗಾರ|પ્રતિનિધિ|ਪੱਤਰਕਾਰ|ਪ੍ਰਤੀਨਿਧ",
    re.IGNORECASE,
)
