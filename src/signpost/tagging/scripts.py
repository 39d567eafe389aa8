"""Headlines in every script: letters made one, names and news words of other scripts said in English.

A model that learns from English tags knows nothing of Persian words, and would bury them. So a headline in another
script is also read as the English words it is known to say: the framework's names (found by the framework's own
spellings, or by their sound), common words of news about states and war (`glossary`), and what Cyrillic letters spell.
"""

import re
import unicodedata

_MARKS = (*range(0x300, 0x370), *range(0x483, 0x488), *range(0x591, 0x5C8), *range(0x610, 0x61B), *range(0x64B, 0x660))
_JOINERS = (0x640, 0x670, 0x200C, 0x200D, 0x200E, 0x200F, 0xAD, ord('"'), 0x5F3, 0x5F4)
_SAME: dict[int, int | str | None] = {
    **dict.fromkeys((*_MARKS, *_JOINERS, *range(0x6D6, 0x6EE))),
    **{ord(one): other for one, other in zip("يىكةıøłđ־", "ییکهiold ", strict=True)},
}


def fold(text: str) -> str:
    """Small letters without accents, vowel points and joiners; Persian and Arabic spellings of a letter made one."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", text.casefold()).translate(_SAME)


_CYRILLIC = dict(
    zip(
        map(ord, "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ"),
        "a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch - y - e yu ya i i e g".replace("-", "").split(" "),
        strict=True,
    )
)
_KINDS = (
    "bpvfбпвفبפבپ",
    "kgqcxкгхغقکگخקגכ",
    "szjсзцчшщжسصزذضظشثجچژסצזש",
    "tdтдتطدתטד",
    "lлلל",
    "mмمמ",
    "nнنנ",
    "rрرר",
)
_SOUND = {ord(letter): kind[0] for kind in reversed(_KINDS) for letter in kind}
_FINAL = str.maketrans("ךםןףץ", "כמנפצ")
_LATIN = re.compile(r"[a-z]")
_OTHER = re.compile(r"[\u0370-\u1cff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufdff\ufe70-\ufeff]")


def is_latin(folded: str) -> bool:
    """Whether a folded text is written in Latin letters, at least for the most part."""
    return folded.isascii() or len(_LATIN.findall(folded)) >= len(_OTHER.findall(folded))


def unfinal(word: str) -> str:
    """A Hebrew word with the usual letters for those that only end a word, so that a stem is found in its forms."""
    return word.translate(_FINAL)


def latin(word: str) -> str:
    """A folded Cyrillic word in Latin letters; other scripts as they are (they leave the vowels out: see `sound`)."""
    return word.translate(_CYRILLIC)


def sound(word: str) -> str:
    """The consonants of a folded word in any of the scripts, sounds that scripts mix up made one.

    Names keep their consonants from script to script ("pezeshkian", "پزشکیان", "פזשכיאן"), hardly ever their vowels;
    the letters that are now a vowel and now a consonant (w, y, h) are left out, and doubled ones count once.
    """
    heard: list[str] = []
    for letter in (
        unfinal(word).replace("sh", "s").replace("kh", "k").replace("zh", "z").replace("ch", "s").replace("ph", "f")
    ):
        kind = _SOUND.get(ord(letter))
        if kind and (not heard or heard[-1] != kind):
            heard.append(kind)
    return "".join(heard)
