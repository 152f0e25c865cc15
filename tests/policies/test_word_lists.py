"""The shipped lists of words: each row has what sells and its twin, what people say with the same words."""
# ruff: noqa: E501  a row is one line

from functools import cache

import pytest

from service.core.comment import Comment, Status
from service.core.pipeline import Pipeline
from service.core.wordlist import WordLists
from service.policies import load_policies, policy_directory

TWINS: dict[str, tuple[str, str]] = {
    "a recipe, English": ("Cialis without prescription, no prescription needed", "Grandma bakes without a recipe, and my aunt got hers without prescription."),
    "a recipe, French": ("Acheter Cialis sans ordonnance", "On peut l'acheter sans ordonnance depuis 2019, m'a dit le médecin."),
    "a recipe, German": ("Viagra kaufen ohne Rezept", "Ich koche meistens ohne Rezept, einfach nach Gefühl."),
    "a recipe, Spanish": ("Comprar Viagra sin receta", "Lo hice sin receta, a ojo, y quedó buenísimo."),
    "a recipe, Portuguese": ("Comprar Viagra sem receita", "Fiz o bolo sem receita e deu certo."),
    "a recipe, Italian": ("Viagra senza ricetta", "La mia nonna cucinava sempre senza ricetta."),
    "a recipe, Dutch": ("Viagra kopen zonder recept", "Ik kook altijd zonder recept."),
    "a recipe, Russian": ("Купить виагру без рецепта", "Я пеку без рецепта, на глаз."),
    "a medicine": ("Buy tramadol, order xanax", "The dentist gave me tramadol, and I slept for ten hours."),
    "a generic": ("Купить дженерик недорого", "Врач сказал, что дженерик ничем не хуже."),
    "generic code": ("Generic pills from a canadian pharmacy", "A generic function with two slots, one for the deposit and one for the key."),
    "loans": ("Urgent loan of any amount", "The loan for our house runs for eighteen more years."),
    "a loan, French": ("Prêt rapide entre particuliers sérieux", "Le prêt de la médiathèque est gratuit."),
    "a loan, Portuguese": ("Empréstimo pessoal para negativados", "Fiz um empréstimo pessoal para pagar a obra."),
    "a loan, Ukrainian": ("Кредит без відмови на карту", "Кредит онлайн оформили за день, але відсоток високий."),
    "a slot": ("Slot gacor hari ini", "Die Karte passt nicht in den Slot."),
    "betting, Indonesian": ("Agen judi online", "Judi itu haram, kata ibu saya."),
    "laws, Dutch": ("Online Wetten mit Sportwetten Bonus", "De wetten zijn dit jaar veranderd."),
    "a couple, Finnish": ("Nettikasino ja ilmaiskierrokset", "Ostin pari kenkiä ja pari kirjaa."),
    "betting": ("Betwinner and melbet promo code", "I bet that the winner of the race is on holiday."),
    "a casino, German": ("Die besten Casinos: Casino ohne Lizenz und ohne Limit", "Er ging im Casino ohne Krawatte an den Tisch."),
    "a casino, Swedish": ("Casino utan svensk licens", "Vi bodde på ett hotell med casino utan fönster."),
    "search engines": ("We offer seo services and website traffic", "My website traffic fell after the update; I was on the first page of Google before."),
    "search engines, Chinese": ("专业网站优化排名", "网站优化这部分写得很清楚，谢谢。"),
    "a trade": ("Our seo agency is a digital marketing agency", "My sister works for a digital marketing agency in Leeds."),
    "guest posts": ("We sell guest posts on high DA PA sites", "I like the guest posts on this blog."),
    "papers": ("Order your paper now, plagiarism free", "The paper was not plagiarism free, so they withdrew it."),
    "passports": ("Real registered passport for sale", "I registered my passport at the embassy."),
    "company": ("Sexy girls near you", "There were two girls near the door. Nice to meet you tonight!"),
    "a marabout": ("Grand marabout africain, retour affectif", "Le marabout est un oiseau d'Afrique, et le bout de ficelle suit."),
    "a rite, French": ("Rituel de retour affectif", "En classe, le rituel de retour au calme dure cinq minutes après la récré."),
    "a spell": ("Contact the powerful spell caster", "In the third chapter she makes a love spell, and it fails."),
    "a document, Chinese": ("办理证件，代开发票", "昨天去派出所办证，排了一个小时。"),
    "followers, Spanish": ("Compra seguidores de Instagram", "La marca compra fruta a mis seguidores."),
    "money, Spanish": ("Gana dinero desde casa", "Nadie gana dinero con esto."),
    "money, Russian": ("Заработок без вложений", "Сделали ремонт сами, без вложений почти."),
    "a licence, German": ("Führerschein online kaufen", "Den Führerschein kann man online beantragen."),
    "watches, French": ("Montres de luxe répliques", "La réplique de la montre est au musée."),
    "a robot's praise": ("Undeniably believe that which you said. Your favourite justification seemed to be the simplest thing to be aware of.", "How long have you been blogging for? The page about your grandmother is a favourite of mine."),
    "a robot's worry": ("The text in your post seem to be running off the screen in Opera, something to do with browser compatibility", "On my phone the table is running off the screen in Firefox; it wraps in Chrome."),
    "a robot's thanks": ("Thanks for the auspicious writeup. It in fact was a amusement account it.", "Thanks for the write-up. It was an amusing account, in fact."),
    "a robot's search": ("I have been surfing online more than 3 hours today, yet I never found any interesting article like yours.", "We went surfing for more than three hours, and nobody found the wallet online."),
    "a robot's question": ("I have heard good things about blogengine. It has truly peaked my interest.", "I moved here from BlogEngine; your theme really peaked my interest."),
    "television": ("Best IPTV subscription, free trial, 22,000 channels", "Our IPTV box drops the multicast stream every night; which switch do you use for IGMP?"),
    "television, French": ("Abonnement IPTV premium, test gratuit 24h", "L'abonnement à la médiathèque donne un film gratuit par semaine."),
    "films, Italian": ("Film streaming ita gratis Altadefinizione", "Il film l'ho visto in streaming, gratis, su RaiPlay."),
    "games": ("Free Robux generator, no human verification", "My son keeps asking for Robux; the verification mail never came."),
    "an account, Vietnamese": ("Bán acc Liên Quân, nạp quân huy giá rẻ", "Bạn bè em chơi Liên Quân, em thì không."),
    "diamonds, Indonesian": ("Top up diamond ML termurah, jual akun", "Anak saya main ML, diamond-nya habis lagi."),
    "a cracked program": ("Photoshop free download full version with crack, serial key free", "The free version is enough; there is a crack in the enamel, not in the key."),
    "a paper, German": ("Hausarbeit schreiben lassen von der Ghostwriter Agentur", "Ich muss noch die Hausarbeit schreiben und lasse sie dann lesen."),
    "a paper, Russian": ("Курсовая на заказ и диплом на заказ", "Курсовая была про заказ на стройке, диплом защитил."),
    "a degree, Chinese": ("专业办理学位证、毕业证办理、留信认证", "毕业证昨天终于拿到了，谢谢老师。"),
    "a private loan, Spanish": ("Ofrezco préstamos entre particulares", "El préstamo del banco nos costó mucho."),
    "a loan, Indonesian": ("Butuh pinjaman tanpa agunan? pinjaman cepat", "Pinjaman dari koperasi desa sangat membantu ibu saya."),
    "a private loan, German": ("Kredit von privat, Kredit zwischen Privatpersonen", "Wir leihen uns privat das Geld, einen Kredit wollten wir nicht."),
    "trading": ("Guaranteed daily profit, minimum investment of $250", "The daily profit of the shop was small; no investment was guaranteed."),
    "slimming, Italian": ("Perdere peso senza dieta né palestra", "Ho smesso con la palestra, senza dieta mi sento meglio."),
    "slimming pills": ("Weight loss gummies, no script needed", "I needed no script to say it: losing weight took two years."),
    "visits, Spanish": ("Vendemos tráfico para aumentar tus visitas", "El tráfico en el centro es horrible, y las visitas llegan tarde."),
    "links, German": ("Hochwertige Backlinks, auf Seite 1 bei Google", "Auf Seite 1 des Buches steht das Zitat."),
    "an audit": ("Free SEO audit and seo packages, rank higher on Google", "The audit of the packages took a week."),
    "a mirror, Russian": ("Рабочее зеркало казино, фриспинов без депозита", "Зеркало в ванной рабочее, просто запотело."),
    "a dark market, Russian": ("Кракен сайт зеркало, даркнет ссылка", "Ссылка на сайт музея: там есть кракен со старой карты."),
    "a game, Portuguese": ("Plataforma pagando, bônus de cadastro", "A plataforma do trem estava cheia, o cadastro demorou."),
    "betting, Turkish": ("Kaçak iddaa, bedava bonus, casibom", "Kaçak çay içtik, sohbet bedava."),
    "betting, Thai": ("สล็อตแตกง่าย เล่นสล็อต", "เล่นกีตาร์เมื่อคืน สายแตกง่ายมาก"),
    "betting, Korean": ("메이저사이트 꽁머니 지급", "메이저 리그 경기를 봤어요."),
    "betting, Greek": ("Online καζίνο, μπόνους χωρίς κατάθεση", "Χωρίς κατάθεση στην τράπεζα δεν γίνεται το συμβόλαιο."),
    "betting, Bengali": ("অনলাইন ক্যাসিনো বেটিং সাইট", "অনলাইন ক্লাস আজ ছিল না।"),
    "company, Russian": ("Индивидуалки, интим услуги", "Индивидуальный предприниматель оказывает услуги."),
    "company for a night, Chinese": ("外围女 包夜 约炮", "外围的女生都包了饺子。"),
    "an ex, Spanish": ("Amarres y hechizos de amor para recuperar a tu ex", "El amor no es un hechizo, y a mi ex no lo quiero recuperar."),
    "a hacker": ("Hire a professional hacker to spy on WhatsApp", "A professional hacker told our class how to spy a forged letter."),
    "a phone": ("He can fix your credit score and clear criminal records of a cheating husband", "They want to clear criminal records for possession of hemp."),
    "stolen coins": ("They recovered all my stolen bitcoin, contact the recovery expert", "The police recovered all my stolen tools, and one that was not mine."),
    "an airdrop": ("Claim your free USDT airdrop now, connect wallet", "The airdrop of food over the valley was seen from our house."),
    "free coins": ("Claim airdrop, free USDT", "In Lagos people save in USDT; nobody claims it is free."),
    "a cure": ("I was cured of herpes by the herbal medicine of Dr Odu", "Nobody is cured of herpes, and no herbal medicine changes that."),
    "a brotherhood": ("Join the Illuminati brotherhood and be rich", "In the novel the Illuminati meet under the brotherhood's bakery."),
    "slimming": ("Order Ozempic online, buy semaglutide", "Ozempic is short in our pharmacy, diabetics come first."),
    "rankings": ("We will boost your rankings organically, paid link insertion", "Removal is easy, but link insertion in a doubly linked list confused me."),
    "watches": ("Best swiss replica, Rolex clone", "The Swiss museum shows a replica of Harrison's clock."),
    "the dark web": ("mega darknet, kraken ссылка, blacksprut", "The kraken rises in the mega hit of the summer, and the link to the film is dead."),
    "matka": ("Satta matka, kalyan matka result", "The potter sold us a matka that keeps water cool."),
    "a loan without a bureau, Polish": ("Chwilówki bez BIK od ręki", "Bez dowodu i bez kluczy nie wejdę."),
    "a loan, Portuguese, for those in debt": ("Empréstimo para negativado sem consulta SPC", "Fiquei negativado por engano e o banco pediu desculpa."),
    "a loan, Czech": ("Půjčka ihned na účet", "Půjčka z knihovny se dá prodloužit ihned online."),
    "a loan, French, of a person": ("Je suis un particulier qui offre des prêts au taux de 3 %", "La médiathèque est un lieu qui offre des prêts gratuits."),
    "a loan, German": ("Wir bieten Darlehen ohne Schufa", "Wir bieten Dahlien und Astern an, ohne Spritzmittel."),
    "a loan, Spanish": ("Ofrecemos préstamos al 2 %, préstamos sin aval", "La biblioteca amplió los préstamos hasta mayo."),
    "a loan, Vietnamese": ("Nợ xấu vẫn vay được, vay tiền không thế chấp", "Tôi nợ bạn một bữa phở, xấu hổ quá."),
    "a loan, Russian": ("Займ на карту без отказа", "Перевод на карту пришёл без задержки."),
    "a diploma, Russian": ("Диплом с занесением в реестр", "Подали заявление о внесении дома в реестр памятников."),
    "a diploma, Chinese": ("代办毕业证，留信网认证可查", "今天终于拿到毕业证了，谢谢老师。"),
    "a spell, Arabic": ("الشيخ الروحاني لجلب الحبيب", "زار الشيخ قريتنا وفرح الجميع."),
    "a spell, Spanish": ("Brujo vidente, recupero a tu pareja", "El brujo del cuento recupera su sombrero."),
    "gambling, Turkish": ("Bonus veren siteler, yatırım şartsız bonus", "Yıl sonunda bonus veren tek firma bizimki."),
    "gambling, Thai": ("สล็อตเว็บตรง ฝากถอนไม่มีขั้นต่ำ", "ถอนเงินที่ตู้แล้วฝากให้แม่"),
    "gambling, Vietnamese": ("Nổ hũ đổi thưởng, tài xỉu online", "Hũ dưa của bà nổ nắp vì trời nóng."),
    "gambling, Indonesian": ("Situs toto, bonus new member, deposit pulsa", "Pulsa saya habis, deposit kos juga belum kembali."),
    "a slot's returns": ("RTP live hari ini", "RTP live streaming over multicast is faster; a RTP live do jogo não parou."),
    "gambling, Chinese": ("真人视讯，注册送彩金", "我们住在新葡京旁边，早餐很好。"),
    "gambling, Japanese": ("無料スピンつき、コピー時計も", "授業の資料をコピーしました。時計を忘れました。"),
    "gambling, Korean": ("먹튀없는 카지노 추천, 매충 10%", "책 추천 감사합니다."),
    "gambling, Arabic": ("بونص ترحيبي ولفات مجانية", "لفات العجين جاهزة والقهوة مجانية."),
    "gambling, Persian": ("سایت انفجار و شرط بندی انفجار", "صدای انفجار را شنیدیم، کسی آسیب ندید."),
    "gambling, Hindi": ("सट्टा किंग मटका रिजल्ट", "मटका का पानी ठंडा रहता है।"),
    "gambling, Romanian": ("Cazinouri online cu rotiri gratuite", "Am făcut trei rotiri cu valsul, și bilete erau gratuite."),
    "gambling, Czech": ("Online casino, bonus bez vkladu", "Spořicí účet bez vkladu nedává smysl."),
    "gambling, Hungarian": ("Online kaszinó, ingyenes pörgetés", "A múzeum ingyenes, a kávézó nem."),
    "gambling, Greek": ("Διαδικτυακό καζίνο, δωρεάν περιστροφές", "Οι δωρεάν ξεναγήσεις αρχίζουν στις δέκα."),
    "gambling, Swedish": ("Casino utan Spelpaus, gratissnurr", "Utan Spelpaus hade jag inte slutat spela."),
    "gambling, Danish": ("Casino uden om ROFUS", "Uden ROFUS var jeg stadig i gæld."),
    "a service, Arabic": ("كشف تسربات المياه وتنظيف منازل بالرياض", "كشف الطبيب على جدتي في الرياض."),
    "company, Chinese": ("台北外送茶 約妹", "外送员把茶放在门口了。"),
    "company, Chinese, and other dates": ("外送茶 到府服務", "我們另外約時間吧，昨天約妹妹看電影，她叫小姐姐幫忙買票。"),
    "clean linen, Russian": ("Нарколог на дом, вывод из запоя", "Врач приходил на дом, всё хорошо."),
    "a removal, Turkish": ("Güncel giriş adresi: bahis sitesi", "Taşınırken evden eve nakliyat firması tuttuk, bir tabak bile kırılmadı."),
    "a free spin": ("Free spins with no deposit bonus", "Take it for a free spin around the block."),
}  # fmt: skip

