"""Each family's flags: what raises them, where they were raised, and what comes close and does not."""
# ruff: noqa: E501  a row is one line

from dataclasses import replace

import pytest

from service.core.comment import Comment
from service.core.pipeline import Pipeline
from service.core.policy import Match, WordList
from tests.core.engines import HOME, policy
from tests.core.suspicions import WORLD, judged, seen

Seen = dict[str, list[str]]
BARE = "link.bare_url"

TEXT: dict[str, tuple[str, Seen]] = {
    "a control": ("a\x07b", {"text.control_chars": ["\x07"]}),
    "escape codes": ("\x1b[31mred", {"text.control_chars": ["\x1b"]}),
    "C1": ("caf\x85é", {"text.control_chars": ["\x85"]}),
    "half a character": ("a\ud83db", {"text.invalid_unicode": ["\ud83d"]}),
    "no character": ("a\ufffeb\U0010ffff", {"text.invalid_unicode": ["\ufffe", "\U0010ffff"]}),
    "an override": ("photo_\u202egnp.exe", {"text.bidi_control": ["\u202e"]}),
    "an override in Arabic": ("شكرا \u202dabc", {"text.bidi_control": ["\u202d"]}),
    "an embedding without a right-to-left letter": ("pay \u202bpal", {"text.bidi_control": ["\u202b"]}),
    "a zero-width space in a word": ("vi\u200bsit", {"text.zero_width": ["\u200b"]}),
    "in a Russian word": ("пар\u2060ень", {"text.zero_width": ["\u2060"]}),
    "many in a row": ("a \u200d\u200d\u200d b", {"text.zero_width": ["\u200d\u200d\u200d"]}),
    "look-alikes": ("pаypаl", {"text.homoglyph": ["pаypаl"]}),
    "letters of numerals in a word": ("хIх", {"text.homoglyph": ["хIх"]}),
    "at the end of a word": ("my scоре, apрее, goοσοο", {"text.homoglyph": ["scоре", "apрее", "goοσοο"]}),
    "endings that look Latin": ("VPNа, PDFе, в Excelе, SMSу, appах, CEOос, eBayем, LinuxΟΥ, VPNου, PHPСЕРВЕР, cухо, Telegramом", {}),
    "a Greek one": ("gοοgle", {"text.homoglyph": ["gοοgle"]}),
    "a Latin one in a Russian word": ("это кpacивo", {"script.mixed_token": ["кpacивo"]}),  # к and и look like none
    "heaped marks, Thai": ("ก" + "\u0e47" * 9 + " ดี", {"text.combining_flood": ["\u0e47" * 9]}),
    "heaped marks, Lao": ("ກ" + "\u0ec8\u0eb4" * 2, {"text.combining_flood": ["\u0ec8\u0eb4" * 2]}),
    "heaped marks, Hebrew": ("ש" + "\u05b0\u05bc\u05c1" * 2, {"text.combining_flood": ["\u05b0\u05bc\u05c1" * 2]}),
    "heaped marks, Arabic": ("ب" + "\u064e" * 6, {"text.combining_flood": ["\u064e" * 6]}),
    "as many marks as verses have": ("בְּרֵאשִׁ֖ית וְהָאָ֗רֶץ, ٱللَّٰهِ, ที่นี่ น้ำ ก็, ນ້ຳ", {}),
    "heaped marks": ("Z\u0300\u0301\u0302\u0303\u0304algo", {"text.combining_flood": ["\u0300\u0301\u0302\u0303\u0304"]}),
    "a left-to-right mark": ("(2024)\u200e ok", {}),
    "isolates around a name": ("\u2068Name\u2069 wrote", {}),
    "an embedding in Hebrew": ("תודה \u202bרבה\u202c", {}),
    "a byte order mark in front": ("\ufeffHello", {}),
    "a soft hyphen": ("Donau\u00addampf", {}),
    "three marks": ("ǖ̀ ᾅ", {}),
    "an ending behind a brand": ("в VPNе и SMSке", {}),
}  # fmt: skip

SCRIPT: dict[str, tuple[str, tuple[str, ...], Seen]] = {
    "Cyrillic on a French site": ("Купите здесь дёшево", ("Latin",), {"script.unexpected": ["Купите", "здесь", "дёшево"]}),
    "Arabic in English, on a French site": (
        "best games ألعاب القمار here", ("Latin",), {"script.unexpected": ["ألعاب", "القمار"]}
    ),
    "Hindi, with vowel signs and joiners": ("नमस्ते क्\u200dषमा करें।", ("Latin",), {"script.unexpected": ["नमस्ते", "क्\u200dषमा", "करें"]}),
    "Hebrew, with points": ("שָׁלוֹם לְכֻלָּם", ("Latin",), {"script.unexpected": ["שָׁלוֹם", "לְכֻלָּם"]}),
    "Thai, which writes vowels above": ("ที่นี่ ดีมาก", ("Latin",), {"script.unexpected": ["ที่นี่", "ดีมาก"]}),
    "Tamil": ("நன்றி, நண்பா", ("Latin",), {"script.unexpected": ["நன்றி", "நண்பா"]}),
    "Arabic, with vowels": ("شُكْرًا لَكَ", ("Latin",), {"script.unexpected": ["شُكْرًا", "لَكَ"]}),
    "Cyrillic, with an accent": ("за́мок, замо́к", ("Latin",), {"script.unexpected": ["за́мок", "замо́к"]}),
    "marks of its own": ("Cafe\u0301 नमस्ते", ("Devanagari", "Latin"), {}),
    "a word of Greek": ("ὁ λόγος dit", ("Latin",), {"script.unexpected": ["ὁ", "λόγος"]}),
    "mathematics": ("∀ε>0 ∃δ>0: |x−a|<δ ⇒ |f(x)−f(a)|<ε; Δt, λx, 2πr, Ωm, α+β", ("Latin",), {}),
    "a word that is quoted": ("En japonais on dit いただきます avant de manger, c'est charmant.", ("Latin",), {}),
    "a name that is quoted": ("The Hebrew word \u200fשלום\u200e means peace.", ("Latin",), {}),
    "a Latin name on a Russian site": ("Мы поставили Firefox вместо старого браузера, и всё заработало.", ("Cyrillic",), {}),
    "Latin on a Russian site": ("buy now", ("Cyrillic",), {"script.unexpected": ["buy", "now"]}),
    "Chinese on a Greek site": ("免费注册网站 εδώ", ("Greek",), {"script.unexpected": ["免费注册网站"]}),
    "a word of two scripts": ("купи бeтoн", (), {"script.mixed_token": ["бeтoн"]}),
    "four scripts": ("free бесплатно 免费注册 مجانا ฟรี", (), {"script.many_scripts": ["free бесплатно 免费注册 مجانا ฟรี"]}),
    "three scripts": ("free бесплатно 免费注册", (), {}),
    "Japanese's three and Latin": ("漢字カタカナひらがなABC", (), {}),
}  # fmt: skip

