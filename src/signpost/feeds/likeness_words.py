"""The small tables that likeness rests on: words that say the same, words that say the contrary, numbers, places.

A line of SAME holds words that report one kind of event; the first is the name of the kind. What stands in two lines
is never one event when one title has the one and another title the other in its place; CONTRARY adds the pairs that are
contrary wherever they stand. The tables need not be whole: a word that is in none of them never makes a copy safe.
"""

from signpost.store.identity import words_of

SAME = """
kill dead death die dies died dying fatal fatality slain slay killing deadly lose-life toll погиб убит смерт
  קתל נהרג הרוג מת قتل مقتل قتيل قتلي کشته جانباخت
wound injure injury hurt ранен пострада נפצע פצוע اصابه جريح جرحي زخمی مجروح
attack strike struck hit bomb shell airstrike raid assault pound bombard удар атак обстрел תקף תקיפה תוקף هجوم هاجم
  غاره حمله
intercept down shoot-down repel сбил перехват ירט יירוט اعتراض اسقاط سرنگون
defend protect shield guard защи להגן הגן دفاع يدافع
confirm admit acknowledge verify подтверд признал אישר מאשר אישור اكد يوكد تاكيد تایید تائید
deny denial refute disavow rebut опроверг отриц הכחיש מכחיש הכחשה نفي ينفي تنفي نفت تکذیب
reject rebuff refuse spurn decline dismiss turn-down отверг отказа отклон דחה דוחה סירב رفض يرفض ترفض رد
accept agree approve endorse ratify adopt согласи одобр принял הסכים קיבל قبل يقبل وافق موافقه پذیرفت موافقت
condemn denounce slam blast decry criticise criticize criticism осуд גינה מגנה ادان يدين تدين محکوم
praise hail laud applaud welcome похвал приветств שיבח مدح رحب ستود
support back поддерж תמך תומך دعم يدعم حمایت
oppose object против התנגד מתנגד عارض يعارض مخالف
rise rose risen increase climb soar surge jump grow grew gain up raise hike boost вырос рост повы увелич עלה עולה
  עלייה ارتفع ارتفاع زياده افزایش
fall fell fallen drop decrease decline-by plunge slump tumble sink sank slide slip shrink down-by cut lower reduce
  снизи упал паден сокра ירד יורד ירידה انخفض انخفاض تراجع کاهش
begin begun began start launch open-talks kick-off нача старт запус התחיל החל פתח بدا يبدا بدء اغاز شروع
end ended finish conclude over complete заверш законч окончан הסתיים סיים انتهي ينهي انهاء پایان
resume restart reopen renew возобнов חידש استانف استئناف از-سر
halt stop suspend pause freeze приостан прекра остан עצר הפסיק השעה وقف علق تعليق توقف تعلیق
continue extend prolong продл продолж האריך ממשיך مدد تمديد تمدید ادامه
win won victory triumph defeat beat победи выигра ניצח נצח فاز يفوز پیروز برنده
lose lost loss проигра הפסיד خسر شکست
arrest detain custody задерж арест עצר-חשוד מעצר נעצר اعتقل اعتقال بازداشت دستگیر
seize capture confiscate impound захват تصرف تفتيش توقیف
release free freed освобо שחרר שוחרר افرج افراج ازاد
impose introduce slap введ наложи הטיל فرض يفرض اعمال
lift scrap remove abolish revoke repeal сня отмен ביטל الغا الغي رفع لغو
sign signed inked подпис חתם توقيع وقع امضا
cancel annul call-off axe отмени אביטל الغاء
postpone delay defer отлож דחתה ارجا تاجيل تعویق
open reopen-border unveil inaugurate откры נפתח افتتح افتتاح
close shut closure shutter закры סגר נסגר اغلق اغلاق بست تعطیل
arrive land прибы הגיע وصل يصل وارد رسید
leave left depart exit quit withdraw withdrew pullout pull-out покин вывод уход עזב נסוג غادر انسحب انسحاب خروج
enter join вступ вошел הצטרף انضم دخل پیوست
meet met hold-talks встрет встреч נפגש פגישה التقي لقاء ديدار دیدار
threaten warn threat warning угроз угрожа предупре איים הזהיר מאיים مهدد هدد يهدد حذر تهدید هشدار
promise vow pledge обеща הבטיח تعهد وعد قول
resign step-down stand-down отставк התפטר استقال استقاله استعفا
appoint named-as назнач מינה عين تعيين منصوب
elect избра נבחר انتخب
sack fire-minister dismiss-minister oust уволи פיטר اقال برکنار
buy purchase acquire acquisition takeover купи закуп קנה رכש اشتري خرید
sell sold sale прода מכר باع فروش فروخت
send sent deliver supply ship dispatch отправ постав שלח ارسل ارسال فرستاد
return back-home верну חזר عاد عوده بازگشت
recall withdraw-envoy отозва استدعي فراخوان
expel deport высла גירש طرد ترحيل اخراج
deploy station размест развер פרס نشر استقرار
test trial-launch испыта ניסוי تجربه ازمایش
ban prohibit outlaw bar запрет אסר حظر يحظر ممنوع
allow permit authorise authorize разреш התיר سمح اجازه
sentence jail imprison convict приговор осужд גזר سجن محکومیت
acquit clear-of оправда זוכה براءه تبرئه
charge indict accuse обвин האשים נאשם اتهم متهم
apologise apologize извини התנצל اعتذر عذرخواهی
recognise recognize признае הכיר اعترف به-رسمیت
sue lawsuit
block veto strike-down struck-down блокир חסם حجب وتو مسدود
double
halve
miss
"""
CONTRARY = (
    "confirm/deny accept/reject support/oppose support/condemn praise/condemn rise/fall begin/end begin/halt"
    " begin/cancel"
    " resume/halt resume/close end/resume end/continue halt/continue win/lose arrest/release impose/lift sign/cancel"
    " open/close"
    " arrive/leave enter/leave buy/sell ban/allow acquit/sentence attack/defend send/halt appoint/sack appoint/resign"
    " accept/block cancel/postpone lift/fall"
    " sign/reject sign/postpone lift/continue begin/postpone resume/postpone impose/postpone accept/oppose"
    " allow/block deny/accuse"
    " sentence/release charge/acquit kill/wound meet/cancel deploy/leave accept/deny support/reject praise/oppose"
    " intercept/attack double/halve win/miss recognise/reject open/halt send/block charge/release elect/lose"
)
BOTH = "release/sentence release/charge continue/lift win/lose intercept/attack halt/begin"  # yet told of one event
MEANT_ALSO = (  # kinds that desks use for one another
    "lift/rise halt/end halt/block reject/deny reject/oppose condemn/oppose condemn/threaten accept/confirm kill/attack"
    " arrest/seize accept/support wound/attack open/begin end/close postpone/halt cancel/lift cancel/halt"
    " leave/resign sack/resign"
    " arrest/charge arrest/sentence send/sell meet/begin appoint/elect win/elect release/leave expel/ban cancel/end"
    " apologise/confirm condemn/reject condemn/deny enter/attack open/resume lift/cancel lift/end leave/end"
    " return/leave"
    " kill/lose impose/begin sign/accept promise/accept support/promise support/defend allow/accept ban/block"
    " deploy/send"
    " arrive/enter arrive/return arrive/meet continue/attack intercept/kill threaten/promise threaten/attack fall/lose"
)
NEGATIVE = "halt end cancel reject deny oppose ban block lift leave lose miss postpone acquit fall close"
NOT = (
    "not no never without cannot neither nor none nobody nothing fail fails failed unable isnt wasnt"
    " didnt doesnt wont dont cant hasnt havent"
    " не нет без ни никогда לא אין בלי ללא ليس لا لم لن بدون دون غير نه بدونِ نیست نمی نشد نکرد"
    " pas aucun sans jamais nicht kein keine ohne sin nunca não nao nunca geen niet non"
)
MAYBE = (
    "may might could would can will shall plan plans planning consider considers considering mull mulls weigh weighs"
    " expect expects expected likely possible possibly if intends intend seek seeks want wants urge urges urged demand"
    " demands call calls called propose proposes proposed propose ready prepare prepares prepared set should must"
    " threatens threaten poised vows vow hopes hope fears fear risk risks near nears close-to ask asks asked whether"
    " может могут планирует готов призвал намерен хочет قد سوف يمكن יכול עשוי مایل خواهد"
)
KINDS = {
    "live": ("live updates", "live blog", "liveblog", "as it happened", "live coverage", "latest updates", "minute by"),
    "view": (
        "opinion",
        "analysis",
        "editorial",
        "comment",
        "explainer",
        "explained",
        "what we know",
        "what to know",
        "who is ",
        "here's what",
        "heres what",
        "fact check",
        "factbox",
        "timeline",
        "podcast",
        "in pictures",
        "photos",
        "quiz",
        "briefing",
        "newsletter",
        "review",
        "q&a",
        "interview",
        "takeaways",
        "letters",
        "obituary",
        "why",
        "how",
        "cartoon",
        "what next",
        "what's next",
        "what happens next",
        "the papers",
        "first thing",
        "at a glance",
        "in brief",
        "мнение",
        "анализ",
    ),
}
MARKS = (
    r"breaking(?: news)?|live|just in|urgent|update ?\d*|updated|exclusive|corrected|correction|watch|video|wrapup ?\d*"
    r"|developing|alert|recap|flash|news|latest|срочно|молния|видео|эксклюзив|عاجل|فيديو|خبر عاجل|فوری|ویدئو"
    r"|ویدیو|דיווח|מבזק"
    r"|צפו|eilmeldung|urgente|última hora|en direct|последние новости"
)
SMALL = (
    "the a an of in on at to for from by with and or but as is are was were be been being has have had it its this that"
    " these those he she they his her their our your we you i who whom which what when where after before"
    " amid over into"
    " than then so up out about against between during under via per s t d ll re ve says say said tells tell told"
    " least announce announces announced report reports reported according official officials new more most all also"
    " just such despite amidst since while ahead latest news still now here there how why do does did us"
    " и в во на с со к ко о об от до из за по у а но что как это для при его ее их он она они был была были быть уже"
    " также сообщил сообщила сообщили сообщает заявил заявила заявили заявляет рассказал рассказали"
    " في من على الى عن مع هذا هذه ان التي الذي بعد قبل كما او ثم بين خلال قال قالت يقول"
    " و در به از که این آن را با برای است شد می شود های ها یک بر تا اعلام گفت کرد"
    " של את על עם אל זה זו הוא היא כי גם או אחרי לפני בין אמר אמרה לאחר"
    " de la le les des du et en un une dans pour sur au aux que qui par avec est"
    " der die das und ein eine im zu von mit auf den dem des ist für nach"
    " el los las del y por con para una se al lo"
)
COMMON = (
    "people man woman men women year years day days week month government president minister leader police court state"
    " country world war peace city talk talks deal official officials military army force forces group security plan"
    " crisis law case report call move power party vote election first last two three time home big top key major amid"
    " back make take give get go come see show know find help work want need use part high low old young long"
    " conflict military troops army foreign defence defense chief head pm ministry house national international public"
    " global economy economic market price rate bank company trade oil gas energy kill attack begin end rise fall meet"
    " support russia ukraine israel iran usa china gaza trump putin biden hamas britain eu europe"
)
NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty"
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
NUMBERS_ELSEWHERE = {
    "один": 1, "одного": 1, "два": 2, "двое": 2, "двух": 2, "две": 2, "три": 3, "трое": 3, "трех": 3, "четыре": 4,
    "четверо": 4, "четырех": 4, "пять": 5, "пятеро": 5, "пяти": 5, "шесть": 6, "шестеро": 6, "семь": 7, "восемь": 8,
    "девять": 9, "десять": 10, "двадцать": 20, "тридцать": 30,
    "ثلاثه": 3, "ثلاث": 3, "اربعه": 4, "اربع": 4, "خمسه": 5, "خمس": 5, "سته": 6, "سبعه": 7, "ثمانيه": 8, "تسعه": 9,
    "عشره": 10, "عشرين": 20, "ثلاثين": 30,
    "دو": 2, "سه": 3, "چهار": 4, "پنج": 5, "شش": 6, "هفت": 7, "هشت": 8, "ده": 10, "بیست": 20,
    "שני": 2, "שתי": 2, "שלושה": 3, "שלוש": 3, "ארבעה": 4, "ארבע": 4, "חמישה": 5, "חמש": 5, "שישה": 6, "שבעה": 7,
    "שמונה": 8, "תשעה": 9, "עשרה": 10, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "zwei": 2, "drei": 3, "vier": 4,
    "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5,
}  # fmt: skip
SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mln": 1e6, "m": 1e6, "mn": 1e6, "billion": 1e9,
    "bln": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12, "тыс": 1e3, "тысяч": 1e3, "тысячи": 1e3, "млн": 1e6,
    "миллионов": 1e6, "миллиона": 1e6, "млрд": 1e9, "миллиардов": 1e9, "миллиарда": 1e9, "الف": 1e3, "مليون": 1e6,
    "مليار": 1e9, "هزار": 1e3, "میلیون": 1e6, "میلیارد": 1e9, "אלף": 1e3, "אלפי": 1e3, "מיליון": 1e6, "מיליארד": 1e9,
    "crore": 1e7, "lakh": 1e5, "万": 1e4, "亿": 1e8,
}  # fmt: skip
DAYS = (
    "today tonight monday tuesday wednesday thursday friday saturday sunday yesterday tomorrow"
    " january february march april june july august september october november december morning evening night"
    " понедельник вторник среду четверг пятницу субботу воскресенье"
)
ASIDE = "ahead amid amidst as before despite since while"  # with these begins what only goes along with the news
ORDERS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth north northern south southern east eastern west"
    " western upper lower left right male female man woman boy girl father mother son daughter former ex deputy vice"
    " early late morning evening weekly monthly yearly"
)
RUSSIAN = (
    "ами ями ого его ому ему ыми ими ает ают ует уют ать ять ить еть ться тся или али ила ала ых их ая яя ое ее ые ие"
    " ыи ии ои еи ов ев ам ям ах ях ом ем ую юю ла ло ли ть л а я о е ы и у ю ь"
)
RUSSIAN_ENDS = RUSSIAN.split()

