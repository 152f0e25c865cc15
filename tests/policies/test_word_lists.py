"""The shipped lists of words: each row has what sells and its twin, what people say with the same words."""
# ruff: noqa: E501  a row is one line

from functools import cache

import pytest

from service.core.comment import Comment, Status
from service.core.pipeline import Pipeline
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
    "a spell": ("Contact the powerful spell caster", "In the third chapter she makes a love spell, and it fails."),
    "a document, Chinese": ("办理证件，代开发票", "昨天去派出所办证，排了一个小时。"),
    "followers, Spanish": ("Compra seguidores de Instagram", "La marca compra fruta a mis seguidores."),
    "money, Spanish": ("Gana dinero desde casa", "Nadie gana dinero con esto."),
    "money, Russian": ("Заработок без вложений", "Сделали ремонт сами, без вложений почти."),
    "a licence, German": ("Führerschein online kaufen", "Den Führerschein kann man online beantragen."),
    "watches, French": ("Montres de luxe répliques", "La réplique de la montre est au musée."),
    "a free spin": ("Free spins with no deposit bonus", "Take it for a free spin around the block."),
}  # fmt: skip

NAMES: dict[str, tuple[str, str]] = {
    "betting": ("Judi Online", "Judi Dench"),
    "a slot": ("Slot Gacor", "Jan Slot"),
    "a loan": ("Payday Loan", "Loan Nguyen"),
    "a bet": ("Paris sportifs en ligne", "Pari Haddad"),
    "one word that may be a name": ("Online Poker", "Poker Face"),
    "cheap": ("Cheap Pills", "Cheap Trick fan"),
}


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
