"""Which Greek, Cyrillic, Armenian and other Latin letters look like one of a to z: Unicode's confusables.

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

# The same of Latin letters, as small letters, and small capitals.
LATIN_LOOKALIKES = """\
a ɑᴀ
b ʙ
c ᴄ
d ᴅ
e ᴇ
f ꜰꞙ
g ɡɢ
h ʜ
i ıɩɪ
j ᴊ
k ᴋ
l ʟ
m ᴍ
n ɴ
o ᴏᴑ
p ᴘ
q ꞯ
r ʀ
s ꜱ
t ᴛ
u ʋᴜꞟ
v ᴠ
w ɯᴡ
y ɣʏ
z ᴢ
"""
