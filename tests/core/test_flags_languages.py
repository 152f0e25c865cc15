"""Each family's flags in many languages: comments as people and spammers write them, and exactly what is raised."""
# ruff: noqa: E501  a row is one line

from collections.abc import Mapping
from typing import Any

import pytest

from service.core.flags.catalogue import CATALOGUE
from tests.core.suspicions import judged, seen

Seen = dict[str, list[str]]
FEWEST = 10  # languages of a family

MARKUP: dict[str, tuple[str, Seen]] = {
    "English": ("Nice trick: <script>alert(1)</script> works.", {"element_removed": ["<script>", "</script>"], "active_content": ["<script>"]}),
    "French": ('Merci <font color="red">beaucoup</font> pour cet article !', {"element_removed": ['<font color="red">', "</font>"]}),
    "German": ('<b style="color:red">Sehr</b> guter Beitrag.', {"attribute_removed": ['style="color:red"']}),
    "Spanish": ("Gracias <b>de nuevo, muy útil.", {"repaired": ["<b>"]}),
    "Polish": ('Zobacz <a href="javascript:x()">tutaj</a>, dzięki.', {"url_rejected": ['href="javascript:x()"'], "active_content": ['href="javascript:x()"']}),
    "Turkish": ("<h1>Teşekkürler</h1> çok yararlı oldu.", {"element_removed": ["<h1>", "</h1>"]}),
    "Vietnamese": ("Cảm ơn bạn&#129; nhiều.", {"characters_removed": ["&#129;"]}),
    "Russian": ("Спасибо <!-- черновик --> за статью.", {"comment_removed": ["<!-- черновик -->"]}),
    "Greek": ("Πολύ καλό <img src=x.png> άρθρο.", {"element_removed": ["<img src=x.png>"], "active_content": ["<img src=x.png>"]}),
    "Arabic": ('<p dir="rtl">شكرا جزيلا</p>', {"element_removed": ['<p dir="rtl">', "</p>"]}),
    "Hebrew": ("תודה </i>רבה על המאמר.", {"repaired": ["</i>"]}),
    "Hindi": ("धन्यवाद, <i>बहुत अच्छा लेख है।", {"repaired": ["<i>"]}),
    "Thai": ('<marquee>ขอบคุณมาก</marquee>', {"element_removed": ["<marquee>", "</marquee>"]}),
    "Chinese": ('谢谢<a href="http://a.example/">分享</a>', {"rel_added": ['<a href="http://a.example/">']}),
    "Japanese": ("とても<em onmouseover=x()>参考</em>になりました。", {"attribute_removed": ["onmouseover=x()"], "active_content": ["onmouseover=x()"]}),
    "Korean": ("좋은 글 <u>감사합니다</u>.", {"element_removed": ["<u>", "</u>"]}),
}  # fmt: skip

TEXT: dict[str, tuple[str, Seen]] = {
    "English": ("I pay with PаyPаl every day.", {"homoglyph": ["PаyPаl"]}),
    "French": ("Merci pour ce \u202etuto, il est clair.", {"bidi_control": ["\u202e"]}),
    "German": ("Vielen Da\u200bnk für den Beitrag.", {"zero_width": ["\u200b"]}),
    "Spanish": ("Gra\x08cias por el artículo.", {"control_chars": ["\x08"]}),
    "Polish": ("Dzięku\u2060ję za wpis.", {"zero_width": ["\u2060"]}),
    "Vietnamese": ("Cảm ơn ba\u0323\u0302\u0303\u0309\u0301n nhiều.", {"combining_flood": ["\u0323\u0302\u0303\u0309\u0301"]}),
    "Russian": ("Спасибо за ста\u200bтью.", {"zero_width": ["\u200b"]}),
    "Ukrainian": ("Дякую\x07 за статтю.", {"control_chars": ["\x07"]}),
    "Greek": ("Ευχαριστώ για το άρ\u200bθρο.", {"zero_width": ["\u200b"]}),
    "Arabic": ("شكرا \u202dعلى المقال.", {"bidi_control": ["\u202d"]}),
    "Hebrew": ("תודה \u202eרבה על המאמר.", {"bidi_control": ["\u202e"]}),
    "Hindi": ("बहुत अच्छा\ufffe लेख है।", {"invalid_unicode": ["\ufffe"]}),
    "Thai": ("บทความดี\u202eมาก ขอบคุณ", {"bidi_control": ["\u202e"]}),
    "Chinese": ("谢谢\x1b分享。", {"control_chars": ["\x1b"]}),
    "Japanese": ("ありがとう\ud83dございます。", {"invalid_unicode": ["\ud83d"]}),
    "Korean": ("정말\x85 감사합니다.", {"control_chars": ["\x85"]}),
}  # fmt: skip