LINK: dict[str, tuple[str, Seen]] = {
    "bare": ("see http://a.example/x.", {BARE: ["http://a.example/x"]}),
    "bare, without a scheme": ("see www.a.example now", {BARE: ["www.a.example"]}),
    "bare, in brackets": ("(http://a.example/b)", {BARE: ["http://a.example/b"]}),
    "linked": ('<a href="http://a.example/">x</a>', {}),
    "one's own": ("http://own.example/a https://sub.own.example http://blog.example.test/x", {}),
    "a welcome one": ("https://fr.wikipedia.org/wiki/%D0%9C%D0%B8%D1%80", {}),
    "percent-encoded": (
        "http://a.example/?q=%D9%83%D8%A7%D8%B2",
        {BARE: ["http://a.example/?q=%D9%83%D8%A7%D8%B2"], "link.percent_encoded_foreign_script": ["http://a.example/?q=%D9%83%D8%A7%D8%B2"]},
    ),
    "percent-encoded, in the text's own script": (
        "انظر <a href='http://a.example/?q=%D9%83%D8%A7%D8%B2'>هنا</a> شكرا", {},
    ),
    "percent-encoded, French": ("<a href='http://a.example/%C3%A9t%C3%A9'>été</a>", {}),
    "Punycode": ('<a href="https://xn--80ak6aa92e.example/">x</a>', {"link.punycode": ["https://xn--80ak6aa92e.example/"]}),
    "an IP address": ('<a href="http://8.8.8.8/x">x</a>', {"link.ip_host": ["http://8.8.8.8/x"]}),
    "an IP address in one number": ('<a href="http://134744072/">x</a>', {"link.ip_host": ["http://134744072/"]}),
    "an IP address of version 6": ('<a href="http://[2001:4860:4860::8888]/">x</a>', {"link.ip_host": ["http://[2001:4860:4860::8888]/"]}),
    **{
        f"an IP address spelled {host}": (f'<a href="http://{host}/">x</a>', {"link.ip_host": [f"http://{host}/"]})
        for host in ("0x8.0x8.0x8.0x8", "010.8.8.8", "8.8.2056", "0x08080808", "8%2E8.8.8", "８.８.８.８", "8.8.8.8.")
    },
    **{
        f"no IP address, {host}": (f'<a href="http://{host}/">x</a>', {})
        for host in ("x8.8.8.8", "8.8.8.8.8", "08.8.8.8", "256.8.8", "4294967296", "0xg.example", "8.8.8.x")
    },
    "a private IP address in one number": ('<a href="http://0x7f000001/">x</a> <a href="http://127.1/">y</a>', {}),
    "a private IP address": ('<a href="http://192.168.0.1/">x</a> <a href="http://127.0.0.1:8000">y</a>', {}),
    "an address that the engine joins": (
        "ht<x>tp://8.8.8.8/ hier", {"link.ip_host": ["ht<x>tp://8.8.8.8/ hier"], "link.bare_url": ["ht<x>tp://8.8.8.8/ hier"]},
    ),
    "a host that the engine joins": (
        "voir https://bi<x>t.ly/x", {"link.bare_url": ["https://bi", "voir https://bi<x>t.ly/x"], "link.shortener": ["voir https://bi<x>t.ly/x"]},
    ),
    "an address beside what the engine takes away": ("<x>см.</x> http://a.example/", {"link.bare_url": ["http://a.example/"]}),
    "shortened": ("<a href=https://bit.ly/3x>x</a>", {"link.shortener": ["https://bit.ly/3x"]}),
    **{
        f"through {url}": (f'<a href="{url}">x</a>', {"link.shortener": [url]})
        for url in (
            "https://www.google.com/url?q=http://a.example/", "//maps.google.co.uk/url?sa=t&amp;url=http%3A%2F%2Fa.example", "https://l.facebook.com/l.php?u=http://a.example",
            "https://www.youtube.com/redirect?q=http://a.example", "http://vk.com/away.php?to=http://a.example", "https:\\\\WWW.Google.de:443/url?q=http://a.example",
        )
    },
    "at a site that leads on elsewhere": (
        '<a href="https://www.google.com/search?q=url">x</a>, <a href="https://www.youtube.com/watch?v=redirect">y</a>, <a href="https://google.example/url?q=http://a.example">z</a> and, for the rest of us, <a href="https://www.facebook.com/l.phpx">a page</a>', {},
    ),
    "not shortened": ("<a href=https://rabbit.ly/3x>x</a>", {}),
    "a name before the host": ('<a href="http://paypal.com@a.example/">x</a>', {"link.userinfo": ["http://paypal.com@a.example/"]}),
    "an address in the path": ('<a href="http://a.example/@user">x</a>', {}),
    "another address is shown": ('<a href="http://a.example/">http://paypal.com/login</a>', {"link.text_mismatch": ["http://paypal.com"]}),
    "another address is shown in bold": ('<a href="http://a.example/"> <b><i>https://paypal.com</i></b></a>', {"link.text_mismatch": ["https://paypal.com"]}),
    "another host is shown": ('<a href="http://a.example/">PayPal.com</a>', {"link.text_mismatch": ["PayPal.com"]}),
    **{
        f"another host is shown, spelled {shown}": (f'<a href="http://a.example/">{shown}</a>', {"link.text_mismatch": [shown]})
        for shown in ("pay<b>pal</b>.com", "paypal&#46;com", "https:&#47;/paypal.com/x", "&nbsp;paypal.com", "ｐａｙｐａｌ.com")
    },
    "another host is shown, with what nobody sees": (
        '<a href="http://a.example/">pay\u00adpal.com</a>', {"link.text_mismatch": ["pay\u00adpal.com"]},
    ),
    "another host is shown with its last point": ('<a href="http://a.example/">PayPal.com.</a>', {"link.text_mismatch": ["PayPal.com"]}),
    "the same host is shown in pieces": ('<a href="https://www.paypal.com/">pay<b>pal</b>.com, paypal&#46;com</a>', {}),
    "no host is shown, disguised": (
        '<a href="http://a.example/">Q&amp;A: <b>v1</b>.2</a> <a href="http://a.example/2">A<b>SP</b>.NET, ASP&#46;NET &amp; été</a>', {},
    ),
    "a product is shown that is named like a host": ('<a href="http://a.example/">ASP.NET</a>', {}),
    "another host is shown in a link without an end": ('<a href="http://a.example/">PayPal.com', {"link.text_mismatch": ["PayPal.com"]}),
    "a host is shown in capitals": ('<a href="http://a.example/">PAYPAL.NET</a>', {"link.text_mismatch": ["PAYPAL.NET"]}),
    "the address itself is shown": ('<a href="http://a.example/b">http://a.example/b</a>', {}),
    "twice": ('<a href="http://a.example/b">http://a.example/b</a> <a href="http://a.example/c">http://a.example/c</a>', {}),
    "a denied one is shown": ('<a href="http://a.example/b">see http://pills.example</a>', {"link.denied_domain": ["http://pills.example"]}),
    "behind a link": ('<a href="http://a.example/b">b</a> http://b.example', {BARE: ["http://b.example"]}),
    "in a link without an end": ('<a href="http://a.example/b">b http://b.example', {}),
    "the same is shown": ('<a href="https://www.paypal.com/x?y">paypal.com</a>', {}),
    "a subdomain is shown": ('<a href="https://docs.python.org/3/">python.org</a>', {}),
    "no host is shown": ('<a href="http://a.example/">Node.js 20.1</a> <a href="http://a.example/2">README.md</a>', {}),
    "denied": ('<a href="http://buy.pills.example/">x</a>', {"link.denied_domain": ["http://buy.pills.example/"]}),
    "denied, in Punycode": ('<a href="http://xn--bcher-kva.example/">x</a>', {"link.denied_domain": ["http://xn--bcher-kva.example/"], "link.punycode": ["http://xn--bcher-kva.example/"]}),
    "denied, in its letters": ('<a href="http://BÜCHER.example/">x</a>', {"link.denied_domain": ["http://BÜCHER.example/"]}),
    **{
        f"denied, spelled {url}": (f'<a href="{url}">x</a>', {"link.denied_domain": [url]})
        for url in (
            "//pills.example", r"\\\\pills.example/", r"http:\\pills.example", "http:/pills.example", "https:pills.example", "http:////pills.example/",
            "http://p%69lls%2Eexample/", "http://b%C3%BCcher.example", "http://pi\nlls.example", "http://p&#105;lls.example:80/", "http://ｐｉｌｌｓ.example",
        )
    },
    "denied, behind two names": ('<a href="http://a@b:c@pills.example/">x</a>', {"link.denied_domain": ["http://a@b:c@pills.example/"], "link.userinfo": ["http://a@b:c@pills.example/"], "privacy.email_in_content": ["c@pills.example"]}),
    **{
        f"denied, behind {other}": (f'<a {other} href="//pills.example">x</a>', {"link.denied_domain": ["//pills.example"]})
        for other in (
            'title=">"', "title='<a>'", 'title=" href=//a.example"', "title='\"href=//a.example'", '"href=//a.example"', "data-href=//a.example", 'title="a"/', "title=href=", "= ==href", "xhref hrefx",
        )
    },
    "denied in what is not the address": ('<a title=" href=//pills.example" href=//a.example data-href=//pills.example>x</a> <a title=" href=//pills.example">y</a>', {}),
    "denied in a second address": ('<a href=//a.example href=//pills.example>x</a> <a href href="//pills.example">x</a>', {}),
    "denied, behind a character that goes": ('<a hr\0ef="//pills.example">x</a>', {"text.control_chars": ["\0"], "link.denied_domain": ['<a hr\0ef="//pills.example">x</a>']}),
    "denied, where a quotation has no end": ('<a href="//pills.example>x</a> he said "hello"', {"link.denied_domain": ["//pills.example"]}),
    "welcome, behind a quoted sign": ('<a title=">" href="//a.example">x</a>', {}),
    "an address with a denied one inside": ('<a href="http://a.example/?to=http:pills.example">x</a>', {}),
    "a path, a fragment, an address of a person": ('<a href="/pills.example">x</a> <a href="#pills.example">y</a> <a href="mailto:a@b.example">z</a>', {"privacy.email_in_content": ["a@b.example"]}),
    "ends like a denied one": ('<a href="http://notpills.example/">x</a>', {}),
    "one domain thrice": (
        '<a href="http://a.spam.co.uk/">x</a> <a href="http://b.spam.co.uk/">y</a> <a href="http://spam.co.uk/">z</a>',
        {"link.repeated_domain": ["http://a.spam.co.uk/", "http://b.spam.co.uk/", "http://spam.co.uk/"]},
    ),
    "three servers of one's own": ("http://localhost:1, http://localhost:2, http://localhost:3", {BARE: ["http://localhost:1", "http://localhost:2", "http://localhost:3"]}),
    "three domains": ('<a href="http://a.co.uk/">x</a> <a href="http://b.co.uk/">y</a> and, on a rainy day, <a href="http://c.co.uk/">z</a>', {}),
    "three domains and nothing else": (
        '<a href="http://a.co.uk/">x1</a>, <a href="http://b.co.uk/">y2</a> <a href="http://c.co.uk/">z3</a>',
        {"link.hardly_any_text": ["http://a.co.uk/", "http://b.co.uk/", "http://c.co.uk/"]},
    ),
    "three domains and nothing else, without ends": (
        '<a href="http://a.co.uk/">x1 <a href="http://b.co.uk/">y2 <a href="http://c.co.uk/">z3',
        {"link.hardly_any_text": ["http://a.co.uk/", "http://b.co.uk/", "http://c.co.uk/"]},
    ),
    "three pages and nothing else": ('<a href="http://a.co.uk/">x</a> <a href="http://b.co.uk/">y</a> <a href="http://a.co.uk/z">z</a>', {}),
    "a word that sells, as a link": (
        '<a href="http://a.example/">buy <b>viagra</b></a>', {"word.list_hit": ["viagra"], "link.keyword_text": ["viagra"]},
    ),
    "a word that sells, as a link without an end": (
        'See <a href="http://a.example/">a <b>viagra', {"word.list_hit": ["viagra"], "link.keyword_text": ["viagra"]},
    ),
    "a word that sells, as a link with another end inside": (
        '<a href="http://a.example/"><abbr>x</abbr> viagra</a>', {"word.list_hit": ["viagra"], "link.keyword_text": ["viagra"]},
    ),
    "a word that sells, behind a link that the next one ends": (
        '<a href="http://a.example/">x <a title="t">viagra</a>', {"word.list_hit": ["viagra"]},
    ),
    "a word that sells, as a link behind a quoted sign": (
        '<a title="x > y" href="http://a.example/">viagra</a>', {"word.list_hit": ["viagra"], "link.keyword_text": ["viagra"]},
    ),
    "a word that sells, beside a link": ('viagra, <a href="http://a.example/viagra">a study</a>', {"word.list_hit": ["viagra", "viagra"]}),
    "a word that may sell, as a link": ('<a href="http://a.example/">poker</a>', {"word.list_hit": ["poker"]}),
    "BBCode": ("[url=http://a.example]x[/url]", {"link.bbcode": ["[url=http://a.example"]}),
    "BBCode around": ("[URL]http://a.example/[/URL]", {"link.bbcode": ["[URL]http://a.example/"]}),
    **{
        f"BBCode, {how}": (f"{typed}x[/url]", {"link.bbcode": [typed.removesuffix("]").removesuffix("</a>")]})
        for how, typed in {
            "of a program that makes links": '[url=<a href="http://a.example/">http://a.example/</a>]',
            "without a scheme": "[url=a.example/b]",
            "with slashes": "[url=//a.example]",
            "with another attribute": '[url target=_blank href="http://a.example"]',
            "with a blank": "[ URL = http://a.example]",
            "with tags inside": "[u<b></b>rl=http://a.example]",
            "in references": "&#91;url=&quot;http://a.example&quot;]",
            "in other references": "&lbrack;url&#61;www.a.example]",
        }.items()
    },
    "BBCode around a host": ("[link]a.example/b[/link]", {"link.bbcode": ["[link]a.example/b"]}),
    "a word in brackets before an address": ("[Link] http://a.example/ &#91;1&#93;", {BARE: ["http://a.example/"]}),
    "an attribute in brackets": ('Write <b>[url]="item.url"</b>, a[link=b.c], [url=your.address] or [link=x]y[/link] &amp; go', {}),
    "bare, with a reference in its host": ("see http://bit&#46;ly/x", {BARE: ["http://bit&#46;ly/x"], "link.shortener": ["http://bit&#46;ly/x"]}),
    "bare, before a quotation mark as a reference": ("&quot;http://a.example&quot; &quot;http://a.example/?b=1&amp;c=2&quot;", {BARE: ["http://a.example&quot", "http://a.example/?b=1&amp;c=2&quot"]}),
    "a word in brackets": ("Use the [url] tag, or arr[link] = 3", {}),
    "no addresses": ("a://b, href, :// and www. alone, http:// too", {}),
}  # fmt: skip

