"""Every error that Likewise raises on purpose.

LikewiseError
├── UsageError                the caller asked for something that cannot be (exit status 2)
│   ├── RecipeError           likewise.toml, or a setting, says something impossible
│   ├── FilterError           a filter cannot be read, or names an unknown field
│   ├── UnknownCatalogueError no catalogue of that name
│   ├── UnknownItemError      no item of that id
│   ├── UnknownMapError       no such map has been made
│   ├── UnknownModelError     no model of that name
│   ├── UnknownAccountError   no account of that number or e-mail address
│   ├── UnknownKeyError       no API key of that id
│   ├── EmailError            what was given is no e-mail address
│   ├── EmailTakenError       another account has that e-mail address
│   ├── EndedLinkError        the link for a new password was used, or is too old
│   └── PasswordError         a password that no account may have
│       ├── ShortPasswordError  it has too few characters
│       ├── LongPasswordError   it has too many bytes
│       └── WeakPasswordError   it is too easily guessed
├── SourceError               the rows cannot be read at all (missing, empty, no id column)
├── MediaError                a picture cannot be opened safely
├── EncodingError             an input has no usable vector
├── EncoderBusyError          a model has more to encode than it can in time
├── ModelError                a model's files are missing, altered or unreadable
├── ModelMismatchError        the index was filled by another model
├── FetchError                a package client could not deliver a model or a sample
├── RejectedRowError          a row was refused and `strict` was asked for
├── RejectedRowsError         some of a program's rows were refused
├── IncompleteIndexError      the index does not hold what was written to it
├── CatalogueBusyError        another process writes the catalogue
├── SignInError               the e-mail address or the password is wrong
│   └── ChangedAccountError   the account changed while one signed in
├── DisabledAccountError      the account has been disabled
├── TooManyRequestsError      the same was asked too often
├── MailError                 an e-mail could not be sent
└── EngineError               Redis refused or failed
    ├── EngineUnavailableError  cannot be reached, or not in time
    ├── EngineCapabilityError   lacks a module or a version
    └── EngineFullError         out of memory or disk

Each says what was expected, what was found and what to do next, and is written for the user.
"""

from __future__ import annotations

from collections.abc import Sequence


class LikewiseError(Exception):
    """Base of all errors of Likewise; never raised itself.

    Attributes:
        problem: What was expected and what was found.
        remedy: What to do next; empty where nothing can be done.
    """

    def __init__(self, problem: str, *, remedy: str = "") -> None:
        super().__init__(f"{problem} {remedy}".strip())
        self.problem = problem
        self.remedy = remedy


class UsageError(LikewiseError):
    """The request itself is wrong."""


class RecipeError(UsageError):
    """`likewise.toml` or a setting says something that cannot be."""


class FilterError(UsageError):
    """A filter cannot be read, or names a field that the catalogue does not have."""


class UnknownCatalogueError(UsageError):
    """No catalogue of that name exists."""


class UnknownItemError(UsageError):
    """No item of that id is in the catalogue."""


class UnknownMapError(UsageError):
    """No such map has been made of the catalogue."""


class UnknownModelError(UsageError):
    """No model of that name is known."""


class UnknownAccountError(UsageError):
    """No account has that number or e-mail address."""


class UnknownKeyError(UsageError):
    """No API key has that id."""


class EmailError(UsageError):
    """What was given is no e-mail address."""


class EmailTakenError(UsageError):
    """Another account has that e-mail address."""


class EndedLinkError(UsageError):
    """The link for a new password was used, or is too old."""


class PasswordError(UsageError):
    """A password that no account may have; never raised itself."""


class ShortPasswordError(PasswordError):
    """It has too few characters."""


class LongPasswordError(PasswordError):
    """It has too many bytes."""


class WeakPasswordError(PasswordError):
    """It is too easily guessed."""


class SourceError(LikewiseError):
    """The source of rows cannot be read at all."""


class MediaError(LikewiseError):
    """A picture cannot be opened, or not safely."""


class EncodingError(LikewiseError):
    """An input has no usable vector: nothing to encode, or a result that is not finite."""


class EncoderBusyError(LikewiseError):
    """A model has more to encode than it can in time."""


class ModelError(LikewiseError):
    """A model's files are missing, altered or unreadable."""


class ModelMismatchError(LikewiseError):
    """The index was filled by one model and searched with another.

    Attributes:
        indexed: Name and fingerprint of the model that filled the index.
        offered: Name and fingerprint of the model at hand.
    """

    def __init__(self, problem: str, *, indexed: str, offered: str, remedy: str = "") -> None:
        super().__init__(problem, remedy=remedy)
        self.indexed = indexed
        self.offered = offered


class FetchError(LikewiseError):
    """A package client could not deliver a model or a sample."""


class RejectedRowError(LikewiseError):
    """A row was refused during a strict import."""


class CatalogueBusyError(LikewiseError):
    """Another process writes the catalogue."""


class SignInError(LikewiseError):
    """The e-mail address or the password is wrong."""


class ChangedAccountError(SignInError):
    """The account changed while one signed in."""


class DisabledAccountError(LikewiseError):
    """The account has been disabled."""


class TooManyRequestsError(LikewiseError):
    """The same was asked too often.

    Attributes:
        seconds: After how long it may be asked again.
    """

    def __init__(self, problem: str, *, seconds: int, remedy: str = "") -> None:
        super().__init__(problem, remedy=remedy)
        self.seconds = seconds


class MailError(LikewiseError):
    """An e-mail could not be sent."""


class RejectedRowsError(LikewiseError):
    """Some of a program's rows were refused; the others were taken.

    Attributes:
        rejects: The refused rows, as `catalogue.item.Reject`.
    """

    def __init__(self, problem: str, *, rejects: Sequence[object], remedy: str = "") -> None:
        super().__init__(problem, remedy=remedy)
        self.rejects = rejects


class IncompleteIndexError(LikewiseError):
    """The index does not hold what was written to it."""


class EngineError(LikewiseError):
    """Redis refused a command or failed."""


class EngineUnavailableError(EngineError):
    """Redis cannot be reached, or did not answer in time."""


class EngineCapabilityError(EngineError):
    """Redis lacks a module or a version that Likewise needs."""


class EngineFullError(EngineError):
    """Redis is out of memory or disk."""