# Each with the script of the site that it is written to, any where there is none.
SCRIPT: dict[str, tuple[str, tuple[str, ...], Seen]] = {
    "English": ("Cheap watches here", ("Cyrillic",), {"unexpected": ["Cheap", "watches", "here"]}),
    "French": ("Merci beaucoup", ("Arabic",), {"unexpected": ["Merci", "beaucoup"]}),
    "German": ("Sehr günstig", ("Greek",), {"unexpected": ["Sehr", "günstig"]}),
    "Vietnamese": ("Mua hàng", ("Han",), {"unexpected": ["Mua", "hàng"]}),
    "Russian": ("Лучшие окна дёшево", ("Latin",), {"unexpected": ["Лучшие", "окна", "дёшево"]}),
    "Ukrainian": ("Це дyжe добре", (), {"mixed_token": ["дyжe"]}),
    "Greek": ("Φτηνά ρολόγια εδώ", ("Latin",), {"unexpected": ["Φτηνά", "ρολόγια", "εδώ"]}),
    "Armenian": ("Լավ հոդված", ("Latin",), {"unexpected": ["Լավ", "հոդված"]}),
    "Georgian": ("კარგი სტატია", ("Latin",), {"unexpected": ["კარგი", "სტატია"]}),
    "Hebrew": ("שעונים בזול", ("Latin",), {"unexpected": ["שעונים", "בזול"]}),
    "Arabic": ("ساعات رخيصة", ("Latin",), {"unexpected": ["ساعات", "رخيصة"]}),
    "Chinese": ("免费注册网站", ("Latin",), {"unexpected": ["免费注册网站"]}),
    "Japanese": ("とても安い時計", ("Latin",), {"unexpected": ["とても安い時計"]}),
    "Korean": ("싼 시계 팝니다", ("Latin",), {"unexpected": ["싼", "시계", "팝니다"]}),
    "Thai": ("นาฬิกา часы 手表专卖 ساعات", (), {"many_scripts": ["นาฬิกา часы 手表专卖 ساعات"]}),
}  # fmt: skip

LINK: dict[str, tuple[str, Seen]] = {
    "English": ("There is more at http://tips.example/guide", {"bare_url": ["http://tips.example/guide"]}),
    "French": ('Voir <a href="https://bit.ly/3x">ma recette</a>.', {"shortener": ["https://bit.ly/3x"]}),
    "German": ('Mehr dazu <a href="http://8.8.8.8/x">hier</a>.', {"ip_host": ["http://8.8.8.8/x"]}),
    "Spanish": ('Mira <a href="http://buy.pills.example/">esta página</a>.', {"denied_domain": ["http://buy.pills.example/"]}),
    "Polish": ("Polecam [url=http://sklep.example]tani sklep[/url]", {"bbcode": ["[url=http://sklep.example"]}),
    "Turkish": ('<a href="http://a.example.tr/">saat</a> <a href="http://b.example.net/">çanta</a> <a href="http://c.example.org/">kemer</a>', {"hardly_any_text": ["http://a.example.tr/", "http://b.example.net/", "http://c.example.org/"]}),
    "Vietnamese": ("Xem www.gia-re.example nhé", {"bare_url": ["www.gia-re.example"]}),
    "Russian": ('Смотрите <a href="http://paypal.com@a.example/">здесь</a>.', {"userinfo": ["http://paypal.com@a.example/"]}),
    "Greek": ('Δείτε <a href="http://a.example/?q=%D9%83%D8%A7%D8%B2">εδώ</a>.', {"percent_encoded_foreign_script": ["http://a.example/?q=%D9%83%D8%A7%D8%B2"]}),
    "Arabic": ('انظر <a href="http://a.example/">https://paypal.com</a>', {"text_mismatch": ["https://paypal.com"]}),
    "Hebrew": ('ראו <a href="https://xn--80ak6aa92e.example/">כאן</a>.', {"punycode": ["https://xn--80ak6aa92e.example/"]}),
    "Hindi": ("यहाँ देखें http://a.example/lekh", {"bare_url": ["http://a.example/lekh"]}),
    "Chinese": ("请看 http://a.example/x 谢谢", {"bare_url": ["http://a.example/x"]}),
    "Japanese": ("詳しくは<a href=https://bit.ly/3y>こちら</a>をご覧ください。", {"shortener": ["https://bit.ly/3y"]}),
    "Korean": ('<a href="http://a.sale.example/">시계</a>, 그리고 아주 좋은 <a href="http://b.sale.example/">가방</a> 또 <a href="http://sale.example/">모자</a>', {"repeated_domain": ["http://a.sale.example/", "http://b.sale.example/", "http://sale.example/"]}),
}  # fmt: skip

