"""Invented streams of stories with known truth, and what else one could do with them."""