NAMES: dict[str, tuple[str, str]] = {
    "betting": ("Judi Online", "Judi Dench"),
    "a slot": ("Slot Gacor", "Jan Slot"),
    "a loan": ("Payday Loan", "Loan Nguyen"),
    "a bet": ("Paris sportifs en ligne", "Pari Haddad"),
    "one word that may be a name": ("Online Poker", "Poker Face"),
    "cheap": ("Cheap Pills", "Cheap Trick fan"),
    "a trade": ("Plumber near me", "The Plumber's Daughter"),
    "a trade and its city": ("Web design company in Dubai", "Ana in Dubai"),
    "a trade, French": ("Serrurier 24h/24", "Jean Serrurier"),
    "a trade, Spanish": ("Cerrajeros baratos", "Ana Cerrajero"),
    "a trade, Russian": ("Купить недорого", "Дешевова Анна"),
    "a trade, Indonesian": ("Jual murah", "Ratna Jasa"),
    "a smith, Italian": ("Fabbro urgente 24 ore", "Anna Del Fabbro"),
    "television": ("IPTV Premium", "Ivan P. TV"),
    "a builder": ("Roofing Contractors Tampa", "Jo, a contractor"),
    "a voyage": ("Dubai desert safari tour packages", "Sahara Desert Rose"),
    "a doctor": ("Hair transplant clinic in Istanbul", "The Transplant Nurse"),
    "a removal, Spanish": ("Mudanzas baratos Madrid", "Ana se muda"),
    "papers, Chinese": ("留学文凭办理", "文小姐"),
    "a firm's name": ("Car rental 24 hours", "Harlow Locksmiths"),
}


