"""Headline → judgement: what an analyst sees next, what they say of it, and how far they agree."""
