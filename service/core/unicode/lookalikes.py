"""Which Greek, Cyrillic and Armenian letters look like a Latin one: Unicode's confusables.

Written by tools/unicode_tables.py.
"""

# A letter, then the letters that look like it or like its capital.
LOOKALIKES = """\
a ΑαАа
b ΒВЬ
c Сс
d ԁ
e ΕЕеҽ
f Ϝք
g Ԍց
h ΗНһհ
i ιіӏ
j ͿϳЈј
k ΚК
l ΙІӀ
m ΜϺМ
n Νոռ
o ΟοσОоՕօ
p ΡρРр
q ԛգզ
r г
s ЅѕՏ
t ΤТ
u υՍս
v νѴѵ
w ѡԜԝա
x ΧХх
y ΥγУуҮү
z Ζ
"""
