"""Judging: what callers say of results, and what they see of it."""

from __future__ import annotations

from collections.abc import Iterable

from likewise.accounts.caller import Caller, Scope
from likewise.errors import UsageError
from likewise.judgements.asked import Asked, picture_digest
from likewise.judgements.judgement import Judgement
from likewise.service.callers.view import View
from likewise.service.problems import Code, ProblemError
from likewise.service.serving import Serving
from likewise.service.wire.judgement import (
    JudgementParameters,
    JudgementShown,
    JudgementsShown,
    NewJudgement,
)

MOST = 10_000
"""How many judgements a person has in a catalogue."""

_DIGEST = "sha256:"


def who(caller: Caller) -> str:
    """By what a judgement knows who made it."""
    return f"account {caller.account}" if caller.account else f"key {caller.key}"


def judge(serving: Serving, view: View, caller: Caller, judged: NewJudgement) -> JudgementShown:
    """Keeps what a caller says of a result.

    Raises:
        UnknownItemError: There is no such item.
        UsageError: Nothing was looked for, or they have judged as much as one may.
    """
    if caller.account and view.judgements().count(who(caller)) >= MOST:
        raise UsageError(
            f"There are {MOST:,} judgements of yours, which is as many as there may be.",
            remedy="Take one back first.",
        )
    sent = judged.query.picture or ""
    if sent and not sent.startswith(_DIGEST):
        sent = picture_digest(serving.uploads.file(sent))
    return JudgementShown.of(view.judge(judged, sent, by=who(caller)))


def take_back(view: View, caller: Caller, query: str, item: str) -> None:
    """Takes back what a caller said of a result, if they did."""
    view.judgements().remove(query, who(caller), item)


def told(view: View, caller: Caller, wanted: JudgementParameters) -> JudgementsShown:
    """The judgements that a caller asks for.

    Raises:
        ProblemError: They are not for them.
    """
    if wanted.whose == "all" and not caller.may(Scope.ADMIN):
        raise ProblemError(
            Code.FORBIDDEN,
            "What others have said is for administrators.",
            remedy="Leave `whose` out for your own.",
        )
    own = who(caller)
    found = [each for each in _wanted(view, wanted) if wanted.whose == "all" or each.by == own]
    if caller.where:
        there = view.contents(list({each.item for each in found}))
        found = [each for each in found if each.item in there]
    page = found[wanted.offset : wanted.offset + wanted.limit]
    return JudgementsShown(judgements=list(map(JudgementShown.of, page)), total=len(found))


def _wanted(view: View, wanted: JudgementParameters) -> Iterable[Judgement]:
    kept = view.judgements()
    if wanted.query:
        return kept.of(wanted.query)
    looked_for = (wanted.q, wanted.picture, wanted.like, wanted.unlike, wanted.unlike_words)
    if not (any(looked_for) or wanted.where):
        return kept.all()
    asked = Asked.of(
        view.schema,
        wanted.q,
        picture=wanted.picture,
        like=wanted.like,
        unlike=wanted.unlike,
        unlike_words=wanted.unlike_words,
        where=wanted.where or None,
    )
    return kept.of(asked.id)