# Pages of authors: what is sold there stands in the host, inside a longer word as often as not.
HOSTS: dict[str, tuple[str, str]] = {
    "a casino": ("https://bestcasino77.example/", "https://cassis.example/"),
    "slots": ("https://slotgacor-maxwin.example/", "https://slotervaart.example/"),
    "a loan": ("https://payday-help.example/", "https://sloane.example/"),
    "a medicine": ("https://kamagra24.example/", "https://specialist.example/"),
    "company": ("https://sexcams.example/", "https://pornic.example/"),
    "links": ("https://buybacklinks.example/", "https://museo-naval.example/"),
    "betting, Indonesian": ("https://judionline.example/", "https://judith-writes.example/"),
    "a bookmaker, Indonesian": ("https://bandarqq.example/", "https://bandarlampung.example/"),
    "a club": ("https://club-vulkan.example/", "https://vulkaneifel.example/"),
    "steroids": ("https://steroids-shop.example/", "https://asteroids.example/"),
    "currencies": ("https://forextrading.example/", "https://forexample.example/"),
    "a spell, Spanish": ("https://amarres-de-amor.example/", "https://larguonslesamarres.example/"),
    "a seer, French": ("https://voyance-gratuite.example/", "https://la-prevoyance.example/"),
    "a marabout, French": ("https://maitre-marabout.example/", "https://editionsmarabout.example/"),
    "television": ("https://best-iptv.example/", "https://script-v.example/"),
    "apps": ("https://modapkfree.example/", "https://moda-pk.example/"),
    "a doctor, Russian": ("https://narkolog-msk.example/", "https://narkose-praxis.example/"),
    "games": ("https://free-robux.example/", "https://roberto-ux.example/"),
    "a bookmaker, Turkish": ("https://casibom-giris.example/", "https://casi-bombay.example/"),
    "slimming, Italian": ("https://dimagrire-ora.example/", "https://dima-graphics.example/"),
    "hackers": ("https://hackersforhire.example/", "https://hackerspace.example/"),
}