Table = dict[str, str]


def folded(word: str) -> str:
    return "-".join(words_of(word))


def joined(text: str) -> list[str]:
    """The lines of a table; one that begins with a space goes on with the one before."""
    return text.strip().replace("\n ", " ").splitlines()


def lines(text: str) -> list[list[str]]:
    return [[folded(word) for word in line.split()] for line in joined(text)]


def words(text: str) -> frozenset[str]:
    return frozenset(folded(word) for word in text.split())


def stemmed(word: str) -> str:
    """An English word without -s, -ed, -ing; crude, but the same for all forms of a word."""
    if len(word) <= 3 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") or (word.endswith("ied") and len(word) > 4):
        return word[:-3] + "y"
    for end in ("ing", "ed", "es", "s"):
        if word.endswith(end) and len(word) - len(end) >= 3:
            if end == "es" and not word.endswith(("shes", "ches", "sses", "xes", "zes")):
                return stemmed_e(word[:-1])
            return stemmed_e(word[: -len(end)]) if end != "s" else stemmed_e(word[:-1])
    return stemmed_e(word)


def stemmed_e(word: str) -> str:
    if len(word) > 3 and word[-1] == "e":
        return word[:-1]
    if len(word) > 4 and word[-1] == word[-2] and word[-1] != "s" and (word[-1] != "l" or len(word) > 6):
        return word[:-1]
    return word


