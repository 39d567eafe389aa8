"""Signpost: news headlines, tagged against the factors of a framework, become indicators, trends and snapshots.

The way of the data is the folder listing: feeds (feed → headline) → tagging (headline → tag) → indicators (tag →
indicator) → trends (indicator → trend) → snapshots (trend → snapshot → file). `nouns` says what the data is, `store`
keeps it, `desk` shows it, `cli` is the command. Imports run one way; `pyproject.toml` holds the contract.
"""

__version__ = "0.1.0"
