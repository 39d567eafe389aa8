"""What analysts call their columns, directions and weights, in the languages that they mostly write in.

Taken as data: `columns` and `sheet_cells` read them. Words that say whether news is good or bad (“positive”,
“sentiment”) are left out on purpose: a direction says what becomes of a factor.
"""

import re
import unicodedata

HEADLINE_FIELDS = ("title", "outlet", "published", "url", "summary", "language", "id", "perspective")
TAG_FIELDS = ("headline", "factor", "direction", "weight", "analyst", "tagged_at", "kind", "signpost", "note", "reason")
FIELDS = (*HEADLINE_FIELDS, *TAG_FIELDS)
DATES = ("published", "tagged_at")

NAMES = {
    "title": "title, headline, headlines, head line, news, text, subject, заголовок, название, новость, überschrift, "
    "schlagzeile, titel, titre, titular, título, titulo, titolo, başlık, العنوان, عنوان, تیتر, כותרת, 标题",
    "outlet": "outlet, source, publisher, publication, media, medium, newspaper, site, website, agency, источник, "
    "издание, сми, quelle, zeitung, média, journal, fuente, medio, fonte, testata, kaynak, gazete, المصدر, مصدر, منبع, "
    "رسانه, מקור, джерело, видання, 来源",
    "published": "published, date, published at, published on, publication date, pub date, pubdate, date published, "
    "datetime, date time, timestamp, time, day, дата, дата публикации, опубликовано, datum, veröffentlicht, "
    "date de publication, publié le, fecha, fecha de publicación, data, pubblicato, tarih, yayın tarihi, التاريخ, "
    "تاريخ, تاریخ, תאריך, дата публікації, 日期",
    "url": "url, link, href, uri, hyperlink, permalink, web address, address, ссылка, адрес, lien, adresse, enlace, "
    "collegamento, bağlantı, الرابط, رابط, لینک, پیوند, קישור, посилання, 链接",
    "summary": "summary, abstract, description, teaser, lead, lede, snippet, excerpt, body, content, описание, "
    "аннотация, анонс, содержание, краткое содержание, zusammenfassung, beschreibung, résumé, resumen, descripción, "
    "riassunto, sommario, özet, ملخص, خلاصه, תקציר, опис",
    "language": "language, lang, язык, sprache, langue, idioma, lingua, dil, اللغة, لغة, زبان, שפה, мова",
    "id": "id, external id, item id, article id, headline id, ref, reference, nr, no, number, key, uid, guid, номер, "
    "ид, №, kennung, numéro, número, numero, شماره, رقم, מזהה",
    "perspective": "perspective, camp, side, alignment, перспектива, сторона, perspektive, perspectiva, prospettiva",
    "factor": "factor, factors, driver, drivers, category, categories, theme, topic, label, labels, tag, tags, code, "
    "codes, фактор, факторы, категория, тема, метка, тег, код, faktor, kategorie, thema, facteur, catégorie, thème, "
    "categoría, fattore, categoria, tema, faktör, kategori, etiket, عامل, العامل, גורם, чинник",
    "direction": "direction, effect, impact, sign, shift, направление, влияние, знак, эффект, richtung, wirkung, "
    "effet, sens, dirección, efecto, direzione, effetto, yön, etki, اتجاه, جهت, כיוון, напрям, вплив",
    "weight": "weight, strength, intensity, magnitude, importance, вес, сила, важность, gewicht, stärke, poids, peso, "
    "ağırlık, önem, وزن, משקל, вага",
    "analyst": "analyst, coder, annotator, tagger, rater, tagged by, coded by, rated by, labelled by, labeled by, "
    "annotated by, reviewer, initials, аналитик, эксперт, разметил, кодировщик, analystin, bearbeiter, kodierer, "
    "analyste, annotateur, codeur, analista, analist, محلل, المحلل, تحلیلگر, אנליסט, аналітик",
    "tagged_at": "tagged at, tagged on, tagged, date tagged, tag date, coded at, coded on, date coded, annotated at, "
    "labelled at, rated at, дата разметки, размечено, дата оценки, kodiert am, codé le",
    "kind": "kind",
    "signpost": "signpost, signposts, indicator, индикатор, признак, anzeichen, indikator, indicateur, indicador, "
    "indicatore, gösterge",
    "note": "note, notes, comment, comments, remark, remarks, примечание, комментарий, заметка, заметки, notiz, "
    "bemerkung, kommentar, anmerkung, commentaire, remarque, nota, notas, comentario, observaciones, commento, not, "
    "yorum, ملاحظة, ملاحظات, یادداشت, הערה, примітка, коментар",
    "reason": "reason, ruling reason",
}
DIRECTIONS = {
    "strengthens": "strengthens, strengthen, stronger, more, up, increase, increases, increased, rises, higher, ↑, ▲, "
    "усиливает, усиление, больше, повышает, выше, stärkt, verstärkt, stärker, mehr, renforce, plus, refuerza, más, "
    "aumenta, rafforza, più, güçlendirir, artırır, يعزز, تقویت, מחזק, посилює, більше",
    "neutral": "neutral, no shift, no change, unchanged, same, ±, +/-, =, o, →, нейтрально, нейтральный, "
    "без изменений, gleich, unverändert, neutre, inchangé, neutro, sin cambio, nötr, محايد, خنثی, ניטרלי, нейтрально",
    "weakens": "weakens, weaken, weaker, less, down, decrease, decreases, decreased, falls, lower, ↓, ▼, ослабляет, "
    "ослабление, меньше, снижает, ниже, schwächt, schwächer, weniger, affaiblit, moins, debilita, menos, reduce, "
    "indebolisce, meno, zayıflatır, azaltır, يضعف, تضعیف, מחליש, послаблює, менше",
}
WEIGHT_WORDS = {
    "1": "slight, low, minor, weak, small, light, слабый, слабо, низкий, gering, schwach, faible, bajo, basso, düşük",
    "2": "moderate, medium, middle, normal, средний, умеренный, mittel, moyen, medio, orta",
    "3": "major, high, strong, severe, large, сильный, сильно, высокий, hoch, stark, fort, élevé, alto, yüksek",
}
NOT_RELEVANT = "not relevant, not_relevant, irrelevant, off topic, none, n/a, нерелевантно, не относится"
LANGUAGE_CODES = {
    "english": "en", "russian": "ru", "arabic": "ar", "persian": "fa", "farsi": "fa", "hebrew": "he", "german": "de",
    "french": "fr", "spanish": "es", "turkish": "tr", "ukrainian": "uk", "italian": "it", "chinese": "zh",
    "английский": "en", "русский": "ru", "арабский": "ar", "deutsch": "de", "englisch": "en", "russisch": "ru",
    "français": "fr", "anglais": "en", "русский язык": "ru",
}  # fmt: skip


def key(text: str) -> str:
    """A name without capitals, punctuation and needless blanks.

    >>> key(" Published_at (UTC): ")
    'published at utc'
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub(r"[\s_\-./\\:;()\[\]{}#*?!\"'“”«»]+", " ", plain).split())


def listed(words: str) -> list[str]:
    return [word.strip() for word in words.split(",")]


FIELD_OF = {key(name): field for field, names in reversed(NAMES.items()) for name in listed(names)}
FIELD_OF |= {key(field): field for field in FIELDS if field != "headline"}
DIRECTION_OF = {word.casefold(): direction for direction, words in DIRECTIONS.items() for word in listed(words)}
WEIGHT_OF = {word.casefold(): weight for weight, words in WEIGHT_WORDS.items() for word in listed(words)}
LEFT_ASIDE = frozenset(word.casefold() for word in listed(NOT_RELEVANT))