WORD: dict[str, tuple[str, Seen]] = {
    "plain": ("buy Viagra", {"word.list_hit": ["Viagra"]}),
    "two words in any case": ("ONLINE   x online-Casino", {"word.list_hit": ["online-Casino"]}),
    "a Cyrillic а": ("v1аgrа", {"word.list_hit": ["v1аgrа"], "text.homoglyph": ["v1аgrа"]}),
    "one for l": ("cia1is", {"word.list_hit": ["cia1is"]}),
    "full width": ("ｖｉａｇｒａ", {"word.list_hit": ["ｖｉａｇｒａ"]}),
    "mathematical": ("𝐯𝐢𝐚𝐠𝐫𝐚", {"word.list_hit": ["𝐯𝐢𝐚𝐠𝐫𝐚"]}),
    "trade marks": ("VIAGRA™, Cialis℠", {"word.list_hit": ["VIAGRA", "Cialis"]}),
    "accents": ("Crédit rapide, credit RAPIDE", {"word.list_hit": ["Crédit rapide", "credit RAPIDE"]}),
    "marks apart": ("víagra", {"word.list_hit": ["víagra"]}),
    "unseen characters": ("via\u00adg\u200dra", {"word.list_hit": ["via\u00adg\u200dra"]} | {"text.zero_width": ["\u200d"]}),
    "a tag inside": ("vi<b>ag</b>ra", {"word.list_hit": ["vi<b>ag</b>ra"]}),
    "a reference inside": ("vi&#97;gra", {"word.list_hit": ["vi&#97;gra"]}),
    "tags inside": ("vi<b></b><i>ag</i>ra", {"word.list_hit": ["vi<b></b><i>ag</i>ra"]}),
    "a comment inside": ("on<!-- x -->line casino", {"word.list_hit": ["on<!-- x -->line casino"]}),
    "a comment with tags inside": ("on<!-- <b> > -->line casino", {"word.list_hit": ["on<!-- <b> > -->line casino"]}),
    "a declaration inside, Russian": ("кази<!x>но онлайн", {"word.list_hit": ["кази<!x>но онлайн"]}),
    "a tag with another's end inside": ('on<b title="a>b">li</b>ne casino', {"word.list_hit": ['on<b title="a>b">li</b>ne casino']}),
    "a control inside": ("on\x01line casino", {"word.list_hit": ["on\x01line casino"], "text.control_chars": ["\x01"]}),
    "a NUL inside, Chinese": ("好的赌\x00场。", {"word.list_hit": ["好的赌\x00场。"], "text.control_chars": ["\x00"]}),
    "no character inside, French": ("crédit ra\uffffpide", {"word.list_hit": ["crédit ra\uffffpide"], "text.invalid_unicode": ["\uffff"]}),
    **{
        f"marks of {what}": (word, {"word.list_hit": [word]})
        for what, word in {
            "squares": "v\u20dei\u20dea\u20deg\u20der\u20dea",
            "keycaps": "v\u20e3iagr\u20e3a",
            "millions": "v\u0489i\u0489agra",
            "phonetics": "vi\u1dc4a\u1ab0gra",
            "halves": "onli\ufe20ne casino",
            "old letters, Russian": "кази\u0487но онлайн",
        }.items()
    },
    "tags of flags inside": ("via\U000e0061gra, onl\U000e0100ine casino", {"word.list_hit": ["via\U000e0061gra", "onl\U000e0100ine casino"]}),
    "a reference with noughts inside": ("vi&#x000000061;gra, ci&#0000000097;lis", {"word.list_hit": ["vi&#x000000061;gra", "ci&#0000000097;lis"]}),
    **{
        f"letters apart, {how}": (f"so {word} it is", {"word.list_hit": [word]})
        for how, word in {
            "with blanks": "V I A G R A",
            "with points": "v.i.a.g.r.a",
            "with hyphens": "v-i-a-g-r-a",
            "with stars": "v*i*a*g*r*a",
            "with emoji": "v🔥i🔥a🔥g🔥r🔥a",
            "look-alikes": "v і а g r a",
        }.items()
    },
    "letters apart, Chinese": ("好的 赌 场，赌*场。", {"word.list_hit": ["赌 场", "赌*场"]}),
    "letters apart, with a wide blank": ("あの、赌　场。", {"word.list_hit": ["赌　场"]}),
    "letters apart that are other words": ("U S A, R.I.P., A B C D, v i a, w o w!, v-i-a-g-r-a-m, t h a n k s, v. i. a. g. r. a., 我在赌，场地很好。赌。 场。我赌 场次。他 们赌 场", {}),
    "marks, flags and references in other words": ("1\ufe0f\u20e3 \U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f a\u20d7·b\u20d7, via\u20d7 gra, 葛\U000e0100城, &#00000; &#x; spe&#x00063;ialist", {}),
    "a control in a word that is none": ("soci\x01alist", {"text.control_chars": ["\x01"]}),
    "a comment between words": ("no via <!-- x --> gra", {}),
    **{
        f"emoji between, {how}": (f"🔥{said}🔥", {"word.list_hit": [said]})
        for how, said in {
            "English": "Online 🎰 Casino", "without blanks": "online🎰casino", "several": "online 🎰🎰👍🏽  casino", "Russian": "казино🎰онлайн", "French": "crédit 💶 rapide", "with tags": "online</b> 🎰 <i>casino",
        }.items()
    },
    "emoji between sentences": ("I am online. 😀 Casino was fun. Online 😀\n\ncasino. Crédit 😀, rapide. 🎰 Casino. We were online 😀 Casino Royale, crédit 😀👍🏽 Rapide", {"word.allowed_phrase": ["Casino Royale"]}),
    "two blanks": ("online  casino", {"word.list_hit": ["online  casino"]}),
    "a line's end of two": ("казино\r\nонлайн", {"word.list_hit": ["казино\r\nонлайн"]}),
    "a blank as a reference": ("online&nbsp;casino, crédit&nbsp; rapide", {"word.list_hit": ["online&nbsp;casino", "crédit&nbsp; rapide"]}),
    "a tag at the second word": ("my Online <b>Casino</b>", {"word.list_hit": ["Online <b>Casino"]}),
    "tags at both": ("<b>ONLINE</b> <i>CASINO</i>!", {"word.list_hit": ["ONLINE</b> <i>CASINO"]}),
    "a tag around a blank, Russian": ("казино<b> </b>онлайн", {"word.list_hit": ["казино<b> </b>онлайн"]}),
    "a tag at the first": ("(<em>crédit</em> rapide)", {"word.list_hit": ["crédit</em> rapide"]}),
    "a line's end, as a tag": ("online <br> casino", {"word.list_hit": ["online <br> casino"]}),
    "an empty line between": ("I am online.\n\nCasino was a good film. Online\n\n\ncasino. Crédit\r\n\r\nrapide", {}),
    "paragraphs between": ("<p>Online</p>\n\n<p>casino</p>", {}),
    "a full stop between": ("I work online. <b>Casino</b> was fun. <b>Online</b>, casino. Crédit:&nbsp;rapide.  Casino", {}),
    "a word between": ("online the  casino, online <b>or</b> casino, crédit <a href='/'>est</a> rapide", {}),
    "in an address": ("<a href='http://x.example/viagra-now'>x</a>", {"word.list_hit": ["viagra"]}),
    "Russian": ("Лучшее казино онлайн тут", {"word.list_hit": ["казино онлайн"]}),
    "Chinese, between other words": ("最好的赌场在这里", {"word.list_hit": ["赌场"]}),
    "Chinese beside Latin": ("online赌场app", {"word.list_hit": ["赌场"]}),
    "letters in circles and squares": ("ⓞⓝⓛⓘⓝⓔ ⓒⓐⓢⓘⓝⓞ, 🅥 🅅🄸🄰🄶🅁🄰", {"word.list_hit": ["ⓞⓝⓛⓘⓝⓔ ⓒⓐⓢⓘⓝⓞ", "🅅🄸🄰🄶🅁🄰"]}),
    "dotless and small letters": ("onlıne casıno, ᴠɪᴀɢʀᴀ, viɑgra", {"word.list_hit": ["onlıne casıno", "ᴠɪᴀɢʀᴀ", "viɑgra"]}),
    "one Latin letter in a Russian word": ("казинo онлайн", {"word.list_hit": ["казинo онлайн"]}),
    "one in each": ("Казинo oнлайн", {"word.list_hit": ["Казинo oнлайн"]}),
    "one in the middle": ("кaзино онлайн!", {"word.list_hit": ["кaзино онлайн"], "script.mixed_token": ["кaзино"]}),
    "numbers in circles": ("①⑤ bet ③⑥⑤, ⓑ ⓔ ⓣ ③⑥⑤", {}),
    "Russian words that look like Latin ones": ("В 2-м ряду, на 3D-экране, VPNом: нет, сор, рот, тор. Роса на окне.", {}),
    "a Russian word and half a phrase, mixed": ("казинo закрыли, а я oнлайн", {}),
    "as a word": ("Poker night", {"word.list_hit": ["Poker"]}),
    "as a word, disguised": ("p0ker night", {}),
    "inside a word": ("pokerface, specialist, specialists", {}),
    "literal": ("bigPharma", {"word.list_hit": ["Pharma"]}),
    "allowed": ("Casino Royale, an Anti-Viagra League", {"word.allowed_phrase": ["Casino Royale", "Anti-Viagra League"]}),
    "allowed and not": ("anti viagra league: viagra", {"word.list_hit": ["viagra"], "word.allowed_phrase": ["anti viagra league"]}),
    "digits of a number": ("call 0 1495 bet 365", {}),
    "with a messenger's number": ("Viagra: WhatsApp me at +1 (213) 555-0187", {"word.list_hit": ["Viagra"], "word.with_contact": ["WhatsApp me at +1 (213) 555-0187"]} | {"privacy.phone_in_content": ["+1 (213) 555-0187"]}),
    "with a messenger's number, Arabic": ("فياجرا viagra واتساب 00212612345678", {"word.list_hit": ["viagra"], "word.with_contact": ["واتساب 00212612345678"]}),
    "with a messenger's number that no line ends in": ("Viagra: WhatsApp +1\u00a0213\u00a0555\u00a00187", {"word.list_hit": ["Viagra"], "word.with_contact": ["WhatsApp +1\u00a0213\u00a0555\u00a00187"], "privacy.phone_in_content": ["+1\u00a0213\u00a0555\u00a00187"]}),
    "with a messenger's link": ("viagra t.me/pills_24", {"word.list_hit": ["viagra"], "word.with_contact": ["t.me/pills_24"]}),
    "with a messenger's name": ("viagra, telegram: @pills_24 or LINE of @ann", {"word.list_hit": ["viagra"], "word.with_contact": ["telegram: @pills_24"]}),
    **{
        f"with a messenger's number, {how}": (f"viagra {told}", {"word.list_hit": ["viagra"], "word.with_contact": [told]})
        for how, told in {
            "on the next line": "WhatsApp:\n1 213 555 0187",
            "in bold": "WhatsApp</b>: <b>1 213 555 0187",
            "in references": "Wh&#97;tsApp 1 213 555 018&#55;",
            "in bold letters": "𝗪𝗵𝗮𝘁𝘀𝗔𝗽𝗽 𝟭𝟮𝟭𝟯𝟱𝟱𝟱𝟬𝟭𝟴𝟳",
            "full width": "ＷｈａｔｓＡｐｐ：１２１３５５５０１８７",
            "with a soft hyphen": "Whats\u00adApp 1213\u00ad5550187",
            "with dashes": "WhatsApp 1–213–555–0187",
            "with keycaps": "WhatsApp 👉 1\ufe0f\u20e32\ufe0f\u20e31\ufe0f\u20e33\ufe0f\u20e35\ufe0f\u20e35\ufe0f\u20e35\ufe0f\u20e30\ufe0f\u20e31",
            "misspelled": "what's app: 1 213 555 0187",
            "around the clock": "whatsap (24/7) 12135550187",
            "Russian": "вотсап 12135550187",
        }.items()
    },
    **{
        f"with a messenger, {how}": (f"viagra {told}", {"word.list_hit": ["viagra"], "word.with_contact": [told]})
        for how, told in {
            "in pieces": "t<b></b>.me/pills_24",
            "in a reference": "t&#46;me/pills_24",
            "before its host": "pills_24.t.me",
            "behind a colon": "Telegram: pills_24",
            "Chinese": "微信pills888",
            "Chinese, another word for it": "V信：pills888",
        }.items()
    },
    "with a messenger of mixed letters": ("viagra вoтсап 12135550187", {"word.list_hit": ["viagra"], "script.mixed_token": ["вoтсап"], "word.with_contact": ["вoтсап 12135550187"]}),
    "with a look-alike of a messenger": ("viagra WhаtsApp 12135550187", {"word.list_hit": ["viagra"], "text.homoglyph": ["WhаtsApp"], "word.with_contact": ["WhаtsApp 12135550187"]}),
    "with a messenger and a day": ("viagra is sold on Telegram 12.05.2024, WhatsApp 2024-05-12 and on wa.men.example", {"word.list_hit": ["viagra"]}),
    "with a messenger and what is said of it": ("viagra: on Telegram: channels, Line: 3 of 4, what app: none of 3000, wechat people, fabt.me", {"word.list_hit": ["viagra"]}),
    "with a messenger and who is answered": ("viagra on Telegram?\n@ann_92 no", {"word.list_hit": ["viagra"]}),
    "with somebody's e-mail address": ("viagra: a@b.example", {"word.list_hit": ["viagra"], "privacy.email_in_content": ["a@b.example"]}),
    "with a number to call": ("viagra is no joke, call +44 808 802 0133", {"word.list_hit": ["viagra"], "privacy.phone_in_content": ["+44 808 802 0133"]}),
    "with a line of text": ("viagra in line two, and in line 3", {"word.list_hit": ["viagra"]}),
    "a messenger without what sells": ("poker? telegram @ann_92", {"word.list_hit": ["poker"]}),
    "said again and again": (
        "cheap watches here. " * 8 + "ok", {"word.repeated_phrase": ["cheap watches here. "] * 8},
    ),
    "said thrice": ("I like watches a lot. " * 3, {}),
}  # fmt: skip

