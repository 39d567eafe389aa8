"""The dashboard, and the demo to try it with."""

from __future__ import annotations

import os
import runpy
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from signpost.cli import Door, Named, command, from_anywhere, main, now
from signpost.errors import SettingsError


@command(main, "run")
@click.option("--host", default="127.0.0.1", show_default=True, type=Named())
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535))
@click.option("--no-collect", is_flag=True, help="Collect nothing by itself.")
def run(door: Door, host: str, port: int, no_collect: bool) -> None:
    """Serve the dashboard and collect feeds."""
    door.store().close()  # what is wrong with the framework or the database is said here, not in a page
    free_port(host, port)
    environment = {
        "SIGNPOST_DATABASE": from_anywhere(door.settings.database),
        "SIGNPOST_FRAMEWORK": str(door.settings.framework.resolve()),
        "SIGNPOST_COLLECT": "no" if no_collect or not door.settings.collect else "yes",
    }
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"Signpost is on http://{shown}:{port} (stop it with Ctrl+C)", err=True)
    options = [f"--server.address={host}", f"--server.port={port}"]
    try:
        serve(options, door.settings.root, environment)
    except OSError as error:
        raise SettingsError("run", f"the server does not start ({error})") from error


def serve(options: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
    """Be the server from here on: whoever stops this program stops the server, and what is loaded stays loaded.

    What Streamlit prints about itself is left out; its errors are shown.
    """
    os.environ.update(environment)
    os.chdir(folder)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.argv = ["streamlit", "run", "app.py", *options]
    runpy.run_module("streamlit", run_name="__main__")


def free_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (UnicodeError, TypeError) as error:
            raise SettingsError("--host", f"“{host}” is no host name or address") from error
        except socket.gaierror as error:
            raise SettingsError("--host", f"“{host}” is not known here ({error.strerror})") from error
        except OSError as error:
            said = f"{host}:{port} cannot be used ({error.strerror}); is Signpost running already? try another --port"
            raise SettingsError("--port", said) from error


@command(main, "demo")
@click.option("--clear", is_flag=True, help="Remove the demo again.")
def demo(door: Door, clear: bool) -> None:
    """Load invented headlines and tags, marked as demo, to try every page offline."""
    from signpost.tagging.demo import clear_demo, load_demo

    with door.store() as store:
        if clear:
            clear_demo(store)
            door.say({"cleared": True}, "The demo is gone; this database is empty.")
            return
        headlines, tags = load_demo(store, door.settings.root / "data" / "demo", now(), door.progress)
    door.done()
    door.say(
        {"headlines": headlines, "tags": tags},
        f"Loaded {headlines} invented headlines and {tags} judgements. See them with: signpost run",
    )
