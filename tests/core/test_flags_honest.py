"""Comments of honest people in many languages: none of them is suspicious, whatever it looks like to a program."""
# ruff: noqa: E501  a row is one line

from functools import cache

import pytest

from service.core.comment import Comment, Severity
from service.core.pipeline import Pipeline
from service.policies import load_policies, policy_directory
from tests.core.suspicions import judged, seen

HONEST = {
    "English": "Great post, thanks! I'd add that the 2nd step (see above) needs root – otherwise it fails…",
    "French": "Très bon article, merci ! J’ai 25 % de trafic en plus ; cœur, garçon, naïveté : « ça marche ».",
    "German": "Schöner Überblick. Größe und Maße stimmen; §4 Abs. 2 gilt ab dem 01.01.2024, Straße 12.",
    "Spanish": "¡Muchas gracias! ¿Alguien lo ha probado en la versión 2.0? El niño comió piñones.",
    "Portuguese": "Ótima explicação, não sabia disso. Até amanhã, João!",
    "Italian": "Perché no? È più facile così: l'ho già provato, funziona.",
    "Polish": "Zażółć gęślą jaźń – świetny wpis, dziękuję!",
    "Czech": "Příliš žluťoučký kůň úpěl ďábelské ódy.",
    "Turkish": "İyi bir yazı, teşekkürler. Işık ılık, şu çağrıyı gördüm.",
    "Hungarian": "Árvíztűrő tükörfúrógép, köszönöm a cikket.",
    "Vietnamese": "Cảm ơn bạn, bài viết rất hữu ích. Tiếng Việt có dấu.",
    "Vietnamese, marks apart": "Cảm ơn bạn",
    "Russian": "Отличная статья, подробно и понятно. Спасибо! Купил iPhone, стоит VPN, скинь PDFку и SMSки.",
    "Russian, centuries": "В ХIХ веке, а не в XVIII и не в ХVII.",
    "Ukrainian": "Дуже дякую, стаття корисна. Її варто прочитати всім. П'ять.",
    "Serbian": "Хвала на чланку, љубав и њега.",
    "Bulgarian": "Много добра статия, благодаря!",
    "Greek": "Πολύ καλό άρθρο, ευχαριστώ! Το Linux τρέχει μια χαρά.",
    "Armenian": "Շատ լավ հոդված, շնորհակալություն",
    "Georgian": "ძალიან კარგი სტატიაა, მადლობა",
    "Hebrew, with points": "תּוֹדָה רַבָּה עַל הַמַּאֲמָר \u200f(2024)",
    "Arabic": "شكرًا على المقال الرائع، استفدتُ منه كثيرًا. برنامج Word 2019 ممتاز.",
    "Persian, with non-joiners": "می\u200cخواهم بیشتر بدانم؛ کتاب\u200cها را خوانده\u200cام.",
    "Urdu": "بہت اچھا مضمون ہے، شکریہ۔",
    "Hindi, with joiners": "क्\u200dषमा करें, बहुत अच्छा लेख है। श्री\u200cमान",
    "Bengali": "খুব ভালো লেখা, ধন্যবাদ। র\u200d্যাব",
    "Tamil": "மிகவும் நல்ல கட்டுரை, நன்றி.",
    "Thai, with breaks": "บทความ\u200bดี\u200bมาก ใช้ WordPress ได้",
    "Khmer, with breaks": "អរគុណ\u200bច្រើន",
    "Chinese": "非常好的文章，谢谢分享！我用iPhone看的，B站也有。",
    "Japanese": "とても参考になりました。Tシャツとeメールの話、WordPressでも同じですか？ΔとかμmもOK。",
    "Korean": "좋은 글 감사합니다. 한글과 漢字를 K팝처럼 섞어 씁니다.",
    "emoji": "👍🏽 Love it ❤️ 👨\u200d👩\u200d👧\u200d👦 🏳️\u200d🌈 1️⃣ 🇫🇷 ☺️",
    "kaomoji": "ಠ_ಠ ʕ•ᴥ•ʔ ¯\\_(ツ)_/¯ (╯°□°)╯︵ ┻━┻",
    "mathematics": "Let ε > 0, then |f(x) − L| < ε; Δt = 5 μs, Ωm, λx, σ², ∑ xᵢ ≥ π·r².",
    "code": "if (a[i] < b && c != 0) { x += arr[url]; } // 0x1F, foo@bar, std::vector<int>",
    "regular expressions": r"Use ^\d{3}-\d{4}$ or [a-z]+@[a-z]+ instead.",
    "a quotation": "> He said: “no”\n\nI disagree, and so does J. R. R. Tolkien.",
    "phonetics": "It is pronounced /ˈsɛnt.ən.s/, not [sɑ̃tɑ̃s].",
    "phonetics of what lists have": "It is said /kəˈsiːnəʊ/, /vaɪˈæɡɹə/, /ˈpoʊkɚ/, [kaziˈno].",
    "small capitals": "Tʜᴀɴᴋ ʏᴏᴜ ғᴏʀ ᴛʜɪs ᴀʀᴛɪᴄʟᴇ",
    "letters in circles": "Ⓐ, Ⓜ Opéra, ©, ℗, ①②③, ㏄, ㎏, 🄯, 🆗",
    "Turkish, dotless": "Sıcak bir kış akşamı ışıklar yandı; ılık, sığ, canlı.",
    "Ewe and Kabyle": "Akpe ɖe eŋu, ɣeyiɣi nyui; azul ɣef yal yiwen.",
    "a list": "1. one\n2. two\n3. three\n\n- four\n- five\n* six",
    "versions": "Works with Python 3.11.7, not with 2.7.18 or 10.0.0.1 (sic).",
    "a number that is none of a telephone": "ISBN 978-3-16-148410-0, 1.234.567,89 €, 2024-01-31 12:30:45, 1 000 000",
    "music": "♯ and ♭, C♯ minor 𝄞",
    "near a word of the lists": "The specialist (socialist?) at the pharmacist's Casino Royale talk, anti-Viagra league.",
    "the word of a list of a name": "Ioan și Olga au plecat la 8.",
    "a repeated word": "no no no no, very very good, ha ha ha ha",
    "laughter": "hahahahahahaha lol",
}


