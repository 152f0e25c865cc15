"""Comments of honest people in many languages: none of them is suspicious, whatever it looks like to a program."""
# ruff: noqa: E501  a row is one line

import pytest

from service.core.comment import Comment
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