WORD: dict[str, tuple[str, Seen]] = {
    "English": ("The best Online Casino in town", {"list_hit": ["Online Casino"]}),
    "French": ("Obtenez un crédit rapide sans justificatif", {"list_hit": ["crédit rapide"]}),
    "German": ("Viagra ohne Rezept kaufen", {"list_hit": ["Viagra"]}),
    "Spanish": ("Compra cialis barato aquí", {"list_hit": ["cialis"]}),
    "Portuguese": ("Comprar vi&#97;gra barato", {"list_hit": ["vi&#97;gra"]}),
    "Polish": ("Kup cia1is bez recepty", {"list_hit": ["cia1is"]}),
    "Turkish": ("bet365 güncel giriş adresi", {"list_hit": ["bet365"]}),
    "Vietnamese": ("Mua ＶＩＡＧＲＡ giá rẻ", {"list_hit": ["ＶＩＡＧＲＡ"]}),
    "Russian": ("Лучшее казино онлайн с бонусом", {"list_hit": ["казино онлайн"]}),
    "Greek": ("Φτηνό viagra εδώ", {"list_hit": ["viagra"]}),
    "Arabic": ("أفضل viagra بسعر رخيص", {"list_hit": ["viagra"]}),
    "Hindi": ("सस्ती cialis खरीदें", {"list_hit": ["cialis"]}),
    "Thai": ("สมัคร bet365 วันนี้", {"list_hit": ["bet365"]}),
    "Chinese": ("最好的赌场在这里", {"list_hit": ["赌场"]}),
    "Japanese": ("viagraを安く買えるサイト", {"list_hit": ["viagra"]}),
    "Korean": ("온라인 poker 가입하세요", {"list_hit": ["poker"]}),
}  # fmt: skip

AUTHOR: dict[str, tuple[str, Seen]] = {
    "English": ("Online Casino Ben", {"keyword_name": ["Online Casino"]}),
    "French": ("Crédit Rapide Paris", {"keyword_name": ["Crédit Rapide"]}),
    "German": ("www.schuhe-laden.example", {"url_in_name": ["www.schuhe-laden.example"]}),
    "Spanish": ("Zapatos baratos-zapatos.com", {"url_in_name": ["baratos-zapatos.com"]}),
    "Turkish": ("bet365 giriş", {"keyword_name": ["bet365"]}),
    "Russian": ("Казино Онлайн", {"keyword_name": ["Казино Онлайн"]}),
    "Ukrainian": ("вікна.укр", {"url_in_name": ["вікна.укр"]}),
    "Greek": ("Φτηνό Viagra", {"keyword_name": ["Viagra"]}),
    "Hebrew": ("viagra בזול", {"keyword_name": ["viagra"]}),
    "Arabic": ("موقع viagra", {"keyword_name": ["viagra"]}),
    "Hindi": ("सस्ती cialis", {"keyword_name": ["cialis"]}),
    "Chinese": ("澳门赌场", {"keyword_name": ["赌场"]}),
    "Japanese": ("bet365日本", {"keyword_name": ["bet365"]}),
    "Korean": ("poker 게임", {"keyword_name": ["poker"]}),
}  # fmt: skip

