"""When an item says it was published: the written forms that mean one moment only. Pure.

feedparser reads more than is there ("2026/11/21" becomes the first of the present month, "10:30 MSK" half past ten in
Greenwich, the Finnish November is a March), so the common forms are read here first, and what only feedparser reads
is believed when the day and year it found stand in the text. Persian and other calendars are never converted. A time
without a zone counts as Greenwich's; zone names that mean several (IST, BST) are left to feedparser.
"""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

LONGEST = 80
ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})\.?\Z")
DAY_FIRST = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4})\Z")
CLOCK = re.compile(
    r"(?<![\d:])(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?"
    r"\s*(?:([ap])\.?m\b\.?)?(?:\s*(?:uhr|h)\b)?\s*(Z\b|(?:GMT|UTC)?\s*[+-]\d{1,2}:?(?:\d{2})?(?!\d)|[A-Z]{2,5}\b)?",
    re.IGNORECASE,
)
OFFSET = re.compile(r"(?:GMT|UTC)?\s*([+-])(\d{1,2}?):?(\d{2})?\Z")
WORDS = re.compile(r"[^\W\d_]+|\d+")
ZONES = (
    "Z 0 GMT 0 UT 0 UTC 0 WET 0 WEST 1 CET 1 MET 1 CEST 2 MEST 2 EET 2 EEST 3 MSK 3 МСК 3 TRT 3 PKT 5 WIB 7 ICT 7 "
    "HKT 8 SGT 8 JST 9 KST 9 AEST 10 AEDT 11 NZST 12 NZDT 13 ADT -3 AST -4 EDT -4 EST -5 CDT -5 CST -6 MDT -6 MST -7 "
    "PDT -7 PST -8"
)
HOURS = {"": 0} | dict(zip(ZONES.split()[::2], map(int, ZONES.split()[1::2]), strict=True))
# The months in turn, as outlets write them in English, Dutch, German, French, Spanish, Portuguese, Italian, Turkish,
# Polish, Czech, Finnish, Russian, Ukrainian and Arabic. Words that name different months in two languages are left out
# (the Polish November is the Croatian October).
MONTHS = (
    "jan january januar januari jänner janvier janv enero ene janeiro gennaio gen ocak oca stycznia sty ledna "
    "tammikuuta января январь янв січня січ يناير كانون",
    "feb february februar februari février févr fév febrero fevereiro fev febbraio şubat şub lutego lut února "
    "helmikuuta февраля февраль фев февр лютого лют فبراير شباط فيفري",
    "mar march märz mär mrz maart mrt mars marzo março mart marca března maaliskuuta марта март мар березня бер "
    "مارس آذار",
    "apr april avril avr abril abr aprile nisan nis kwietnia kwi dubna huhtikuuta апреля апрель апр квітня квіт "
    "أبريل ابريل إبريل أفريل نيسان",
    "may mai mei mayo maio maggio mag mayıs maja května toukokuuta мая май травня трав مايو أيار",
    "jun june juni juin junio junho giugno giu haziran haz czerwca cze června kesäkuuta июня июнь июн червня черв "
    "يونيو حزيران جوان",
    "jul july juli juillet juil julio julho luglio lug temmuz tem lipca července heinäkuuta июля июль июл липня лип "
    "يوليو تموز جويلية",
    "aug august augustus août aout agosto ago ağustos ağu sierpnia sie srpna elokuuta августа август авг серпня серп "
    "أغسطس اغسطس آب أوت",
    "sep sept september septembre septiembre setembro settembre set eylül eyl września wrz září syyskuuta "
    "сентября сентябрь сен сент вересня вер سبتمبر أيلول",
    "oct october okt oktober octobre octubre outubro out ottobre ott ekim eki października paź října lokakuuta "
    "октября октябрь окт жовтня жовт أكتوبر اكتوبر",
    "nov november novembre noviembre novembro kasım kas listopadu marraskuuta ноября ноябрь ноя нояб листопада лист "
    "نوفمبر",
    "dec december dez dezember décembre déc diciembre dic dezembro dicembre aralık ara grudnia gru prosince "
    "joulukuuta декабря декабрь дек грудня груд ديسمبر",
)
MONTH = {name: number for number, names in enumerate(MONTHS, 1) for name in names.split() if name != "كانون"}
MONTH |= {"كانون الثاني": 1, "تشرين الأول": 10, "تشرين الثاني": 11, "كانون الأول": 12}
LEVANTINE = ("كانون", "تشرين")  # these take the next word to say which
FILLING = "de del d of the um at à a às las alle ore den le el am г года р року рік st nd rd th er o в о klo kl م"
FILLERS = frozenset(FILLING.split())


