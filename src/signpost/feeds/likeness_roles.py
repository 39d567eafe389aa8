"""Who does what to whom: whether names have changed places between two headlines. Pure."""

from signpost.feeds.likeness_places import COUNTRIES
from signpost.feeds.likeness_shape import Shape
from signpost.feeds.likeness_words import KINDS_OF_EVENT

TELLING_ROLES = ("by", "for", "from", "against")
NEVER_BOTH = ({"by", "for"}, {"by", "against"})  # roles of one name in two reports of one event


def reversed_roles(one: Shape, other: Shape) -> bool:
    """Whether two names that both have change places: who does it to whom, and whose is what."""
    left, right = dict(one.roles), dict(other.roles)
    mine, yours = followers(one), followers(other)
    names = [name for name in left if name in right]
    return any({left[name], right[name]} in NEVER_BOTH for name in names) or any(
        swapped(left, right, a, b)
        or (
            left[a] == left[b] == right[a] == right[b] == ""
            and turned(a, b, one, other)
            and unnamed(one) == unnamed(other)
        )
        or (a in COUNTRIES and b in COUNTRIES and another_subject(left, right, mine, yours, a, b))
        for i, a in enumerate(names)
        for b in names[i + 1 :]
    )


def swapped(left: dict[str, str], right: dict[str, str], a: str, b: str) -> bool:
    """Whether each is there what the other is here, or a telling word ("by", "for") went from one to the other."""
    if left[a] != left[b] and left[a] == right[b] and left[b] == right[a]:
        return True
    telling = (*TELLING_ROLES, "to", "of") if a in COUNTRIES and b in COUNTRIES else TELLING_ROLES
    return any(
        role in telling and left[x] == role == right[y] and left[y] != role and right[x] != role
        for x, y in ((a, b), (b, a))
        for role in (left[x],)
    )


def another_subject(
    left: dict[str, str], right: dict[str, str], mine: dict[str, str], yours: dict[str, str], a: str, b: str
) -> bool:
    """Whether the word after one country stands after the other one there: "Polish navy", "Serbian navy"."""
    if b in (mine[a], yours[a]) or a in (mine[b], yours[b]):  # "US China talks", "China US talks"
        return False
    if (left[a] == "by") != (right[a] == "by") or (left[b] == "by") != (right[b] == "by"):
        active = {mine[a], mine[b], yours[a], yours[b]} & KINDS_OF_EVENT
        if active:
            return False
    return (mine[a] == yours[b] != "" and yours[a] != mine[a]) or (mine[b] == yours[a] != "" and yours[b] != mine[b])


def turned(a: str, b: str, one: Shape, other: Shape) -> bool:
    """Whether two words come in turned order."""
    return (one.words.index(a) < one.words.index(b)) != (other.words.index(a) < other.words.index(b))


def followers(its: Shape) -> dict[str, str]:
    """The word after each word: whose navy, whose tanker."""
    return dict(zip(reversed(its.words), ("", *reversed(its.words[1:])), strict=True))


def unnamed(its: Shape) -> list[str]:
    return [w for w in its.words if w not in its.named]


def comes_and_goes(one: Shape, other: Shape) -> bool:
    """Whether something comes from a name in one and goes at or to it in the other: rockets from and at Lebanon."""
    left, right = dict(one.roles), dict(other.roles)
    roles = [{left[name], right[name]} for name in left if name in right]
    return any("from" in both and both & {"at", "to", "on", "against", "into"} for both in roles)


def names_turned(one: Shape, other: Shape) -> bool:
    """Whether names come in another order and no small word says what each is there."""
    left, right = dict(one.roles), dict(other.roles)
    names = [name for name in left if name in right]
    return any(
        turned(a, b, one, other) and not (left[a] == right[a] and left[b] == right[b] and (left[a] or left[b]))
        for i, a in enumerate(names)
        for b in names[i + 1 :]
    )