# What stands in a field that people do not see.
BEHAVIOUR: dict[str, tuple[str, Seen]] = {
    language: (text, {"honeypot_filled": [text]})
    for language, text in {
        "English": "Great post!", "French": "Très bon article", "German": "Schöner Beitrag", "Spanish": "Muy útil",
        "Polish": "Świetny wpis", "Turkish": "Güzel yazı", "Russian": "Отличная статья", "Greek": "Καλό άρθρο",
        "Hebrew": "מאמר נהדר", "Arabic": "مقال رائع", "Hindi": "अच्छा लेख", "Chinese": "好文章", "Japanese": "良い記事",
    }.items()
}  # fmt: skip

PRIVACY: dict[str, tuple[str, Seen]] = {
    "English": ("Call me on +44 20 7946 0958 tonight.", {"phone_in_content": ["+44 20 7946 0958"]}),
    "French": ("Appelez-moi au 06 12 34 56 78, merci.", {"phone_in_content": ["06 12 34 56 78"]}),
    "German": ("Meine Adresse ist anna.k@post.example, bitte melden.", {"email_in_content": ["anna.k@post.example"]}),
    "Spanish": ("Escríbeme a ana@correo.example.", {"email_in_content": ["ana@correo.example"]}),
    "Polish": ("Proszę dzwonić: +48 601 234 567", {"phone_in_content": ["+48 601 234 567"]}),
    "Turkish": ("Beni +90 532 123 45 67 numarasından arayın.", {"phone_in_content": ["+90 532 123 45 67"]}),
    "Russian": ("Пишите на почту ivan@pochta.example, отвечу.", {"email_in_content": ["ivan@pochta.example"]}),
    "Ukrainian": ("Телефонуйте: +380 44 123 45 67.", {"phone_in_content": ["+380 44 123 45 67"]}),
    "Greek": ("Το email μου είναι eleni@taxydromos.example.", {"email_in_content": ["eleni@taxydromos.example"]}),
    "Hebrew": ("אפשר לכתוב לי: dana@doar.example", {"email_in_content": ["dana@doar.example"]}),
    "Arabic": ("اتصل بي على +966 55 123 4567 مساء", {"phone_in_content": ["+966 55 123 4567"]}),
    "Hindi": ("मुझे +91 98765 43210 पर फ़ोन करें", {"phone_in_content": ["+91 98765 43210"]}),
    "Chinese": ("请写信到 li@youxiang.example 谢谢", {"email_in_content": ["li@youxiang.example"]}),
    "Japanese": ("電話は +81 3-1234-5678 です。", {"phone_in_content": ["+81 3-1234-5678"]}),
    "Korean": ("제 주소는 kim@upyeon.example 입니다", {"email_in_content": ["kim@upyeon.example"]}),
}  # fmt: skip

TABLES: Mapping[str, Mapping[str, tuple[Any, ...]]] = {
    "markup": MARKUP,
    "text": TEXT,
    "script": SCRIPT,
    "link": LINK,
    "word": WORD,
    "author": AUTHOR,
    "behaviour": BEHAVIOUR,
    "privacy": PRIVACY,
}
ROWS = [
    pytest.param(family, row[0], row[1] if len(row) > 2 else (), row[-1], id=f"{family}, {language}")
    for family, table in TABLES.items()
    for language, row in table.items()
]


@pytest.mark.parametrize(("family", "text", "scripts", "expected"), ROWS)
def test_a_family_sees_it_in_any_language(family: str, text: str, scripts: tuple[str, ...], expected: Seen) -> None:
    if family == "author":
        result = judged(author_name=text)
    elif family == "behaviour":
        result = judged(honeypot=text)
    else:
        result = judged(text, *scripts)
    of_engine = seen(result, markup=True) if family == "markup" else {}

    assert seen(result) | of_engine == {f"{family}.{name}": values for name, values in expected.items()}


def test_every_family_has_ten_languages() -> None:
    by_system = {"system"}  # not by what a comment says
    assert set(TABLES) == {id_.partition(".")[0] for id_ in CATALOGUE} - by_system
    assert {family: len(table) for family, table in TABLES.items() if len(table) < FEWEST} == {}
