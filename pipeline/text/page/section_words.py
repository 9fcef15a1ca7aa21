"""The names of a paper's sections in many languages, as menus list them: `Gündem Ekonomi Dünya Spor Magazin`."""

SECTIONS = frozenset(
    "home news world national local politics business economy economics finance markets sport sports football culture arts "  # noqa: SIM905 (words read better than a list of them)
    "entertainment lifestyle health science technology tech opinion editorial education travel weather video videos photos gallery "
    "podcasts jobs motoring epaper subscribe login register contact about search menu blogs "
    "inicio portada actualidad política economía deportes deporte cultura mundo sociedad sucesos tecnología salud ciencia opinión vídeos "
    "educación internacional nacional negocios espectáculos política esportes esporte saúde tecnologia opinião ciência educação "
    "accueil actualité actualités politique économie sports culture monde société santé sciences météo international région vidéos "
    "startseite politik wirtschaft sport kultur welt panorama wissen gesundheit meinung gesellschaft technik wetter ratgeber regional "
    "politica economia cronaca esteri sport cultura spettacoli salute scienze tecnologia motori "
    "gündem ekonomi dünya spor magazin kadın siyaset sağlık teknoloji yaşam eğitim yazarlar kültür sanat video foto galeri otomobil "
    "политика экономика общество спорт культура мир наука происшествия технологии авто здоровье новости видео фото "
    "політика економіка суспільство спорт культура світ наука події технології здоров'я новини відео "
    "polityka gospodarka kultura świat kraj zdrowie nauka rozrywka wiadomości pogoda "
    "domácí zahraničí ekonomika kultura sport věda zprávy počasí politika gospodarstvo svijet zdravlje znanost vijesti "
    "belföld külföld gazdaság kultúra sport tudomány életmód "
    "πολιτική οικονομία κόσμος αθλητικά πολιτισμός κοινωνία υγεία επιστήμη τεχνολογία ελλάδα "
    "berita nasional ekonomi internasional olahraga hiburan gaya hidup teknologi kesehatan otomotif wisata bola "
    "سياسة اقتصاد رياضة ثقافة محليات منوعات صحة تكنولوجيا سیاسی اقتصادی ورزشی فرهنگی اجتماعی پاکستان کھیل کاروبار شوبز صحت "
    "देश विदेश खेल मनोरंजन राजनीति व्यापार लाइफस्टाइल".split()
)
