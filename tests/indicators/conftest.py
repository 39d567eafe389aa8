"""The invented bridge: `tag` makes a row, `evidence` a frame of rows, `today` and `framework` go with them."""

from bridge import evidence, framework, tag, today

__all__ = ["evidence", "framework", "tag", "today"]
