"""What opens when it is asked for: its content is made only while it is open, so that closed ones cost nothing."""

from typing import Any

import streamlit as st


def asked_for(opened: Any, height: int) -> bool:
    """Within a popover (`on_change="rerun"`): whether it is open. While it is closed it holds as much room, in px, as
    its content will need: the browser decides before the content comes whether it fits below."""
    if opened.open:
        return True
    st.space(height)
    return False
