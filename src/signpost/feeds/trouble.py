"""What went wrong on the way to a feed, in sentences for a person. Pure."""

import errno
import socket
import ssl

import aiohttp
from yarl import URL

from signpost.feeds.limits import Limits
from signpost.feeds.resolver import TOO_SLOW

REFUSED = "refused:"


class AddressRefused(OSError):
    """The guard's veto, raised where the socket would be made."""

    def __init__(self, address: str, why: str) -> None:
        super().__init__(f"{REFUSED} {address}, {why}")


def in_words(error: Exception, url: URL) -> str:
    """The causes of aiohttp's errors say more than the errors."""
    cause, host = getattr(error, "os_error", None), said(url.host or "", 100)
    if refused := str(cause).partition(REFUSED)[2]:  # several addresses come as one error that quotes all of them
        where = refused.partition(", " + REFUSED)[0].strip()
        return f"“{host}” is an internal address ({where}); SIGNPOST_ALLOW_HOSTS opens it if that is wanted"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return name_in_words(cause, host)
    if isinstance(error, (aiohttp.ClientConnectorCertificateError, ssl.SSLCertVerificationError)):
        return f"the certificate of “{host}” is not valid{certificate_fault(error)}"
    if isinstance(error, (aiohttp.ClientSSLError, ssl.SSLError)):
        return f"no secure connection to “{host}” could be made"
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"“{host}” cannot be reached ({system_words(cause)})"
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return "the server hung up without an answer"
    if isinstance(error, aiohttp.ClientResponseError):
        return "the server's answer is not proper HTTP"
    if isinstance(error, aiohttp.InvalidURL):
        return "this is no web address"
    if isinstance(error, ConnectionResetError) or getattr(cause, "errno", None) == errno.ECONNRESET:
        return "the server broke the connection off"
    return f"the connection broke ({type(error).__name__}{': ' + said(str(error), 200) if str(error) else ''})"


def name_in_words(cause: object, host: str) -> str:
    if getattr(cause, "errno", None) == socket.EAI_AGAIN:
        return f"“{host}” cannot be looked up just now; is this machine connected to the internet?"
    if TOO_SLOW in str(cause):
        return f"looking up “{host}” took too long"
    return f"no server is known by the name “{host}”"


def certificate_fault(error: Exception) -> str:
    """What is wrong with a certificate, as far as the library says: “ (certificate has expired)”."""
    inner = getattr(error, "certificate_error", error)
    reason = getattr(inner, "verify_message", "")
    return f" ({said(reason, 100)})" if reason else ""


def system_words(cause: object) -> str:
    """An operating system's reason without its numbers."""
    code = getattr(cause, "errno", None)
    known = {
        errno.ECONNREFUSED: "it refuses the connection",
        errno.EHOSTUNREACH: "no way leads there",
        errno.ENETUNREACH: "no way leads there; is this machine connected to the internet?",
    }
    return known.get(code or 0) or said(str(getattr(cause, "strerror", None) or "no connection").lower(), 200)


def silence_in_words(error: TimeoutError, limits: Limits) -> str:
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return f"no connection within {limits.connect_s:g} seconds"
    if isinstance(error, aiohttp.SocketTimeoutError):
        return f"it fell silent for {limits.silence_s:g} seconds"
    return f"it was not finished after {limits.total_s:g} seconds"


def said(text: str, most: int = 100) -> str:
    """A stranger's words as they may stand in a sentence: printable, on one line, short."""
    return "".join(c if c.isprintable() else "�" for c in text[:most])