@pytest.mark.parametrize("content", HONEST.values(), ids=HONEST)
def test_an_honest_comment_raises_nothing(content: str) -> None:
    result = judged(content)
    saw = seen(result)
    saw.pop("word.allowed_phrase", None)
    saw.pop("word.list_hit", None) if "pharmacist" in content else None  # a literal list, which has it inside words
    assert saw == {}
    of_engine = seen(result, markup=True)
    assert of_engine == (
        {"markup.element_removed": ["<int>"]} if "std::vector<int>" in content else {}
    )  # weighs nothing


def test_an_honest_name_raises_nothing() -> None:
    for name in (
        "J.R.R. Tolkien",
        "Дмитрий",
        "李小龍",
        "O'Neill",
        "Ümit Çelik",
        "ASP.NET fan",
        "Node.js dev",
        "St. John",
        "مریم",
    ):
        assert seen(judged(author_name=name)) == {}, name


SITES = {
    "Arabic at home": ("شكرا على المقال الرائع", ("Arabic",)),
    "Latin brand names on a Japanese site": (
        "WordPressで書きました。とても参考になりました。", ("Han", "Hiragana", "Katakana", "Latin")
    ),
    "a Greek letter or two on a French site": ("La constante π et l’angle α sont liés.", ("Latin",)),
    "a word cited on a French site": ("Le mot russe « дача » désigne une maison de campagne, souvent modeste.", ("Latin",)),
    "emoji on a French site": ("Merci 👍🏽❤️ ½ € → ok", ("Latin",)),
    "Russian on a Russian site": ("Спасибо за статью", ("Cyrillic",)),
}  # fmt: skip


@pytest.mark.parametrize(("content", "scripts"), SITES.values(), ids=SITES)
def test_a_site_s_own_scripts_are_expected(content: str, scripts: tuple[str, ...]) -> None:
    assert seen(judged(content, *scripts)) == {}


