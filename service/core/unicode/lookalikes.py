"""Which letters of other scripts look like a Latin one: Unicode's confusables.

Written by tools/unicode_tables.py.
"""

# A letter, then the letters that look like it or like its capital.
LOOKALIKES = """\
a ΑαАаᎪᗅꓮ𐊠𖽀
b ΒВЬᏏᏴᑲᖯᗷꓐ𐊂𐊡𐌁
c СсᏟⲤⲥꓚꮯ𐊢𐌂𐐕𐐽𐔜
d ԁᎠᏧᑯᗞᗪꓒꓓ
e ΕЕеҽᎬⴹꓰ𐊆𑢦𑢮
f Ϝքᖴꓝ𐊇𐊥𐔥𑢢𑣂
g ԌցᏀᏳꓖ
h ΗНһհᎻᏂᕼⲎꓧ𐋏
i ιіӏᎥꙇꭵ𑣃
j ͿϳЈјᎫᒍꓙ
k ΚКᏦᛕⲔꓗ𐔘
l ΙІӀᏞᒪᛁⲒⳐⵏꓡꓲ𐊊𐌉𐐛𐔦𑢣𑢲𖼖𖼨
m ΜϺМᎷᗰᛖⲘꓟ𐊰𐌑
n ΝոռⲚꓠ𐔓
o ΟοσОоՕօଠഠဝჿዐⲞⲟⵔꓳ𐊒𐊫𐐄𐐬𐓂𐓪𐔖𑢵𑣈𑣗
p ΡρРрᏢᑭⲢⲣꓑ𐊕
q ԛգզⵕ
r гᎡᏒᖇᴦⲅꓣꮁ𐒴𖼵
s ЅѕՏᏕᏚꓢꮪ𐊖𐐠𐑈𑣁𖼺
t ΤТᎢⲦꓔ𐊗𐊱𐌕𑢼𖼊
u υՍսሀᑌꓴ𐓎𐓶𑢸𑣘𖽂
v νѴѵᏙᐯⴸꓦꛟꮩ𐔝𑜆𑢠𑣀𖼈
w ѡԜԝաᎳᏔꓪꮃ𑜊𑜎𑜏
x ΧХхᕁᕽᚷⲬⵝꓫ𐊐𐊴𐌗𐔧
y ΥγУуҮүყᎩᎽⲨꓬ𐊲𑢤𑣜𖽃
z ΖᏃꓜꮓ𑢩𑣄
"""
