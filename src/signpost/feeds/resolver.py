"""Look up names without one slow name holding up the others.

The system's look-up cannot be interrupted and may take half a minute. asyncio runs it in a handful of shared threads,
so a few dead names would make every other feed wait for them. Here each look-up has a thread of its own, which is
left behind when it takes too long; threads that nobody waits for do not keep the program from ending.
"""

import asyncio
import socket
import threading

from aiohttp.abc import AbstractResolver, ResolveResult

TOO_SLOW = "the look-up took too long"


class Resolver(AbstractResolver):
    """Addresses of a name, asked of the system. `patience_s` ends the wait with an OSError that says TOO_SLOW."""

    def __init__(self, patience_s: float) -> None:
        self._patience_s = patience_s

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[list[ResolveResult]] = loop.create_future()

        def tell(found: list[ResolveResult] | OSError) -> None:
            if not answer.done():
                answer.set_exception(found) if isinstance(found, OSError) else answer.set_result(found)

        def ask() -> None:
            found = look_up(host, port, family)
            try:
                loop.call_soon_threadsafe(tell, found)
            except RuntimeError:  # the loop has closed meanwhile: nobody waits any more
                return

        threading.Thread(target=ask, name="look-up", daemon=True).start()
        try:
            return await asyncio.wait_for(answer, self._patience_s)
        except TimeoutError:
            raise OSError(None, TOO_SLOW) from None

    async def close(self) -> None:
        """Nothing is held."""


def look_up(host: str, port: int, family: socket.AddressFamily) -> list[ResolveResult] | OSError:
    try:
        found = socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    except OSError as error:
        return error
    except (UnicodeError, ValueError) as error:  # labels that no name can have
        return OSError(None, str(error))
    return [result(host, port, *entry) for entry in found]


def result(
    host: str,
    port: int,
    family: socket.AddressFamily,
    kind: socket.SocketKind,
    protocol: int,
    canonical: str,
    address: tuple[object, ...],
) -> ResolveResult:
    where = str(address[0])
    if family == socket.AF_INET6 and len(address) == 4 and address[3] and "%" not in where:
        where = f"{where}%{address[3]}"
    return ResolveResult(
        hostname=host,
        host=where,
        port=port,
        family=family,
        proto=protocol,
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )
