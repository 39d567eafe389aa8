"""Invented events with known truth: what outlets make of one headline, and near misses that differ by one thing.

A pattern is a list of wordings of one event, a sibling changes one slot of it: the number, the actor, the place, the
verb, a negation, the day, or who does it to whom. Patterns are halved: one half to tune a rule on, the other to report.
"""

import random
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

BEGIN = datetime(2026, 3, 2, 6, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One outlet's headline of an event; `event` is the truth."""

    event: int
    title: str
    summary: str
    outlet: str
    wire: str
    at: datetime
    url: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    wordings: tuple[str, ...]
    verbs: tuple[tuple[str, ...], ...] = ()  # each: the contrary deeds, one tuple of forms per wording slot {v}
    language: str = "en"


COUNTRIES = (
    ("Russia", "Russian"), ("Ukraine", "Ukrainian"), ("Iran", "Iranian"), ("Israel", "Israeli"), ("Turkey", "Turkish"),
    ("Syria", "Syrian"), ("China", "Chinese"), ("India", "Indian"), ("Poland", "Polish"), ("Serbia", "Serbian"),
    ("Egypt", "Egyptian"), ("Qatar", "Qatari"), ("Iraq", "Iraqi"), ("Japan", "Japanese"), ("Armenia", "Armenian"),
    ("Moldova", "Moldovan"), ("Sudan", "Sudanese"), ("Kenya", "Kenyan"), ("Norway", "Norwegian"), ("Brazil",
    "Brazilian"),
)  # fmt: skip
CITIES = (
    "Varnova", "Tel Amar", "Kostrel", "Dunabad", "Mirzan", "Port Selim", "Grebovsk", "Al Nuhayra", "Sandvara",
    "Lukomir",
    "Harashev", "Beit Rimon", "Ostrava Gora", "Zabulin", "Karst", "Yelnaya", "Qasr Dira", "Pelagonia", "Norrhamn",
    "Tarsk",
)  # fmt: skip
PEOPLE = (
    "Velikov", "Aramian", "Osterholm", "Dastghebi", "Karvonen", "Benhadad", "Yuldashov", "Petrakis", "Marchenko",
    "Tahiri",
    "Lindqvist", "Obrecht", "Shalimov", "Ganzuri", "Rostami", "Feldbaum", "Adeyinka", "Halloran", "Nakagiri",
    "Sobolenko",
)  # fmt: skip
SPELT = {"Velikov": "Velikoff", "Benhadad": "Benhaddad", "Yuldashov": "Yuldashev", "Dastghebi": "Dastgheibi",
         "Shalimov": "Shalimow", "Dunabad": "Dounabad", "Grebovsk": "Hrebovsk", "Kostrel": "Kostrell",
         "Marchenko": "Martchenko", "Rostami": "Rostamy", "Sobolenko": "Sobolenka"}  # fmt: skip
OUTLETS = (
    "Harbour Post", "The Meridian", "North Star Daily", "Levant Wire", "Kestrel News", "The Daily Compass",
    "Orient Times",
    "Baltic Mirror", "Channel Nine", "Capital Gazette Online", "Steppe Herald", "Gulf Observer",
)  # fmt: skip
TAILS = (
    "amid border tensions", "ahead of summit in Geneva", "after week of protests", "as winter sets in",
    "despite sanctions", "weeks before election", "in biggest such move since 2019", "as oil prices slide", "", "",
    "", "",
)  # fmt: skip

EN = (
    Pattern((
        "{a1} missile strike on {p} {v} at least {n} people {t}",
        "At least {n} people {v2} in {a1} missile strike on {p} {t}",
        "{n} people {v2} as {a1} missiles strike {p} {t}",
    ), (("kills", "killed"), ("injures", "injured"))),
    Pattern((
        "{a} {v} it supplied drones to rebels near {p} {t}",
        "{a} {v} supplying drones to rebels near {p} {t}",
    ), (("denies",), ("confirms",))),
    Pattern((
        "{a} and {b} {v} prisoner exchange agreement in {p} {t}",
        "Prisoner exchange agreement {v2} by {a} and {b} in {p} {t}",
    ), (("sign", "signed"), ("cancel", "cancelled"), ("postpone", "postponed"))),
    Pattern((
        "{a} foreign minister {x} {v} {b} proposal for ceasefire talks in {p} {t}",
        "{b1} proposal for ceasefire talks in {p} {v2} by {a} foreign minister {x} {t}",
    ), (("rejects", "rejected"), ("accepts", "accepted"))),
    Pattern((
        "{a} central bank {v} interest rates to {n} percent {t}",
        "{a1} central bank {v} rates to {n}% {t}",
    ), (("raises",), ("cuts",))),
    Pattern((
        "Opposition leader {x} {v2} in {a} capital after protests over fuel tax {t}",
        "{a} opposition leader {x} {v2} after fuel tax protests in capital {t}",
    ), (("arrests", "arrested"), ("releases", "released"))),
    Pattern((
        "{a} parliament {v} law banning foreign funding of parties by {n} votes {t}",
        "Law banning foreign funding of parties {v2} by {a1} parliament by {n} votes {t}",
    ), (("approves", "approved"), ("rejects", "rejected"))),
    Pattern((
        "{a} {v} {b} over violation of airspace near {p} by surveillance balloon {t}",
        "{a} {v} {b} after surveillance balloon enters airspace near {p} {t}",
    ), (("condemns",), ("apologises to",))),
    Pattern((
        "{a} tanker carrying {n} tonnes of crude seized by {b} navy off {p} {t}",
        "{b1} navy seizes {a1} tanker carrying {n} tonnes of crude off {p} {t}",
    )),
    Pattern((
        "{a1} forces {v} village of {p} after {n} days of fighting, commander {x} says {t}",
        "After {n} days of fighting {a1} forces {v} village of {p}, says commander {x} {t}",
    ), (("enter",), ("leave",))),
    Pattern((
        "{a} {v} grain export ban for {n} months to protect harvest around {p} {t}",
        "{a1} grain export ban {v2} for {n} months to protect {p} harvest {t}",
    ), (("imposes", "imposed"), ("lifts", "lifted"))),
    Pattern((
        "President {x} to meet {b} envoy in {p} on {d} for nuclear talks {t}",
        "{x} to hold nuclear talks with {b1} envoy in {p} on {d} {t}",
    )),
    Pattern((
        "Earthquake of magnitude {k} shakes {a} city of {p}, {n} houses destroyed {t}",
        "{n} houses destroyed as magnitude {k} earthquake shakes {a} city of {p} {t}",
    )),
    Pattern((
        "{a} {neg}will send air defence batteries to {b}, defence minister {x} says {t}",
        "Defence minister {x} says {a} {neg}will send air defence batteries to {b} {t}",
    )),
    Pattern((
        "{a} {v} embassy in {b} after {n} years of broken relations {t}",
        "After {n} years of broken relations, {a} {v} embassy in {b} {t}",
    ), (("reopens",), ("closes",))),
    Pattern((
        "{x} {v} {a} presidential election with {n} percent of vote, officials in {p} say {t}",
        "{a1} presidential election: {x} {v} with {n}% of vote, say officials in {p} {t}",
    ), (("wins",), ("loses",))),
    Pattern((
        "{a1} drone attack on {b1} refinery near {p} starts fire, governor {x} says {t}",
        "Fire at {b1} refinery near {p} after {a1} drone attack, says governor {x} {t}",
    )),
    Pattern((
        "UN report: {n} civilians {v2} by {a1} artillery in {p} since January {t}",
        "{n} civilians {v2} by {a1} artillery in {p} since January, UN report finds {t}",
    ), (("kills", "killed"), ("injures", "injured"))),
    Pattern((
        "{a} gas deliveries to {b} through pipeline at {p} {v} {t}",
        "{a1} gas deliveries through {p} pipeline to {b} {v} {t}",
    ), (("resume",), ("stop",))),
    Pattern((
        "{a} court {v2} journalist {x} of spying for {b} {t}",
        "Journalist {x} {v2} of spying for {b} by {a1} court {t}",
    ), (("convicts", "convicted"), ("acquits", "acquitted"))),
)  # fmt: skip
OTHERS = (
    Pattern((
        "{a} {v} информацию о поставках ракет в {p}, сообщил представитель {x}",
        "{a} {v} информацию о ракетных поставках в {p}, заявил представитель {x}",
    ), (("опровергла",), ("подтвердила",)), "ru"),
    Pattern((
        "При обстреле города {p} погибли {n} человек, заявил губернатор {x}",
        "Губернатор {x}: {n} человек погибли при обстреле города {p}",
    ), (), "ru"),
    Pattern((
        "{a} {v} соглашение о транзите зерна через порт {p} на {n} дней",
        "{a} на {n} дней {v} соглашение о транзите зерна через порт {p}",
    ), (("продлила",), ("приостановила",)), "ru"),
    Pattern((
        "Парламент страны {a} {v} закон об иностранных активах, сообщил депутат {x}",
        "Закон об иностранных активах {v} парламент страны {a}, сообщил депутат {x}",
    ), (("принял",), ("отклонил",)), "ru"),
    Pattern((
        "{a} {v} إرسال صواريخ إلى مدينة {p} بحسب الوزير {x}",
        "الوزير {x}: {a} {v} إرسال صواريخ إلى مدينة {p}",
    ), (("تنفي",), ("تؤكد",)), "ar"),
    Pattern((
        "مقتل {n} أشخاص في غارة على مدينة {p} شمال {a}",
        "غارة على مدينة {p} شمال {a} ومقتل {n} أشخاص",
    ), (), "ar"),
    Pattern((
        "{a} ارسال پهپاد به شهر {p} را {v} کرد، وزیر {x} گفت",
        "وزیر {x}: {a} ارسال پهپاد به شهر {p} را {v} کرد",
    ), (("تکذیب",), ("تایید",)), "fa"),
    Pattern((
        "{n} نفر در حمله موشکی به شهر {p} در {a} کشته شدند",
        "حمله موشکی به شهر {p} در {a}؛ {n} نفر کشته شدند",
    ), (), "fa"),
    Pattern((
        "{a} {v} כי שלחה טילים אל העיר {p}, אמר השר {x}",
        "השר {x}: {a} {v} כי שלחה טילים אל העיר {p}",
    ), (("הכחישה",), ("אישרה",)), "he"),
    Pattern((
        "{n} בני אדם נהרגו בתקיפה בעיר {p} בצפון {a}",
        "בתקיפה בעיר {p} בצפון {a} נהרגו {n} בני אדם",
    ), (), "he"),
    Pattern((
        "{a}外交部长{x}在{p}{v}向叛军提供导弹的消息",
        "{a}外交部长{x}{v}在{p}向叛军提供导弹的消息",
    ), (("否认",), ("证实",)), "zh"),
    Pattern(("{a}北部城市{p}发生地震造成{n}人死亡", "{a}北部城市{p}地震造成{n}人死亡"), (), "zh"),
)  # fmt: skip
LATER = (  # written after the rule was finished; it was never tuned on them
    Pattern((
        "{a1} navy {v} joint drills with {b} off {p} involving {n} warships {t}",
        "Joint drills of {a1} navy with {b} off {p} {v2}, {n} warships involved {t}",
    ), (("begins", "begun"), ("cancels", "cancelled"))),
    Pattern((
        "Explosion at {a1} munitions depot in {p} leaves {n} workers {v2} {t}",
        "{n} workers {v2} in explosion at munitions depot in {p}, {a1} ministry confirms {t}",
    ), (("kills", "dead"), ("injures", "injured"))),
    Pattern((
        "{a} and {b} {v} maritime border treaty after {n} years of talks, envoy {x} says {t}",
        "Maritime border treaty {v2} by {a} and {b} after {n} years of talks, says envoy {x} {t}",
    ), (("sign", "signed"), ("reject", "rejected"))),
    Pattern((
        "Hackers linked to {a} breach {b1} railway operator, cancelling {n} trains around {p} {t}",
        "{b1} railway operator breached by hackers linked to {a}, {n} trains around {p} cancelled {t}",
    )),
    Pattern((
        "{a} {v} {n} diplomats of {b} accused of espionage at {p} shipyard {t}",
        "{n} diplomats of {b} {v2} by {a} over espionage at {p} shipyard {t}",
    ), (("expels", "expelled"), ("readmits", "readmitted"))),
    Pattern((
        "Floods in {a1} province of {p} force {n} families from homes, mayor {x} says {t}",
        "Mayor {x}: {n} families forced from homes by floods in {a1} province of {p} {t}",
    )),
    Pattern((
        "{a1} supreme court {v} extradition of banker {x} to {b} {t}",
        "Extradition of banker {x} to {b} {v2} by {a1} supreme court {t}",
    ), (("approves", "approved"), ("blocks", "blocked"))),
    Pattern((
        "Satellite images show {a} {v} missile launchers at {p} airfield near {b1} border {t}",
        "{a} {v} missile launchers at {p} airfield near {b1} border, satellite images show {t}",
    ), (("deploying", "deploying"), ("withdrawing", "withdrawing"))),
    Pattern((
        "Unions {v} strike at {a1} copper mine in {p} after {n} percent wage offer, leader {x} says {t}",
        "Strike at {a1} copper mine in {p} {v2} after {n}% wage offer, union leader {x} says {t}",
    ), (("begin", "begun"), ("end", "ended"))),
    Pattern((
        "Генерал {x} {v} отвод войск от города {p}, сообщили в столице страны {a}",
        "Отвод войск от города {p} {v} генерал {x}, сообщили в столице страны {a}",
    ), (("подтвердил",), ("опроверг",)), "ru"),
    Pattern((
        "القائد {x} يعلن وصول {n} سفن حربية إلى ميناء {p} قرب {a}",
        "وصول {n} سفن حربية إلى ميناء {p} قرب {a} بحسب القائد {x}",
    ), (), "ar"),
)  # fmt: skip
ELSEWHERE = {
    "ru": (("Армения", "Сербия", "Турция", "Молдавия", "Индия"), ("Варнове", "Костреле", "Мирзане", "Люкомире",
    "Зебулине"),
           ("Великов", "Шалимов", "Марченко", "Юлдашов", "Тагиров")),
    "ar": (("روسيا", "تركيا", "مصر", "العراق", "قطر"), ("فرنوفا", "ميرزان", "كوسترل", "النهيرة", "زبولين"),
           ("رستمي", "بنحداد", "طاهري", "غنزوري", "شاليموف")),
    "fa": (("روسیه", "ترکیه", "عراق", "قطر", "هند"), ("ورنوا", "میرزان", "کاسترل", "نهیره", "زابلین"),
           ("رستمی", "بنحداد", "طاهری", "گنزوری", "شالیموف")),
    "he": (("רוסיה", "טורקיה", "סוריה", "עיראק", "הודו"), ("ורנובה", "מירזאן", "קוסטרל", "נהריה", "זבולין"),
           ("רוסטמי", "פלדבאום", "טהירי", "גנזורי", "שלימוב")),
    "zh": (("俄罗斯", "土耳其", "亚美尼亚", "伊拉克", "卡塔尔"),
           ("瓦尔诺瓦", "米尔赞", "科斯特雷尔", "努海拉", "扎布林"),
           ("维利科夫", "罗斯塔米", "塔希里", "沙利莫夫", "甘祖里")),
}  # fmt: skip
WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
SYNONYMS = {  # what a desk puts in the place of a word
    "kills": "leaves dead", "injured": "wounded", "injures": "wounds", "strike": "attack", "seizes": "captures",
    "approves": "passes", "approved": "passed", "says": "announces", "denies": "rebuts", "confirms": "acknowledges",
    "village": "settlement", "destroyed": "flattened", "shakes": "rattles", "supplied": "provided", "fire": "blaze",
    "raises": "lifts", "cuts": "lowers", "agreement": "deal", "ceasefire": "truce", "drones": "UAVs",
    "talks": "negotiations",
    "arrested": "detained", "released": "freed", "resume": "restart", "stop": "halt", "convicted": "found guilty",
    "imposes": "introduces", "tensions": "strain", "forces": "troops", "fighting": "clashes", "near": "close to",
    "journalist": "reporter", "fuel": "petrol", "law": "bill", "people": "persons", "civilians": "noncombatants",
}  # fmt: skip
BEFORE = ("UPDATE 1-", "UPDATE 3-", "BREAKING: ", "LIVE: ", "EXCLUSIVE: ", "URGENT - ", "Watch: ", "[UPDATED] ")
AFTER = (" | {o}", " - {o}", " – {o}", " (Reuters)", " - AFP", ", officials say", ", state media reports", " — report")
CHANGES = ("number", "actor", "place", "person", "verb", "not", "day", "roles")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def slots(pattern: Pattern, draw: random.Random) -> dict[str, str]:
    number = draw.choice((3, 4, 5, 6, 7, 8, 9, 11, 12, 14, 18, 23, 31, 47, 60, 120, 2400))
    if pattern.language == "en":
        one, two = draw.sample(COUNTRIES, 2)
        names = {
            "a": one[0],
            "a1": one[1],
            "b": two[0],
            "b1": two[1],
            "p": draw.choice(CITIES),
            "x": draw.choice(PEOPLE),
        }
    else:
        countries, cities, people = ELSEWHERE[pattern.language]
        names = {"a": draw.choice(countries), "p": draw.choice(cities), "x": draw.choice(people)}
    more = {"n": str(number), "k": f"{draw.randint(45, 78) / 10}", "t": draw.choice(TAILS), "d": draw.choice(DAYS)}
    return names | more | {"neg": "", "verb": "0"}


def sibling(pattern: Pattern, values: dict[str, str], draw: random.Random) -> tuple[str, dict[str, str]] | None:
    """The slots of a near miss, and what it changes; None if this pattern has no such slot."""
    change = draw.choice(CHANGES)
    text, new = " ".join(pattern.wordings), dict(values)
    if change == "number" and "{n}" in text:
        new["n"] = values["n"] + "0" if draw.random() < 0.5 else str(int(values["n"]) + draw.randint(1, 9))
    elif change == "actor":
        if pattern.language == "en":
            other = draw.choice([c for c in COUNTRIES if c[0] not in (values["a"], values["b"])])
            new["a"], new["a1"] = other
        elif "{a}" in text:
            new["a"] = draw.choice([c for c in ELSEWHERE[pattern.language][0] if c != values["a"]])
    elif change == "place" and "{p}" in text:
        cities = CITIES if pattern.language == "en" else ELSEWHERE[pattern.language][1]
        new["p"] = draw.choice([c for c in cities if c != values["p"]])
    elif change == "person" and "{x}" in text:
        people = PEOPLE if pattern.language == "en" else ELSEWHERE[pattern.language][2]
        new["x"] = draw.choice([c for c in people if c != values["x"]])
    elif change == "verb" and len(pattern.verbs) > 1:
        new["verb"] = str(draw.choice([i for i in range(len(pattern.verbs)) if str(i) != values["verb"]]))
    elif change == "not" and "{neg}" in text:
        new["neg"] = "" if values["neg"] else "not "
    elif change == "day" and "{d}" in text:
        new["d"] = draw.choice([d for d in DAYS if d != values["d"]])
    elif change == "roles" and pattern.language == "en" and "{b" in text and "and {b}" not in text:
        new |= {"a": values["b"], "a1": values["b1"], "b": values["a"], "b1": values["a1"]}
    return (change, new) if new != values else None


def wording(pattern: Pattern, values: dict[str, str], which: int) -> str:
    verbs = pattern.verbs[int(values["verb"])] if pattern.verbs else ("",)
    text = pattern.wordings[which].replace("{neg}will", "will not" if values["neg"] else "will")
    text = text.format(**values, v=verbs[0], v2=verbs[-1])
    return re.sub(r"\s+", " ", text).strip()


def edited(title: str, tail: str, outlet: str, language: str, draw: random.Random) -> tuple[str, str]:
    """What a desk makes of a title, and the agency it credits."""
    wire = ""
    for _ in range(draw.choice((0, 1, 1, 2, 2, 3))):
        edit = draw.randrange(9)
        if edit == 0:
            title = draw.choice(BEFORE) + title
        elif edit == 1:
            after = draw.choice(AFTER if language == "en" else AFTER[:5])
            wire = {" (Reuters)": "Reuters", " - AFP": "AFP"}.get(after, wire)
            title += after.format(o=outlet)
        elif edit == 2 and language == "en":
            title = title.title() if draw.random() < 0.7 else title.upper()
        elif edit == 3 and language == "en":
            title = re.sub(
                r"(?<![.\d])(?<!UPDATE )\b(\d{1,2})\b(?![.%\d])",
                lambda m: WORDS[int(m[1])] if int(m[1]) < 13 else m[1],
                title,
                count=1,
            )
        elif edit == 4:
            for name, spelt in SPELT.items():
                title = title.replace(name, spelt)
        elif edit == 5 and language == "en":
            there = [w for w in SYNONYMS if re.search(rf"\b{w}\b", title)]
            if there:
                word = draw.choice(there)
                title = re.sub(rf"\b{word}\b", SYNONYMS[word], title, count=1)
        elif edit == 6 and tail and title.endswith(tail):  # what is cut away must not be what tells two events apart
            cut = draw.randint(1, tail.count(" ") + 1)
            title = " ".join(title.split(" ")[:-cut]) + draw.choice(("", "…", "..."))
        elif edit == 7 and language == "en":
            title = re.sub(r"\b([Aa]t least) (?=\d)", lambda m: draw.choice(("", "more than ", m[1] + " ")), title)
        elif edit == 8 and language == "en":
            title = re.sub(r"(?<= )(the|of) ", "", title)
    return title, wire


def invented(seed: int, events: int = 1500, half: int | None = None) -> list[Told]:
    """Headlines of invented events in the order they come, a third of the events being near misses of another.

    `half` 0 and 1 take half of the patterns each, 2 those written after the rule.
    """
    draw = random.Random(seed)
    patterns = list(LATER)
    if half != 2:
        patterns = [p for i, p in enumerate((*EN, *EN, *OTHERS)) if half is None or i % 2 == half]
    told: list[Told] = []
    made: list[tuple[Pattern, dict[str, str], datetime]] = []
    known: set[str] = set()
    while len(made) < events:
        if made and draw.random() < 0.4:
            pattern, values, at = draw.choice(made[-60:])
            near = sibling(pattern, values, draw)
            if near is None:
                continue
            values, at = near[1], at + timedelta(minutes=draw.randint(5, 600))
        else:
            pattern = draw.choice(patterns)
            values, at = slots(pattern, draw), BEGIN + timedelta(minutes=len(made) * 5)
        fact = " ".join(wording(pattern, values | {"t": ""}, which) for which in range(len(pattern.wordings)))
        if fact in known:
            continue
        known.add(fact)
        made.append((pattern, values, at))
        told += copies(pattern, values, at, len(made), draw)
    return sorted(told, key=lambda each: each.at)


def copies(pattern: Pattern, values: dict[str, str], at: datetime, event: int, draw: random.Random) -> list[Told]:
    base, found = draw.randrange(len(pattern.wordings)), []
    for outlet in draw.sample(OUTLETS, draw.choice((1, 1, 2, 3, 4, 6))):
        which = base if draw.random() < 0.7 else draw.randrange(len(pattern.wordings))
        title, wire = edited(wording(pattern, values, which), values["t"], outlet, pattern.language, draw)
        when = at + timedelta(minutes=draw.randint(0, 900))
        found.append(Told(event=event, title=title, summary="", outlet=outlet, wire=wire, at=when))
    return found


def swapped(told: list[Told], draw: random.Random) -> list[Told]:
    """The same headlines in another order of arrival."""
    return [replace(each, at=each.at) for each in draw.sample(told, len(told))]