@lru_cache(maxsize=4096)
def moment_written(written: str) -> datetime | None:
    """The moment a text names, in UTC; None where it names none, or might name several."""
    text = written.strip()
    if not 6 <= len(text) <= LONGEST:
        return None
    clocks = list(CLOCK.finditer(text))
    if len(clocks) > 1:
        return None
    hour = minute = second = 0
    zone = ""
    if clocks:
        clock = clocks[0]
        hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
        if clock[4]:
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + (12 if clock[4].lower() == "p" else 0)
        zone = (clock[5] or "").strip().upper()
        rest = text[clock.end() :].strip(" ,.()[]")
        before = text[: clock.start()].strip()
        text = before[:-1].rstrip() if before[-1:] in ("T", "t") and before[-2:-1].isdigit() else before
        if rest and not before.strip(" ,"):
            text = rest  # “10:30, 21 ноября 2026”
        elif rest and (rest.upper() not in HOURS or (zone and HOURS[rest.upper()] != shift(zone))):
            return None
        elif rest:
            zone = zone or rest.upper()
    date, offset = date_written(text.strip(" ,")), shift(zone)
    if date is None or offset is None:
        return None
    try:
        return datetime(*date, hour, minute, min(second, 59), tzinfo=UTC) - timedelta(hours=offset)
    except (ValueError, OverflowError):
        return None


def shift(zone: str) -> float | None:
    """A zone's hours ahead of Greenwich, None for one that is not known."""
    found = OFFSET.match(zone)
    if not found:
        return HOURS.get(zone)
    hours = int(found[2]) + int(found[3] or 0) / 60
    return None if hours > 14 else -hours if found[1] == "-" else hours


def date_written(text: str) -> tuple[int, int, int] | None:
    """Year, month and day of a date's text without its time."""
    if iso := ISO.match(text):
        return int(iso[1]), int(iso[3]), int(iso[4])
    if found := DAY_FIRST.match(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if found[2] == "." or first > 12 or first == second:
            return year, second, first
        return (year, first, second) if second > 12 else None  # 3/4/2026 is April in one country, March in another
    return named_date(WORDS.findall(text.lower()))


def named_date(words: list[str]) -> tuple[int, int, int] | None:
    """A date with its month in letters: one month, a day and a year, and a weekday at most at either end."""
    month = 0
    numbers: list[str] = []
    month_after = 0
    skip = False
    for place, word in enumerate(words):
        if skip:
            skip = False
            continue
        if word.isdecimal():
            numbers.append(word)
            continue
        if word in LEVANTINE:
            word, skip = " ".join(words[place : place + 2]), True
        found = MONTH.get(word, 0)
        if found and not month:
            month, month_after = found, len(numbers)
        elif found and place and month_after == 0 and not numbers:
            month = found  # “mar 3 mars”: the first was the weekday
        elif word not in FILLERS and 0 < place < len(words) - 1:
            return None
    if not month or len(numbers) != 2:
        return None
    day, year = numbers if len(numbers[1]) == 4 or len(numbers[0]) != 4 else (numbers[1], numbers[0])
    if len(day) > 2 or len(year) not in (2, 4) or (len(year) == 2 and month_after != 1):
        return None
    return int(year) + (0 if len(year) == 4 else 2000 if int(year) < 90 else 1900), month, int(day)


def stands_in(moment: datetime, written: str) -> bool:
    """Whether the day and year of a reading (give or take a day for its zone) are among a text's numbers."""
    numbers = {int(number) for number in re.findall(r"\d{1,9}", written[:LONGEST])}
    if f"{moment:%Y%m}" in written or f"{moment:%Y%j}" in written:
        return True
    days = {(moment + timedelta(days=days)).day for days in (-1, 0, 1)}
    return bool(numbers & days) and bool(numbers & {moment.year, moment.year % 100})
