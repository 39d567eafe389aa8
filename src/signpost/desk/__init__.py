"""The Streamlit pieces: a file per page, the web routes, and the tagging deck."""
