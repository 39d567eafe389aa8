"""The dashboard's server: `signpost run` (or `streamlit run app.py`) starts it. The pages begin at pages/0_frame.py."""

import streamlit as st

from signpost.desk import routes, server

app = st.App("pages/0_frame.py", lifespan=server.lifespan, routes=routes.ROUTES)
