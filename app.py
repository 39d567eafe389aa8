"""The dashboard's server: `signpost run` (or `streamlit run app.py`) starts it. The pages begin at pages/0_frame.py."""

import streamlit as st
from starlette.middleware import Middleware

from signpost.desk import routes, server
from signpost.desk.static import Static

app = st.App("pages/0_frame.py", lifespan=server.lifespan, routes=routes.ROUTES, middleware=[Middleware(Static)])