# Who speaks of what is sold, with a page of their own, a source, a number to call: held at worst.
SPOKEN_OF: dict[str, tuple[str, str]] = {
    "medicines and a source": ("Viagra and sildenafil are the same thing; don't mix with nitrates. https://www.nhs.uk/medicines/sildenafil-viagra/", "https://helenmarsh.example"),
    "a gambler": ("I lost two years' rent on online slots and free spins. If you're there now, call GamCare on 0808 8020 133 or see https://www.gamcare.org.uk/", "https://garethwrites.example"),
    "offers of links": ("I get ten offers a day: 'guest posts on high DA PA sites', 'buy backlinks', 'rank number one on google'. Filter: https://gist.github.com/x", "https://mark.example"),
    "gambling, Russian": ("Онлайн казино и ставки на спорт рекламируют даже блогеры. Горячая линия 8 800 700 2318, звоните.", ""),
    "medicines, German": ("Ich habe mal nachgesehen: Bei »Viagra kaufen« und »Potenzmittel« kommt auf Platz 1 eine Fake-Apotheke. Quelle: https://www.verbraucherzentrale.de/x", "https://lena.example"),
    "medicines and a messenger": ("Tramadol, oxycodone and xanax are controlled here for a reason; ask your pharmacy, not WhatsApp.", "https://jo.example"),
    "gambling, Indonesian": ("Komentar slot gacor dan judi online di blog saya bisa 200 sehari. Saya pakai plugin ini: https://wordpress.org/plugins/x", "https://budi.example"),
    "spells and loans, Spanish": ("Cuidado con los amarres de amor y los préstamos rápidos que anuncian por WhatsApp: a mi madre le sacaron 800 euros.", "https://ana.example"),
    "stolen coins": ("Recovered my stolen bitcoin? Nobody does. Those 'recovery expert' comments with a Gmail address (e.g. fixer@example.com) are scams, report them.", ""),
}  # fmt: skip


