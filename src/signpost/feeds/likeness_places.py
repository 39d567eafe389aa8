"""Countries and what a headline calls them: their people, and what stands for them; spellings of much named places."""

from signpost.feeds.likeness_words import Table, folded, joined, without_ending

# country: its people, then what stands for it in a headline (capital, seat of power, leader)
PLACES = """
russia russian россия россии русск روسيا روسیه רוסיה | moscow kremlin putin москва кремль путин موسكو مسکو مוסקבה
ukraine ukrainian украина украины اوكرانيا اوکراین אוקראינה | kyiv kiev zelensky zelenskyy zelenskiy киев зеленск كييف
iran iranian иран иранск ايران איראן | tehran tegeran khamenei pezeshkian тегеран طهران تهران טהרן
israel israeli israelis израил اسرائيل اسرائیل ישראל | netanyahu jerusalem idf нетаньяху نتنياهو נתניהו
usa american america americans united-states сша الولايات امریکا آمریکا ארהב | washington trump biden pentagon
  white-house вашингтон трамп واشنطن
china chinese китай الصين چین סין | beijing xi пекин بكين پکن
britain british uk united-kingdom briton britons brit british-uk великобритания بريطانيا בריטניה | london
  starmer sunak лондон لندن
france french франция فرنسا فرانسه צרפת | paris macron париж باريس پاریس
germany german германия المانيا آلمان גרמניה | berlin merz scholz берлин برلين
eu european-union ес евросоюз | brussels брюссель
turkey turkish turkiye türkiye турция تركيا ترکیه טורקיה | ankara erdogan анкара انقره
syria syrian сирия سوريا سوریه סוריה | damascus assad дамаск دمشق
lebanon lebanese ливан لبنان לבנון | beirut бейрут بيروت
iraq iraqi ирак العراق عراق עיראק | baghdad багдад بغداد
saudi saudis arabia | riyadh mbs эр-рияд الرياض
qatar qatari катар قطر | doha доха الدوحه
egypt egyptian египет مصر מצרים | cairo sisi каир القاهره
jordan jordanian иордания الاردن | amman
yemen yemeni houthi houthis хуситы اليمن | sanaa
india indian индия الهند هند | delhi modi
pakistan pakistani пакистан پاکستان | islamabad
afghanistan afghan taliban афганистан | kabul
japan japanese япония | tokyo
korea korean | seoul pyongyang
poland polish польша | warsaw
spain spanish испания | madrid
italy italian италия | rome meloni
netherlands dutch нидерланды | hague
sweden swedish | stockholm
finland finnish | helsinki
norway norwegian | oslo
denmark danish | copenhagen
belgium belgian
austria austrian | vienna
switzerland swiss
hungary hungarian | budapest orban
romania romanian | bucharest
bulgaria bulgarian | sofia
serbia serbian | belgrade vucic
kosovo kosovan
greece greek | athens
cyprus cypriot
slovakia slovak
slovenia slovenian
czech czechia | prague
croatia croatian
moldova moldovan | chisinau
belarus belarusian | minsk lukashenko
georgia georgian | tbilisi
armenia armenian | yerevan pashinyan
azerbaijan azerbaijani azeri | baku aliyev
kazakhstan kazakh | astana
uzbekistan uzbek
kyrgyzstan kyrgyz
tajikistan tajik
latvia latvian
lithuania lithuanian
estonia estonian
australia australian australians | canberra albanese
zealand
canada canadian canadians | ottawa carney trudeau
mexico mexican | sheinbaum
brazil brazilian | lula bolsonaro
argentina argentine | milei
venezuela venezuelan | caracas maduro
colombia colombian | bogota petro
chile chilean
peru peruvian
cuba cuban | havana
haiti haitian
nigeria nigerian
niger nigerien
ethiopia ethiopian
sudan sudanese | khartoum
somalia somali
kenya kenyan
congo congolese
rwanda rwandan
uganda ugandan
libya libyan
tunisia tunisian
algeria algerian
morocco moroccan
mali malian
malawi
ghana ghanaian
senegal
thailand thai | bangkok
vietnam vietnamese | hanoi
indonesia indonesian | jakarta
malaysia malaysian
philippines filipino philippine | manila
myanmar burma burmese
bangladesh bangladeshi | dhaka
taiwan taiwanese | taipei
nepal nepali
lanka lankan
singapore singaporean
ireland irish | dublin
scotland scottish
wales welsh
portugal portuguese | lisbon
palestine palestinian palestinians فلسطين палестин
gaza gazan gazans газа غزه עזה
hamas хамас حماس
hezbollah hizbollah hizbullah хезболла حزب-الله
nato alliance нато
un united-nations оон
kharkiv kharkov харьков
odesa odessa одесса
zaporizhzhia zaporozhye zaporizhia запорож
dnipro dnepr dnipropetrovsk днепр
luhansk lugansk луганск
donetsk донецк
crimea crimean крым
"""


def places_of() -> tuple[Table, Table]:
    """Word → country, and word → the country it can stand for in a headline."""
    country: Table = {}
    stands_for: Table = {}
    for line in joined(PLACES):
        people, _, seat = line.partition("|")
        name = people.split()[0]
        for table, there in ((country, people), (stands_for, seat)):
            for word in there.split():
                table[folded(word)] = table[without_ending(folded(word))] = name
    return country, stands_for


COUNTRY, STANDS_FOR = places_of()
COUNTRIES = frozenset(COUNTRY.values())
