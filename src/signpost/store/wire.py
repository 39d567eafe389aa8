"""Which news agency a headline credits, by the forms in which agencies are credited; a mere mention is none. Pure.

Forms: a dateline ("MOSCOW, March 3 (TASS) - …"), a byline ("By Reuters"), the end of a title or text ("… — AFP",
"… | Reuters", "… (dpa)"), "with inputs from PTI", and their like in other scripts. "Reuters reports that…" and "seen by
Reuters" say nothing on whose words follow. Sources: the agencies' own house styles as their pages show them.
"""

import re
from functools import lru_cache

from signpost.store.identity import words_of

AGENCIES: dict[str, tuple[str, ...]] = {
    "Reuters": ("Reuters", "REUTERS", "Thomson Reuters", "Рейтер", "Рейтерс", "رويترز", "رویترز", "רויטרס", "路透社"),
    "AP": ("AP", "Associated Press", "The Associated Press", "אי-פי", "أسوشيتد برس", "اسوشيتد برس", "آسوشیتدپرس"),
    "AFP": ("AFP", "Agence France-Presse", "АФП", "أ ف ب", "ا ف ب", "أ.ف.ب", "ا.ف.ب", "فرانس برس", "فرانس پرس"),
    "TASS": ("TASS", "Tass", "ITAR-TASS", "ТАСС", "تاس", "טאס"),
    "RIA Novosti": ("RIA Novosti", "RIA", "РИА Новости", "РИА НОВОСТИ", "РИА", "نوفوستي"),
    "Interfax": ("Interfax", "INTERFAX", "INTERFAX.RU", "Интерфакс", "ИНТЕРФАКС", "إنترفاكس"),
    "Sputnik": ("Sputnik", "SPUTNIK", "سبوتنيك"),
    "Xinhua": ("Xinhua", "XINHUA", "Синьхуа", "شينخوا", "شینهوا", "新华社", "新華社"),
    "Anadolu": ("Anadolu", "Anadolu Agency", "AA", "الأناضول", "آناتولی"),
    "IRNA": ("IRNA", "ИРНА", "إرنا", "ارنا", "ایرنا"),
    "Tasnim": ("Tasnim", "Tasnim News", "Тасним", "تسنيم", "تسنیم"),
    "Fars": ("Fars", "FNA", "Fars News", "فارس"),
    "ISNA": ("ISNA", "ИСНА", "إيسنا", "ایسنا"),
    "Mehr": ("MNA", "Mehr", "Mehr News", "مهر"),
    "dpa": ("dpa", "DPA", "د ب أ", "د.ب.أ"),
    "ANSA": ("ANSA",),
    "EFE": ("EFE", "Efe", "إفي"),
    "Kyodo": ("Kyodo", "Kyodo News", "KYODO", "共同"),
    "Yonhap": ("Yonhap", "YONHAP", "연합뉴스"),
    "PTI": ("PTI",),
    "UPI": ("UPI",),
    "Bloomberg": ("Bloomberg", "BLOOMBERG", "بلومبرغ"),
    "WAFA": ("WAFA", "وفا"),
    "SANA": ("SANA", "سانا"),
    "KUNA": ("KUNA", "كونا"),
    "SPA": ("SPA", "واس"),
    "WAM": ("WAM", "وام"),
}
OF_ALIAS = {alias: agency for agency, aliases in AGENCIES.items() for alias in aliases}
# These letters or words mean other things too: they are believed in a full dateline only.
DOUBTFUL = {"PTI", "AA", "SPA", "WAM", "FNA", "MNA", "RIA", "РИА", "مهر", "فارس", "واس", "وام", "وفا", "تاس", "SANA"}

