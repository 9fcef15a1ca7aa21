"""Buttons, comment forms and links at a text's end, in any language."""

import pytest

from newsbeam.pipeline.providers import NOTHING_KNOWN
from newsbeam.pipeline.text import boilerplate
from newsbeam.pipeline.text.page import share
from newsbeam.pipeline.text.page.tail import cut_edges

TEXT = "The lighthouse was lit again on Sunday after nine dark winters, the keeper said."


@pytest.mark.parametrize(
    "lines",
    [
        "Auf Facebook teilen\n\nPer E-Mail versenden",
        "Comparte esto:\n\nHaz clic para compartir en Telegram (Se abre en una ventana nueva)",
        "Udostępnij:\n\nKliknij, aby udostępnić na LinkedIn(Otwiera się w nowym oknie)",
        "Поделиться в Telegram\n\nТвитнуть",
        "شارك على واتساب\n\nغرد",
        "카카오톡으로 공유\n\n더 보기",
        "Jaa WhatsAppissa\n\nTwiittaa",
        "Twitterでシェア\n\n続きを読む",
        "Senden an WhatsApp\n\nBagikan ke Facebook",
        "Facebook'ta Paylaş\n\nTweetle",
        "Laisser une réponse\n\nSaisissez votre commentaire",
        "Hinterlasse eine Antwort\n\nDeine E-Mail-Adresse wird nicht veröffentlicht.",
        "Залишити відповідь\n\nВведіть свій коментар",
        "اترك تعليقا\n\nلن يتم نشر عنوان بريدك الإلكتروني.",
        "Lien court : https://n.example/?p=9",
        "الرابط المختصر: https://n.example/?p=9",
        "短链接：https://n.example/9",
    ],
)
def test_lines_of_a_page_at_a_feeds_end_go(lines):
    assert cut_edges(f"{TEXT}\n\n{lines}") == (TEXT, lines.split("\n\n"))


@pytest.mark.parametrize(
    "line",
    [
        "Tickets: https://n.example/9",
        "He shared the picture on Facebook, where thousands saw it.",
        "Facebook shares: 190 dollars",
        "Delegates met",
        "Facebook deletes thousands of accounts",
        "Delta and WhatsApp join forces",
        "The report stands at https://n.example/9",
    ],
)
def test_other_last_lines_stay(line):
    assert cut_edges(f"{TEXT}\n\n{line}") == (f"{TEXT}\n\n{line}", [])


@pytest.mark.parametrize(
    "last",
    [
        "Der Beitrag Leuchtturm brennt wieder erschien zuerst auf Inselbote.",
        "La entrada Vuelve el faro se publicó primero en Isla.",
        "L’article Le phare brille est apparu en premier sur Île Info.",
        "Сообщение Маяк горит появились сначала на Остров.",
        "投稿 灯台 は 島 に最初に表示されました。",
    ],
)
def test_where_an_entry_stood_first_is_no_text(last):
    assert boilerplate.cut(f"{TEXT}\n\n{last}", NOTHING_KNOWN) == (TEXT, [last])
    assert not share.is_first_elsewhere(TEXT)
