"""From tags to indicators.

In: the store's evidence frame (one row per open tag or ruling). Out: a level 0-100 with an 80 % band per factor.

The way: `ledger` (a story is one piece of evidence, an analyst has one vote on it) → `daily` sums of a factor →
`lean` (what outlets and analysts usually say is taken off) → `measure` (level, band, change). `evidence` says which
stories carry a level, `sentences` says it in words, `charts` draws the ruler.

Everything here is a pure function of its arguments. Nothing is carried from one day to the next outside the sums, so
"as of a day" is exact; nothing depends on the order of the rows, so a restored database gives the same bits.

Rejected: the share of tags in a sliding window (jumps when an old story leaves it), a majority vote per story (turns
doubt into certainty), counting headlines (one story syndicated sixty times would be sixty opinions), and a stored
filter state (a retag would have to be undone in it).
"""