NAME = "(?P<name>" + "|".join(re.escape(alias) for alias in sorted(OF_ALIAS, key=len, reverse=True)) + r")(?!\w)"
DATE = re.compile(
    r"\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)",
    re.IGNORECASE,
)
BRACKETED = re.compile(
    rf"[\s“\"]*(?P<where>[^()\[\]/“”\"!?]{{0,60}}?)\s*[(\[/（]\s*{NAME}\s*[)\]/）](?P<after>[\s.]*[-–—:])?"
)
BARE = re.compile(rf"(?P<where>[^()!?]{{2,60}}?)\s*[,.\-–—/]\s*{NAME}(?P<after>\s*(?:[-–—]|\.\s|:\s))")
BYLINE = re.compile(rf"By (?:The )?{NAME}(?=\s*(?:$|[-–—|,.]|and\b|[A-Z]))")
ENDS = re.compile(
    rf"(?:\s[-–—|•]+\s*|[.!?…”\"»]\s*[-–—|]+\s*|\s[(\[/（]|©\s?|(?:Source|Источник|المصدر|منبع|מקור)\s?:\s*"
    rf"|(?:^|[.!?…”\"|–—-])\s+By (?:The )?){NAME}[\s)\]/）.]*$"
)
INPUTS = re.compile(rf"(?i:with (?:additional |agency )?(?:inputs?|reporting|files) (?:from|by)) (?:The |the )?{NAME}")
AS_TOLD = re.compile(rf"\W*به گزارش\s+(?:خبرگزاری\s+)?{NAME}")
CJK = re.compile(r"[\W（【]*(?:[\w ]{0,12}[=＝])?\s*(?P<name>新华社|新華社|路透社|共同|연합뉴스)")


def looked_for(alias: str) -> str:
    """The word of an alias that is sought first: its longest."""
    return max(words_of(alias), key=len)


SIGNS = frozenset(looked_for(alias) for alias in OF_ALIAS) | {"ف", "ب"}
CJK_SIGNS = ("新华", "新華", "路透", "共同", "연합")
OUTLET = re.compile(
    rf"(?:The )?{NAME}(?:[ -](?:News|Agency|News Agency|Wire|English|Persian|Arabic|Russian|Hebrew|World|Top News))*"
    r"(?:\s*\([^)]{1,20}\))?"
)


def wire_of(title: str, summary: str) -> str:
    """The agency that a headline credits ("Reuters", "TASS"…), "" if none.

    >>> wire_of("Grain deal talks resume", "MOSCOW, March 3 (TASS) - Envoys met again.")
    'TASS'
    >>> wire_of("Reuters reporter leaves the country", "Documents were seen by Reuters.")
    ''
    """
    return in_title(title) or in_text(summary)


def in_title(title: str) -> str:
    if not names_one(title):
        return ""
    tail = ENDS.search(title, max(0, len(title) - 40))
    if tail and tail["name"] not in DOUBTFUL:
        return OF_ALIAS[tail["name"]]
    head = BRACKETED.match(title)
    return OF_ALIAS[head["name"]] if head and not head["where"].strip() and head["name"] not in DOUBTFUL else ""


def in_text(text: str) -> str:
    if not names_one(text):
        return ""
    head = text[:120]
    for form in (BRACKETED, BARE):
        if (found := form.match(head)) and is_dateline(
            found["where"], found["name"], bool(found["after"]), form is BARE
        ):
            return OF_ALIAS[found["name"]]
    if found := BYLINE.match(head) or AS_TOLD.match(head):
        return OF_ALIAS[found["name"]]
    if not head.isascii() and (found := CJK.match(head)):
        return OF_ALIAS[found["name"]]
    if (found := ENDS.search(text, max(0, len(text) - 50))) and found["name"] not in DOUBTFUL:
        return OF_ALIAS[found["name"]]
    found = INPUTS.search(text)
    return OF_ALIAS[found["name"]] if found else ""


def names_one(text: str) -> bool:
    """Whether an agency's name occurs at all; nearly every text is done with here."""
    if not SIGNS.isdisjoint(words_of(text)):
        return True
    return not text.isascii() and any(sign in text for sign in CJK_SIGNS)


def is_dateline(where: str, name: str, dash: bool, bare: bool) -> bool:
    """Whether what stands before an agency's name is a place, a date or nothing, as at the head of its reports."""
    place = where.strip(" ,.–—-/")
    words = place.split()
    if not words:
        return name not in DOUBTFUL or dash
    if len(words) > 8:
        return False
    dated = bool(DATE.search(place))
    shouted = words[0].isupper() and len(words[0].strip(",.")) > 1
    lone = len(words) == 1 and (words[0][0].isupper() or not words[0].isascii())
    if name in DOUBTFUL or bare:
        return dated or shouted or (lone and dash)
    capital = words[0][0].isupper() or not words[0][0].isascii()
    return dated or shouted or (dash and capital)


@lru_cache(maxsize=1024)
def agency_named(outlet: str) -> str:
    """The agency that an outlet is itself, by its name ("TASS", "Tasnim News (English)"); "" if it is none."""
    found = OUTLET.fullmatch(outlet.strip())
    return OF_ALIAS[found["name"]] if found else ""
