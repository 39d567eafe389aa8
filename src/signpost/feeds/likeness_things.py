"""Nouns, adjectives and short forms that English desks use for one another: the first of a line stands for all.

Unlike the deeds of `likeness_words.SAME` none of them is ever contrary to another: they only let two wordings of one
report share more words.
"""

from signpost.feeds.likeness_words import Table, lines, stemmed

THINGS = """
row dispute feud spat standoff
probe inquiry investigation investigate
chief boss head chair chairman chairwoman ceo
fire blaze inferno
quake earthquake tremor
explosion blast explode
shoot shot shooting gunfire gunshot
gunman shooter gunmen
protest demonstration demonstrate protester demonstrator
deal agreement accord pact
truce ceasefire cease-fire
talks negotiation negotiate
troop soldier
ship vessel boat
plane aircraft airplane jet
drone uav
teen teenager
child kid children
mother mum mom
father dad
big huge massive giant enormous
aide adviser advisor
spy espionage
migrant refugee
lawyer attorney
reporter journalist
law bill legislation
fuel petrol gasoline
clash fighting
firm company corporation
worker employee staff
stock share
profit earnings
find found discover discovered unearth
rescue save
film movie
soccer football
video footage
nation country
republican gop
democrat dems
hack cyberattack
crash collision
outage blackout
rule ruling verdict
strain tension
village settlement
woman women
man men
election byelection
disclose reveal
senator sen
governor gov
general gen
admiral adm
prosecutor da
murder homicide
"""


def things() -> Table:
    return {form: line[0] for line in lines(THINGS) for word in line for form in (word, stemmed(word))}


THING = things()