# Code as people write it into comments, what the engine does to it, and what that weighs.
CODE: dict[str, tuple[str, set[str], int]] = {
    "escaped": ("Put &lt;script src=x&gt; at the end, it's fine.", set(), 0),
    "comparisons": ("if (a < b && b > c) { return x<y; }", set(), 0),
    "generics": ("A Vec<u8> is no List<String>, is it?", {"element_removed"}, 0),
    "an include": ("You forgot #include <stdio.h> there.", {"element_removed"}, 0),
    "a comment of HTML": ("I wrote <!-- more --> there.", {"comment_removed"}, 0),
    "in backticks, English": ("Use `<script src='x.js'>` at the end.", {"element_removed", "active_content"}, 0),
    "in backticks, French": ("Il manque `<img alt=''>` à la fin, merci.", {"element_removed", "active_content"}, 0),
    "in backticks, Russian": ("Добавьте `<iframe src=x>` и `<b onclick=y>` сюда.", {"element_removed", "attribute_removed", "active_content", "repaired"}, 0),
    "in backticks, Chinese": ("请用`<button type=submit>`提交。", {"element_removed", "active_content"}, 0),
    "in a fence, German": ("So geht es:\n```\n<form>\n<input name=q>\n</form>\n```\nDanke!", {"element_removed", "active_content"}, 0),
    "as code, Spanish": ("Es <code><script>x</script></code>, creo.", {"element_removed", "active_content"}, 0),
    "as code, Arabic": ("اكتب <code><meta charset=utf-8></code> هنا.", {"element_removed", "active_content"}, 0),
    "set apart, Japanese": ("<pre>\n<style>a {}</style>\n</pre>です。", {"element_removed", "active_content"}, 0),
    "React, as it is": ("<Button onClick={() => go()}>Save</Button> works for me.", {"element_removed", "active_content"}, 20),
    "one sign only": ("It's ` <script>alert(1)</script> here.", {"element_removed", "active_content"}, 20),
    "signs on two lines": ("a ` b\n<script>alert(1)</script>\nc ` d", {"element_removed", "active_content"}, 20),
    "between two quotations": ("`a` <script>alert(1)</script> `b`", {"element_removed", "active_content"}, 20),
    "behind a quotation": ("<code>x</code> <img src=x onerror=y> <code>z</code>", {"element_removed", "active_content"}, 20),
    "quoted, and once more": ("`<script>` <script>alert(1)</script>", {"element_removed", "active_content"}, 20),
    "a link that runs": ('Look <a href="javascript:x()">here</a>.', {"url_rejected", "active_content"}, 25),
    "code that never ends": ("<code> <script>alert(1)</script>", {"element_removed", "active_content", "repaired"}, 20),
    "a page full of it": ("`" + "".join(f"<script src={n}>{letter}" for n, letter in enumerate("abcdefghijklmnopqrstu")) + "` there", {"element_removed", "active_content"}, 20),
}  # fmt: skip


@pytest.mark.parametrize(("content", "raised", "score"), CODE.values(), ids=CODE)
def test_code_is_not_suspicious_where_it_is_quoted(content: str, raised: set[str], score: int) -> None:
    result = judged(content)

    assert {flag.id for flag in result.flags} == {f"markup.{name}" for name in raised}
    assert result.score == score


def test_code_alone_is_held_by_no_shipped_policy() -> None:
    for policy in load_policies(policy_directory("")).values():
        comment = Comment(content=CODE["React, as it is"][0], author_name="Ada", author_email="ada@example.org")
        assert Pipeline(policy).judge(comment).score < policy.moderation.hold, policy.name


@cache
def shipped() -> Pipeline:
    return Pipeline(load_policies(policy_directory(""))["friendly"])


