"""The words of times in many languages, as pages print them: `3 minutes ago`, `Updated`, `pm`, `saat`."""

AGO = frozenset(
    "ago secondes secondi seconden sekunder sekund saniye detik секунд секунды секунду second seconds sec secs minute minutes min mins hour hours hr hrs day days week weeks month months year years just now "  # noqa: SIM905 (words read better than a list of them)
    "yesterday today hace segundos minuto minutos hora horas día dia días dias semana semanas mes meses ayer hoy há atrás ontem hoje "
    "il y a heure heures jour jours semaine semaines mois hier vor sekunden minuten stunde stunden tag tagen woche wochen gestern "
    "heute fa minuti ore giorni giorno ieri oggi geleden uur dagen dag sedan timmar siden timer godz temu godzin godziny godzinę dni "
    "dniu před pred minutami hodinami hodinou dny dňami prije minuta sati dana pre önce dakika saat gün yang lalu menit jam hari acum "
    "oră zile perce órája napja πριν λεπτά λεπτό ώρες ώρα ημέρες назад минут минуты минуту час часа часов день дня дней тому хвилин "
    "хвилини хвилину годин години годину منذ دقيقة دقائق ساعة ساعات أيام يوم دقیقه پیش ساعت روز منٹ پہلے گھنٹے گھنٹہ قبل मिनट पहले "
    "घंटे घंटा दिन মিনিট আগে ঘণ্টা ঘন্টা দিন 分钟前 分鐘前 小时前 小時前 天前 分前 時間前 日前 분 전 시간 분전 시간전 일 phút trước giờ ngày сегодня вчера сьогодні "
    "вчора dnes včera dziś wczoraj danas juče jučer σήμερα χθες bugün dün اليوم أمس امروز دیروز آج کل आज कल আজ গতকাল 今天 昨天 今日 昨日 오늘 "
    "어제 ini kemarin leo jana".split()
)
"""Spans and days that are told from now."""
LABELS = frozenset(
    "published updated posted modified created publicado publicada actualizado actualizada atualizado atualizada publié "  # noqa: SIM905 (words read better than a list of them)
    "veröffentlicht publiziert erschienen aktualisiert stand pubblicato aggiornato gepubliceerd bijgewerkt publicerad publicerat "
    "uppdaterad publisert oppdatert offentliggjort opdateret udgivet julkaistu päivitetty opublikowano publikacja aktualizacja "
    "publikováno aktualizováno vydáno zverejnené publikované aktualizované objavljeno ažurirano posodobljeno publicat actualizat "
    "közzétéve frissítve megjelent δημοσίευση δημοσιεύτηκε ενημερώθηκε ενημέρωση yayınlanma yayınlandı güncelleme terbit diterbitkan "
    "diperbarui dipublikasikan tayang опубликовано обновлено опубліковано оновлено публикация обнаўлена абнародавана публикувано "
    "објављено نشر تحديث منتشر انتشار اشاعت प्रकाशित अपडेटेड প্রকাশ প্রকাশিত 发布 發布 更新 公開 掲載 配信 입력 수정 등록 paskelbta atnaujinta "
    "dernière mise maj dernier ultima última ultimo último letzte letztes laatste viimeksi senast sidst sist ostatnia aktualizovano poslední "
    "publicēts avaldatud ilichapishwa imechapishwa gepubliseer opgedateer".split()
)
"""What stands before the time of a text."""
CLOCK = LABELS | frozenset(
    "am pm a.m p.m a.m. p.m. gmt utc ist jst pst pdt est edt cst cet cest bst msk pkt wib eat wat sast aest hrs h uhr klo kl ч г г. від "  # noqa: SIM905 (words read better than a list of them)
    "год года року р р. t z at on the of de del le à um den il alle ore las a о в у os às kl. om et på i και στις saat ساعت الساعة "
    "read reading النشر last update date time first release released publish edited issued actualización fecha última mis jour "
    "güncellenme tarihi tarih дата تاريخ آخر شده تاریخ अपडेट पब्लिश प्रकाशन प्रकाशित: প্রকাশ: আপডেট 年 月 日 时 時 分 秒 发布时间 更新时间 时间 日期 年月日 "
    "승인 기사입력 기사등록 기사수정 최초입력 최초등록 최종수정 송고 송고시간 입력시간 수정시간 등록 년 월 일 시 분 오전 오후 午前 午後 上午 下午 wita ص م مساء صباحا thg tháng ngày lúc ธ วันที่ น".split()
)
"""These, and what else stands beside a day or an hour: zones, halves of a day, small words."""