AUTHOR: dict[str, tuple[dict[str, object], Seen]] = {
    "an address as a name": ({"author_name": "www.shop.example"}, {"author.url_in_name": ["www.shop.example"]}),
    "an address as telephones begin a name": ({"author_name": "Www.shop.example"}, {"author.url_in_name": ["Www.shop.example"]}),
    "an address in capitals as a name": ({"author_name": "HTTP://SHOP.EXAMPLE"}, {"author.url_in_name": ["HTTP://SHOP.EXAMPLE"]}),
    "a host of another script in a name": ({"author_name": "Казино.рф"}, {"author.url_in_name": ["Казино.рф"]}),
    "a host in capitals in a name": ({"author_name": "BestShoes.com"}, {"author.url_in_name": ["BestShoes.com"]}),
    "a host all in capitals in a name": ({"author_name": "BEST-SHOES.COM"}, {"author.url_in_name": ["BEST-SHOES.COM"]}),
    "a denied host in a name": ({"author_name": "Ann at Buy.Pills.example"}, {"link.denied_domain": ["Buy.Pills.example"]}),
    "a denied host of another spelling": ({"author_name": "bücher.example"}, {"link.denied_domain": ["bücher.example"]}),
    "points in a name": ({"author_name": "Др. А.С. Пушкин, ASP.NET, Node.js, J.R.R. T., DR.ING, A.RU, P.COM"}, {}),
    "a host in a name": ({"author_name": "Visit cheap-shoes.com"}, {"author.url_in_name": ["cheap-shoes.com"]}),
    "a word of a list": ({"author_name": "Online Casino Ben"}, {"author.keyword_name": ["Online Casino"]}),
    "a control in a word": (
        {"author_name": "On\x01line Casino"}, {"author.keyword_name": ["On\x01line Casino"], "text.control_chars": ["\x01"]},
    ),
    "a comment in a word": ({"author_name": "On<!-- < -->line Casino"}, {"author.keyword_name": ["On<!-- < -->line Casino"]}),
    "two blanks in a name": ({"author_name": "Казино  онлайн"}, {"author.keyword_name": ["Казино  онлайн"]}),
    **{
        f"words of a name told by {how}": ({"author_name": name}, {"author.keyword_name": [name]})
        for how, name in {
            "capitals": "MyOnlineCasino",
            "capitals, Russian": "КазиноОнлайн",
            "capitals and a number": "BestCialis24",
            "points": "online.casino.ben",
            "a bar": "Online | Casino",
            "emoji": "Online🎰Casino",
        }.items()
    },
    "capitals, points and numbers in other names": ({"author_name": "McOnline DeLaCasino J.R.R.Tolkien_99 · O'Neill | Ann✨Bo 李24 สมชาย"}, {}),
    "a name that is stored otherwise": ({"author_name": " Ada <b>Love</b>lace\n"}, {}),
    "look-alikes in a name": ({"author_name": "Аdmin"}, {"text.homoglyph": ["Аdmin"]}),
    "a word in the page": ({"author_url": "http://best-online-casino.example/"}, {"word.list_hit": ["online-casino"]}),
    "a page with a script": ({"author_url": "javascript:alert(1)"}, {"author.url_rejected": ["javascript:alert(1)"]}),
    "one's own address beside what one sells": (
        {"content": "Viagra, ask Ann@B.example", "author_email": "ann@b.example"},
        {"word.list_hit": ["Viagra"], "word.with_contact": ["Ann@B.example"], "privacy.email_in_content": ["Ann@B.example"]},
    ),
    "one's own address beside what one sells, in pieces": (
        {"content": "Viagra, ask ann&#64;b.<b>example</b>", "author_email": "ann@b.example"},
        {"word.list_hit": ["Viagra"], "word.with_contact": ["ann&#64;b.<b>example"]},
    ),
    "a longer address than one's own beside what one sells": (
        {"content": "Viagra, ask joann@b.example", "author_email": "ann@b.example"},
        {"word.list_hit": ["Viagra"], "privacy.email_in_content": ["joann@b.example"]},
    ),
    "a messenger as a page": (
        {"content": "Viagra", "author_url": "https://t.me/ann"}, {"word.list_hit": ["Viagra"], "word.with_contact": ["https://t.me/ann"]},
    ),
    "a shortened page": ({"author_url": "https://bit.ly/x"}, {"link.shortener": ["https://bit.ly/x"]}),
    "a page through a search engine": ({"author_url": "https://www.google.com/url?q=https://a.example/"}, {"link.shortener": ["https://www.google.com/url?q=https://a.example/"]}),
    "a page at a search engine": ({"author_url": "https://sites.google.com/view/ann"}, {}),
    "a denied page": ({"author_url": "pills.example"}, {"link.denied_domain": ["pills.example"]}),
    "a denied address": ({"author_email": "a@mail.pills.example"}, {"link.denied_domain": ["mail.pills.example"]}),
    "all of a welcome domain below a denied one": (
        {
            "content": '<a href="http://good.pills.example/">x</a>', "author_name": "Ann at Good.Pills.example",
            "author_url": "http://good.pills.example/", "author_email": "a@mail.good.pills.example",
        },
        {},
    ),
    "a throw-away address": ({"author_email": "a@Mailinator.com"}, {"author.email_disposable": ["Mailinator.com"]}),
    "one's own page": ({"author_url": "https://own.example/"}, {}),
    "a link to the author's page": (
        {"content": '<a href="https://www.shop.example/x">x</a>', "author_url": "https://shop.example/"}, {"link.own_page": ["https://www.shop.example/x"]},
    ),
    "an address below the author's page": (
        {"content": "Подробнее: http://a.shop.example/", "author_url": "WWW.Shop.example"},
        {"link.bare_url": ["http://a.shop.example/"], "link.own_page": ["http://a.shop.example/"], "link.own_front_page": ["http://a.shop.example/"]},
    ),
    "the author's page in words": ({"content": "请看 Shop.example。", "author_url": "https://www.shop.example/"}, {"link.own_page": ["Shop.example"], "link.own_front_page": ["Shop.example"]}),
    "something of the author's in words": ({"content": "Lies shop.example/rezepte", "author_url": "https://www.shop.example/"}, {"link.own_page": ["shop.example"]}),
    "the author's front page with a mark": (
        {"content": '<a href="https://shop.example?ref=x">x</a>', "author_url": "https://shop.example/a"},
        {"link.own_page": ["https://shop.example?ref=x"], "link.own_front_page": ["https://shop.example?ref=x"]},
    ),
    "the author's front page and something there": (
        {"content": '<a href="https://shop.example/">x</a> <a href="https://shop.example/x">y</a>', "author_url": "https://shop.example/"},
        {"link.own_page": ["https://shop.example/", "https://shop.example/x"]},
    ),
    "the author's page in an address": (
        {"content": "frag info@shop.example", "author_url": "https://shop.example"}, {"link.own_page": ["shop.example"], "privacy.email_in_content": ["info@shop.example"]},
    ),
    "the author's page in Punycode": (
        {"content": '<a href="https://bäcker.example/">x</a>', "author_url": "https://xn--bcker-gra.example/"},
        {"link.punycode": ["https://xn--bcker-gra.example/"], "link.own_page": ["https://bäcker.example/"], "link.own_front_page": ["https://bäcker.example/"]},
    ),
    "the author's page in Punycode, its letters in words": (
        {"content": "schaut auf bäcker.example vorbei", "author_url": "https://xn--bcker-gra.example/"},
        {"link.punycode": ["https://xn--bcker-gra.example/"], "link.own_page": ["bäcker.example"], "link.own_front_page": ["bäcker.example"]},
    ),
    **{
        f"the author's page spelled {url}": (
            {"content": "shop.example", "author_url": url}, {"link.own_page": ["shop.example"], "link.own_front_page": ["shop.example"]},
        )
        for url in ("https://shop.example./", "https://www.SHOP.example:443/", "https://shop&#46;example/", "https:\\\\shop%2eexample")
    },
    "a mark of the author's page that a reference may begin with": ({"content": "x", "author_url": "https://shop.example/?a=1&copy=2"}, {}),
    "the author's page behind a letter that grows": (
        {"content": "İ shop.example", "author_url": "https://shop.example/"}, {"link.own_page": ["İ shop.example"]},
    ),
    "a host that begins or ends as the author's": (
        {"content": "my-shop.example, myshop.example, shop.example-x.org, shop.examples", "author_url": "https://shop.example/"}, {},
    ),
    "another's page beside the author's": (
        {"content": '<a href="https://workshop.example/">x</a>', "author_url": "https://shop.example/"}, {},
    ),
    "a link to the blog by its owner": ({"content": '<a href="https://own.example/x">x</a>', "author_url": "https://own.example/"}, {}),
    "a link to the blog by who names it as theirs": ({"content": f'<a href="https://{HOME}/x">x</a>', "author_url": f"https://{HOME}/"}, {}),
    "a page among those of many": (
        {"content": '<a href="https://github.com/other/x">x</a>', "author_url": "https://github.com/ann"}, {},
    ),
    "an ordinary author": (
        {"author_name": "Ada Lovelace", "author_email": "ada@example.org", "author_url": "https://ada.example.org/"}, {},
    ),
    "a filled field that nobody sees": ({"honeypot": "x"}, {"behaviour.honeypot_filled": ["x"]}),
    "an empty one": ({"honeypot": ""}, {}),
    "in no time": ({"form_seconds": 0.5}, {"behaviour.too_fast": [""]}),
    "in time": ({"form_seconds": 2.0}, {}),
}  # fmt: skip