def without_ending(word: str) -> str:
    for end in RUSSIAN_ENDS:
        if word.endswith(end) and len(word) - len(end) >= 4:
            word = word[: -len(end)]
            break
    return word


def kinds_of() -> tuple[Table, Table]:
    """Word → kind for words of our alphabet, and for the beginnings of words of other ones."""
    whole: Table = {}
    beginnings: Table = {}
    for line in lines(SAME):
        for word in line:
            table = whole if word.isascii() else beginnings
            table.setdefault(word, line[0])
            table.setdefault(stemmed(word) if word.isascii() else word, line[0])
    return whole, beginnings


KIND, KIND_BEGINS = kinds_of()
KINDS_OF_EVENT = frozenset(KIND.values())
NEGATIVE_KINDS = frozenset(NEGATIVE.split())  # deeds that say of others that they are not, or not any more
CONTRARIES = frozenset(
    pair for text in CONTRARY.split() for one, other in [text.split("/")] for pair in ((one, other), (other, one))
)
BOTH_AT_ONCE = frozenset(frozenset(text.split("/")) for text in BOTH.split())
MEANT = frozenset(frozenset(text.split("/")) for text in MEANT_ALSO.split())
SMALL_WORDS, NOT_WORDS, MAYBE_WORDS = words(SMALL), words(NOT), words(MAYBE)
COMMON_WORDS, DAY_WORDS, ORDER_WORDS, ASIDE_WORDS = words(COMMON), words(DAYS), words(ORDERS), words(ASIDE)
NUMBER_WORDS: dict[str, float] = {word: float(i) for i, word in enumerate(NUMBERS.split())}
NUMBER_WORDS |= {word: 20.0 + 10 * i for i, word in enumerate(TENS.split())}
NUMBER_WORDS |= {folded(word): float(value) for word, value in NUMBERS_ELSEWHERE.items()}
SCALE_WORDS: dict[str, float] = {folded(word): value for word, value in SCALES.items()}
