"""Everything that Signpost raises on purpose. Each error carries its subject and reads as a sentence.

SignpostError
├── SettingsError            an environment variable or option that makes no sense
├── FrameworkError           file, key, reason
├── StoreError               the database
│   ├── StoreBusy            another program holds it
│   └── StoreUnusable        not a Signpost database, read-only, corrupt, or out of reach
├── FeedError                url, reason
│   ├── FetchError           no usable answer came
│   └── ParseError           an answer came, but it is no feed
├── TagError                 subject (headline, factor, analyst…), reason
└── ExportError              what could not be written, reason
"""

from pathlib import Path


class SignpostError(Exception):
    """The root: a caller that wants one sentence for a person catches this."""


class SettingsError(SignpostError):
    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name, self.reason = name, reason


class FrameworkError(SignpostError):
    def __init__(self, file: Path | str, key: str, reason: str) -> None:
        super().__init__(f"{file}: {key}: {reason}" if key else f"{file}: {reason}")
        self.file, self.key, self.reason = str(file), key, reason


class StoreError(SignpostError):
    def __init__(self, database: str, reason: str) -> None:
        super().__init__(f"{database}: {reason}")
        self.database, self.reason = database, reason


class StoreBusy(StoreError):
    pass


class StoreUnusable(StoreError):
    pass


class FeedError(SignpostError):
    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.url, self.reason = url, reason


class FetchError(FeedError):
    """`status` is the HTTP status where there was one."""

    def __init__(self, url: str, reason: str, status: int | None = None) -> None:
        super().__init__(url, reason)
        self.status = status


class ParseError(FeedError):
    pass


class TagError(SignpostError):
    def __init__(self, subject: str, reason: str) -> None:
        super().__init__(f"{subject}: {reason}")
        self.subject, self.reason = subject, reason


class ExportError(SignpostError):
    def __init__(self, subject: str, reason: str) -> None:
        super().__init__(f"{subject}: {reason}")
        self.subject, self.reason = subject, reason