@cache
def pipeline() -> Pipeline:
    return Pipeline(load_policies(policy_directory(""))["friendly"])


@pytest.mark.parametrize(("sold", "said"), TWINS.values(), ids=TWINS)
def test_what_sells_is_held_and_what_people_say_is_not(sold: str, said: str) -> None:
    assert pipeline().judge(Comment(content=sold)).status is not Status.APPROVED
    assert pipeline().judge(Comment(content=said)).status is Status.APPROVED


@pytest.mark.parametrize(("sold", "worn"), NAMES.values(), ids=NAMES)
def test_what_sells_as_a_name_is_held_and_a_name_is_not(sold: str, worn: str) -> None:
    statuses = [
        pipeline().judge(Comment(content="Merci !", author_email="a@b.example", author_name=name)).status
        for name in (sold, worn)
    ]
    assert statuses == [Status.HOLD, Status.APPROVED]


@pytest.mark.parametrize("name", ["Sewa Singh", "Wim Goedkoop", "Anna Del Fabbro", "Jaša Novak"])
def test_what_people_are_called_is_no_keyword(name: str) -> None:
    assert not pipeline().judge(Comment(content="Fine.", author_email="a@b.example", author_name=name)).flags


@pytest.mark.parametrize(("sold", "honest"), HOSTS.values(), ids=HOSTS)
def test_what_stands_in_the_host_of_an_authors_page_counts_there_only(sold: str, honest: str) -> None:
    hits = [
        {flag.field for flag in pipeline().judge(Comment(content=content, author_url=url)).flags}
        for content, url in (("Fine.", sold), (sold.split("/")[2].partition(".")[0], ""), ("Fine.", honest))
    ]
    assert "author_url" in hits[0]
    assert "author_url" not in hits[1] | hits[2]


@pytest.mark.parametrize(("said", "page"), SPOKEN_OF.values(), ids=SPOKEN_OF)
def test_nobody_is_taken_for_spam_who_speaks_of_what_is_sold(said: str, page: str) -> None:
    comment = Comment(content=said, author_name="Ada", author_email="ada@example.org", author_url=page)
    assert pipeline().judge(comment).status in {Status.APPROVED, Status.HOLD}


@pytest.mark.parametrize("name", ["spam-flattery", "spam-hosts", "spam-names", "spam-phrases", "spam-words"])
def test_no_entry_stands_in_a_list_twice(name: str) -> None:
    lines = (policy_directory("") / "lists" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    entries = [line for line in lines if line and not line.startswith("#")]
    assert len(entries) == len(set(entries))


def test_no_words_count_twice_for_their_accents() -> None:
    lists = [words for words in pipeline().policy.moderation.words if not words.fields]
    searched = WordLists(lists, (), weight=0)
    for entry in {entry for words in lists for entry in words.entries}:
        whole = {hit.entry.text for hit in searched.find(entry) if (hit.start, hit.end) == (0, len(entry))}
        assert len(whole) == 1, whole