# Texts by somebody who says who they are; whether what sells there leads anywhere.
LEADS: dict[str, tuple[str, dict[str, str], bool]] = {
    "nowhere": ("Online casinos ruined my cousin, bet365 above all.", {}, False),
    "nowhere, Russian": ("Казино онлайн надо запретить.", {}, False),
    "nowhere, Chinese": ("赌场 viagra 太多了。", {}, False),
    "nowhere, Korean": ("viagra, 온라인에서 팔면 안 됩니다.", {}, False),
    "to a messenger, Korean": ("viagra, 라인으로 문의하세요.", {}, True),
    "nowhere, with a sum": ("He lost 12.000 € in an online casino, 3.500 of them mine.", {}, False),
    "to the author's page": ("Online casinos ruined my cousin.", {"author_url": "https://ada.example/"}, True),
    "to a link": ("The best online casino: https://a.example/", {}, True),
    "to a host": ("The best online casino is spin77.bet", {}, True),
    "to a host, spelled out": ("The best online casino is spin dot com", {}, True),
    "to an e-mail address": ("Online casino, ask ann@a.example", {}, True),
    "to a number": ("Online casino, call 098 300 12345", {}, True),
    "to a number, Arabic": ("viagra ٠٥٥١٢٣٤٥٦٧", {}, True),
    "to a messenger": ("Online casino, ask me on Telegram", {}, True),
    "to a messenger, in pieces": ("Online casino, ask me on Tele<b>gr</b>am", {}, True),
    "to a host, in pieces": ("The best online casino is spin77&#46;bet", {}, True),
    "nowhere, in paragraphs": ("<p>I lost at an online casino.</p><p>What app was it?</p>", {}, False),
    "to who is named so": ("The best online casino", {"author_name": "Online Casino"}, True),
    "to nobody known": ("The best online casino", {"author_name": "", "author_email": ""}, True),
}  # fmt: skip

