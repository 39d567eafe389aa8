"""Words that are one word spelt in two ways, or of which one stands for the other. Pure."""

from signpost.feeds.likeness_places import COUNTRIES, STANDS_FOR
from signpost.feeds.likeness_words import KINDS_OF_EVENT

# beginnings of one name in two alphabets
FIRST_LETTERS = frozenset(map(frozenset, ("gh", "kc", "kq", "yj", "yi", "ey", "vw", "zs", "xh", "гх", "бв")))
# a letter and those with which another spelling can begin
BEGINNINGS = {
    letter: "".join(sorted({letter}.union(*[two for two in FIRST_LETTERS if letter in two])))
    for pair in FIRST_LETTERS
    for letter in pair
}


def matched(left: list[str], right: list[str]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Among the words only one title has: spellings of one word, and words of which one can stand for the other."""
    near, soft = [], []
    free = list(right)
    beginning: dict[str, list[str]] = {}
    for word in right:
        beginning.setdefault(word[0], []).append(word)
    for a in left:
        letters = BEGINNINGS.get(a[0], a[0]) if a.isascii() else beginning  # any, where letters are put before words
        b = next((b for c in letters if c in beginning for b in beginning[c] if spelt_alike(a, b)), None)
        if b is not None:
            near.append((a, b))
            free.remove(b)
            beginning[b[0]].remove(b)
    taken = {a for a, _ in near}
    standing = [b for b in free if b in STANDS_FOR]
    for a in left:
        if a in taken:
            continue
        b = next((b for b in (free if a in STANDS_FOR else standing) if stands_for(a, b)), None)
        if b is not None:
            soft.append((a, b))
            free.remove(b)
            standing = [each for each in standing if each != b]
    return near, soft


def stands_for(a: str, b: str) -> bool:
    return STANDS_FOR.get(a, a) == STANDS_FOR.get(b, b)


def spelt_alike(a: str, b: str) -> bool:
    """Whether two words are spellings of one: Netanyahu and Netanyahou, or a word and itself with a prefix letter."""
    if a[0] == "#" or b[0] == "#" or a in KINDS_OF_EVENT or b in KINDS_OF_EVENT or a in COUNTRIES or b in COUNTRIES:
        return False
    short, long = sorted((a, b), key=len)
    if long[-1].isdigit() and long.rstrip("0123456789") == short and len(short) > 2:  # COP 30 and COP30
        return True
    if len(short) < 4 or len(long) - len(short) > 2:
        return False
    if not a.isascii() and long[1:] == short:  # a prefix letter: Hebrew, Arabic
        return True
    if a[0] != b[0] and frozenset((a[0], b[0])) not in FIRST_LETTERS:
        return False
    if len(short) >= 5 and long.startswith(short):
        return True
    turned = len(a) == len(b) and sorted(a) == sorted(b)  # Kyrgios, Kygrios
    return len(short) >= 6 and (turned or within(short, long, 1 if len(long) < 9 else 2))


def within(a: str, b: str, most: int) -> bool:
    """Whether at most so many letters must be changed, added or taken to turn one word into the other."""
    one, other = set(a), set(b)
    if len(one - other) > most or len(other - one) > most:
        return False  # nearly all pairs: each change mends one missing letter
    return distance(a, b) <= most


def distance(a: str, b: str) -> int:
    """How many letters must be changed, added or taken to turn one word into the other."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1]
