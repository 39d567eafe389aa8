"""From indicators to trends: the same measure, day by day, and what moved it.

In: a factor's daily sums (`indicators.ledger`), the evidence frame for the stories. Out: a Trend, an exact waterfall of
stories between two days, and the charts of both. A trend is causal: its value on a day is what `measure` gives as of
that day, to the bit, because both read the same pools.
"""