# As people write near what spammers disguise: letters apart, dates, prices and numbers beside messengers, marks, names.
NEAR: dict[str, tuple[str, str]] = {
    "English": ("Use [url] only inside the template, e.g. [url]=\"item.url\", otherwise Angular complains.", "Dan O'Hara"),
    "English, 2": ("The W.H.O. said so in 2020; the U.S.A. and the U.K. followed. R.I.P. common sense.", "J.R.R. Fan"),
    "English, 3": ("F Y I : the fix is in 3.11.7, not 3.12. Y E S it works, and t h a n k s a lot!", "Meg"),
    "English, 4": ("What app did you use for the screenshots? I got it working on my phone 2 days ago.", "Lewis_84"),
    "English, 5": ("Steps: 1\U0000fe0f\U000020e3 unplug 2\U0000fe0f\U000020e3 wait 30 s 3\U0000fe0f\U000020e3 plug in again. Worked on 12.05.2024 and 13.05.2024!", "Tom"),
    "English, 6": ("England 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f 2 – 1 Wales 🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f, what a match!", "Gareth.B"),
    "English, 7": ("The vector a\U000020d7 · b\U000020d7 is zero here, so x\U00000302 ⟂ ŷ; see eq. (12).", "Prof_Kim"),
    "English, 8": ("See [1] and [2]: [1] https://www.rfc-editor.org/rfc/rfc3986 is the one on hosts.", "Ben"),
    "English, 9": ("In BBCode you would write [b]bold[/b], here it is &lt;b&gt; or **bold**.", "Kay"),
    "English, 10": ("a[link=0], then arr[url.length] and dict['url'] — JS is fun. if (x &lt; y &amp;&amp; z) {}", "dev.null"),
    "English, 11": ("I paid £12.99 – not $1 299.00 – and the parcel took 24/7 of my patience.", "Rose"),
    "English, 12": ("Call 111 (or 0808 800 1234 for young people) if you're struggling. You're not alone.", "Nurse Jo"),
    "French": ("Tél. de la mairie : 01 42 76 40 40, ouvert de 9 h à 17 h.", "Mairie_Lover"),
    "French, 2": ("Le « vi » de « via » se prononce v-i, pas v.a. Bref : v, i, a !", "Prof.Martin"),
    "German": ("z. B. i. d. R. u. a. m. – Abkürzungen sind im Duden erklärt. D A N K E !", "Dr.Müller"),
    "German, 2": ("Tel. Rathaus: 030 9026-0, Mo–Fr 8–12 Uhr, am 24.12. geschlossen.", "Ute"),
    "Spanish": ("Llamé al 112 y al 091; tardaron 15 minutos. ¡G R A C I A S a todos!", "Lola.M"),
    "Spanish, 2": ("Ayer, 12/05/2024 a las 10:30, salió a 1.299,00 €; hoy 999 €.", "Pepe"),
    "Portuguese": ("Mandei no zap da família e ninguém respondeu, rsrs.", "ZéCarlos"),
    "Portuguese, 2": ("Liguei para o SAC: 0800 123 4567, atendimento 24 horas. Resolvido em 3 dias.", "Ana_Paula"),
    "Italian": ("C'è, c'era, c'erano: l'apostrofo è d'obbligo. A B C, facile come 1 2 3!", "Prof.ssa Rossi"),
    "Italian, 2": ("Numero verde 800 123 456, lun–ven 9:00–18:00; costo 0 €.", "Gigi"),
    "Dutch": ("'s Morgens om 8 u., z.o.z. en a.u.b. lezen. Top!", "vanDijk"),
    "Polish": ("W tym roku w Polsce i w Czechach było z 30 °C. W zeszłym – 25.", "Kasia_Z"),
    "Polish, 2": ("Numer do przychodni: 22 123 45 67, a do apteki obok 22 765 43 21.", "Pan.Tadeusz"),
    "Czech": ("V Praze v 8 h ráno, k večeru v Brně. S kým? S tebou, k tomu pes.", "Honza.K"),
    "Czech, 2": ("Cena 1 299 Kč, dřív 1 499 Kč; dne 12. 5. 2024 ještě dražší.", "Jiří"),
    "Slovak": ("V obchode stál 12,99 €, s DPH 15,59 €. Ď A K U J E M !", "Zuzka"),
    "Romanian": ("Am sunat la 112 și la 0800 800 200; au răspuns în 5 minute.", "Ion_P"),
    "Swedish": ("Jag ringde 1177 och fick svar på 3 minuter. T A C K !", "Åsa"),
    "Finnish": ("Puh. 09 123 4567 on vanha numero, uusi on 029 123 4567.", "Väinö"),
    "Lithuanian": ("Skambinau 1808, atsakė per 2 min. A Č I Ū !", "Rūta"),
    "Russian": ("С П А С И Б О за статью! В 2024 г. и в 2025 г. всё так же: п. 1, п. 2, п. 3.", "Анна.К"),
    "Russian, 2": ("Телефон поликлиники 8 (495) 123-45-67, перерыв с 13 до 14.", "МарьИванна"),
    "Ukrainian": ("У Вайбері 5 груп, у Телеграмі 12. Д Я К У Ю !", "Оксана_М"),
    "Ukrainian, 2": ("Тел. 044 123 45 67 — це довідкова, працює з 9 до 18.", "Тарас"),
    "Bulgarian": ("Цена: 12,99 лв. на 12.05.2024 г. Б Л А Г О Д А Р Я !", "Иван"),
    "Serbian": ("Вајбер група зграде има 50 чланова. Хвала на тексту!", "Јелена"),
    "Serbian, 2": ("Cena 1.299 RSD, od 12. 5. 2024. H v a l a !", "Miloš"),
    "Greek": ("Τηλ. δήμου 210 123 4567, ώρες 9–14. Ε Υ Χ Α Ρ Ι Σ Τ Ω !", "Γιώργος_Π"),
    "Greek, 2": ("Στο Viber έχουμε ομάδα με 30 γονείς. Το α\U000020d7 είναι διάνυσμα.", "Μαρία"),
    "Turkish": ("İlk 3 adım: 1\U0000fe0f\U000020e3 indir 2\U0000fe0f\U000020e3 kur 3\U0000fe0f\U000020e3 aç. 12.05.2024 tarihinde denedim.", "Işık"),
    "Arabic": ("السعر ١٬٢٩٩ ريال، وكان في ١٢/٠٥/٢٠٢٤ أقل. شكرا لكم.", "نورة"),
    "Arabic, 2": ("رقم الطوارئ ٩٩٩ أو ٩١١ حسب البلد. بارك الله فيكم.", "سعيد_ع"),
    "Persian": ("می‌خواهم بدانم قیمت ۱۲۰۰ تومان است یا ۱۳۰۰؟", "مینا"),
    "Hebrew": ("יש לנו קבוצת וואטסאפ של ההורים, 60 הודעות ביום. תודה!", "דנה"),
    "Hebrew, 2": ("טל' 03-1234567 או *1234, בימים א'–ה' 8:00–16:00.", "יוסי"),
    "Urdu": ("ہمارے واٹس ایپ گروپ میں ۵۰ لوگ ہیں۔ شکریہ!", "علی"),
    "Hindi": ("कीमत ₹1,299 थी, १२/०५/२०२४ को ₹999 हुई।", "राम"),
    "Bengali": ("দাম ছিল ১২৯৯ টাকা, এখন ৯৯৯। ধন্যবাদ!", "রহিম"),
    "Thai": ("กลุ่มไลน์หมู่บ้านมี 200 คน ข้อความวันละ 50 ขอบคุณครับ", "สมชาย"),
    "Thai, 2": ("ราคา 1,299 บาท เมื่อ 12/05/2567 โทร. 191 กรณีฉุกเฉิน", "มาลี"),
    "Vietnamese": ("Nhóm Zalo của lớp có 45 người, tin nhắn 24/7. C Ả M  Ơ N !", "NguyễnVănA"),
    "Vietnamese, 2": ("Giá 1.299.000 đ, ngày 12/05/2024 còn 999.000 đ.", "Trần Thị B"),
    "Indonesian": ("Grup WA kelas anak saya 40 orang, pesannya 100 per jam :)", "Budi_Santoso"),
    "Indonesian, 2": ("Harga Rp 1.299.000, tanggal 12/05/2024 jadi Rp 999.000. T E R I M A  K A S I H", "SitiAminah"),
    "Filipino": ("Ang GC namin sa Viber 50 ang tao, S A L A M A T po!", "JuanDelaCruz"),
    "Chinese": ("价格是 1,299 元，2024年5月12日降到 999 元。谢 谢 分 享！", "李_雷"),
    "Chinese, 2": ("北京 上海 广州 三地都去过，最喜欢上海。", "旅行者.王"),
    "Chinese, Taiwan": ("LINE 群組有 50 人，官網是 www.gov.tw 沒錯。價格 1,299 元。", "阿美"),
    "Japanese": ("ラインのグループが 30 人になりました。とても\u3000参考に\u3000なりました。", "田中_太郎"),
    "Japanese, 2": ("価格は１，２９９円、２０２４年５月１２日現在です。ありがとう\u3000ございます。", "花子"),
    "Korean": ("카톡 단톡방에 100명이 있어요. 감 사 합 니 다 !", "김철수"),
    "Korean, 2": ("가격은 1,299원, 2024.05.12 기준입니다. 전화 02-123-4567.", "박_영희"),
    "Georgian": ("ვაიბერის ჯგუფში 40 კაცია. გმადლობთ!", "გიორგი"),
    "Armenian": ("Վայբերի խմբում 40 հոգի է։ Շնորհակալություն։", "Արամ"),
    "Kazakh": ("Баға 1 299 ₸, 12.05.2024 күні 999 ₸ болды. Р А Х М Е Т !", "Айгүл"),
    "Khmer": ("តម្លៃ 12 ដុល្លារ អរគុណច្រើន!", "សុខា"),
    "Catalan": ("L'hora d'obrir: 9 h. G R À C I E S ! Truqueu al 012.", "Núria.P"),
    "Welsh": ("Diolch! Ffoniwch 101 neu 0845 46 47 am gyngor.", "Siân"),
    "Latin": ("a. d. V Id. Mai. – S P Q R vivit! Caesar: v. v. v.", "MarcusAurelius"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "name"), NEAR.values(), ids=NEAR)
def test_what_looks_like_a_disguise_raises_nothing_under_the_shipped_policy(content: str, name: str) -> None:
    comment = Comment(content=content, author_name=name, author_email="ann@mail.example")
    flags = shipped().judge(comment).flags
    assert {flag.id for flag in flags if flag.severity is not Severity.INFO} == set()