PRIVACY: dict[str, tuple[str, Seen]] = {
    "an e-mail address": ("write to ann.b+c@mail.example.org.", {"privacy.email_in_content": ["ann.b+c@mail.example.org"]}),
    "a telephone number": ("call +33 6 12 34 56 78!", {"privacy.phone_in_content": ["+33 6 12 34 56 78"]}),
    "one within the country": ("Tél. 06 12 34 56 78", {"privacy.phone_in_content": ["06 12 34 56 78"]}),
    "one that no line ends in": ("Tél. 06\u00a012\u00a034\u202f56\u00a078, +33\u20116\u00a012 34 56 79", {"privacy.phone_in_content": ["06\u00a012\u00a034\u202f56\u00a078", "+33\u20116\u00a012 34 56 79"]}),
    "with an area": ("ring (030) 1234-567 today", {"privacy.phone_in_content": ["(030) 1234-567"]}),
    "at somebody": ("@ann and b@c agree, @@", {}),
    "numbers of accounts": ("IBAN DE89 3704 0044 0532 0130 00, FR76 3000 6000 0112 3456 7890 189, DE89 0704 0044 0532 0130 00; card 4111 0111 0222 0333", {}),
    "a telephone number behind others": ("2 x 06 12 34 56 78, in 2024: 06 12 34 56 79", {"privacy.phone_in_content": ["06 12 34 56 78", "06 12 34 56 79"]}),
    "a name before the host of a URL": ("https://ann@b.example/, ftp://ann:secret@b.example/x and <a href='http://a:b.c@d.example'>x</a>", {"link.userinfo": ["http://a:b.c@d.example", "https://ann@b.example/", "ftp://ann:secret@b.example/x"], "link.bare_url": ["https://ann@b.example/", "ftp://ann:secret@b.example/x"]}),
    "an e-mail address behind a URL": ("https://a.example/: ann@b.example, mailto:bob@c.example", {"link.bare_url": ["https://a.example/"], "privacy.email_in_content": ["ann@b.example", "bob@c.example"]}),
    "no telephone number, where no line ends": ("1\u00a0000\u00a0000\u00a0000, 0,5\u00a0–\u00a00,7, le 31\u00a0janvier\u00a02024", {}),
    "no telephone number": ("2024-01-31, 10.0.0.1, 978-3-16-148410-0, 1 000 000, 0.5-0.7, 1234567890123", {}),
}  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), TEXT.values(), ids=TEXT)
def test_text(content: str, expected: Seen) -> None:
    assert seen(judged(content)) == expected


@pytest.mark.parametrize(("content", "scripts", "expected"), SCRIPT.values(), ids=SCRIPT)
def test_script(content: str, scripts: tuple[str, ...], expected: Seen) -> None:
    assert seen(judged(content, *scripts)) == expected


@pytest.mark.parametrize(("content", "expected"), LINK.values(), ids=LINK)
def test_link(content: str, expected: Seen) -> None:
    saw = seen(judged(content))
    if "link.bbcode" in saw:
        saw.pop(BARE, None)
    assert saw == expected


@pytest.mark.parametrize(("content", "expected"), WORD.values(), ids=WORD)
def test_word(content: str, expected: Seen) -> None:
    assert seen(judged(content)) == expected


@pytest.mark.parametrize(("fields", "expected"), AUTHOR.values(), ids=AUTHOR)
def test_author_and_behaviour(fields: dict[str, object], expected: Seen) -> None:
    assert seen(judged(**fields)) == expected  # type: ignore[arg-type]  # rows of a table


@pytest.mark.parametrize(("content", "expected"), PRIVACY.values(), ids=PRIVACY)
def test_privacy(content: str, expected: Seen) -> None:
    assert seen(judged(content)) == expected


def test_different_words_of_lists_add_up_to_a_bound() -> None:
    weights = {
        content: [flag.weight for flag in judged(content).flags if flag.id == "word.list_hit"]
        for content in ("poker poker", "poker viagra", "viagra cialis bet365 赌场")
    }
    assert list(weights.values()) == [[10], [40], [50]]


def test_an_entry_of_two_lists_counts_once_in_whatever_case_they_have_it() -> None:
    ours = policy("friendly")
    words = (
        WordList(("Kittens",), Match.WORD, 5),
        WordList(("kittens",), weight=20),
        WordList(("KITTENS",), Match.LITERAL, 3),
    )
    result = Pipeline(replace(ours, moderation=replace(ours.moderation, words=words))).judge(Comment(content="kittens"))

    assert [flag.weight for flag in result.flags if flag.id == "word.list_hit"] == [20]


@pytest.mark.parametrize(("weight", "together"), [(-5, -10), (0, 0), (7, 14)])
def test_words_of_a_list_weigh_what_their_flag_does_for_better_or_worse(weight: int, together: int) -> None:
    ours = policy("friendly")
    rules = replace(ours.moderation, words=(WordList(("kittens", "puppies")),), weights={"word.list_hit": weight})
    result = Pipeline(replace(ours, moderation=rules)).judge(Comment(content="Kittens and puppies, kittens!"))
    assert [flag.weight for flag in result.flags if flag.id == "word.list_hit"] == [together]


@pytest.mark.parametrize(("content", "author", "leads"), LEADS.values(), ids=LEADS)
def test_words_that_lead_nowhere_weigh_less(content: str, author: dict[str, str], leads: bool) -> None:
    result = judged(content, **({"author_name": "Ada", "author_email": "ada@example.org"} | author))
    assert [flag.weight for flag in result.flags if flag.id == "word.leads_nowhere"] == ([] if leads else [-15])


def test_a_word_makes_no_comment_better() -> None:
    author = {"author_name": "Ada", "author_email": "ada@example.org"}
    scores = [
        judged(f"Купите здесь дёшево {word}", "Latin", **author).score
        for word in ("", "poker", "viagra", "bet365 viagra")
    ]
    assert scores == sorted(scores)


def test_a_messenger_is_seen_in_a_long_text_as_it_is_typed() -> None:
    told = "WhatsApp +1 (213) 555-0187"
    text = f"viagra É {told} {'и ' * 10_000}"
    assert seen(judged(text))["word.with_contact"] == [told]
    assert "word.with_contact" not in seen(judged(text.replace("sApp", "s<b>A</b>pp")))


def test_punycode_says_how_it_reads() -> None:
    [flag] = judged('<a href="https://xn--80ak6aa92e.com/">x</a>').flags[1:2]
    assert flag.evidence[0].reason.startswith("аррӏе.com, looks like app")


def test_a_list_may_be_for_some_fields() -> None:
    lists = (
        WordList(("near me", "nice casino royale"), fields=("author_name",)),
        WordList(("tuts",), Match.LITERAL, 7, ("author_url", "content")),
    )
    pipeline = Pipeline(replace(policy("friendly"), moderation=replace(WORLD, words=lists)))
    comment = Comment(
        content="near me, Statutsam", author_name="Near Me, nice Casino Royale", author_url="https://statuts.example/"
    )
    for _ in range(2):  # authors of whom nothing is found are known again; this one is found again
        hits = [(flag.id, flag.field, [at.value for at in flag.evidence]) for flag in pipeline.judge(comment).flags]
        assert [hit for hit in hits if hit[0].startswith(("word.", "author."))] == [
            ("word.list_hit", "content", ["tuts"]),
            ("word.allowed_phrase", "author_name", ["Casino Royale"]),
            ("author.keyword_name", "author_name", ["Near Me", "nice Casino Royale"]),
            ("word.list_hit", "author_url", ["tuts"]),
        ]
    harmless = Comment(content="near me", author_name="Ada", author_url="https://ada.example/")
    assert [seen(pipeline.judge(harmless)) for _ in range(2)] == [{}, {}]


def test_what_is_allowed_stays_so_where_a_comment_is_taken_out() -> None:
    divided = "via<!-- <b> -->gra league"
    assert seen(judged(divided)) == {"word.list_hit": [divided]}
    assert seen(judged(f"anti {divided}")) == {}
