"""Usage of a session: a sum per model at each shutdown, messages by themselves after the last."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any

from sightline.adapters.values import mapping, name
from sightline.records import Request, SharedCost

if TYPE_CHECKING:
    from sightline.adapters.values import Oddities

CHARGED_FROM = 1_780_272_000_000_000
"""2026-06-01: until then premium requests were charged, and `totalNanoAiu` was not."""
_USAGE = {
    "inputTokens": None,
    "outputTokens": None,
    "cacheReadTokens": 0,
    "cacheWriteTokens": 0,
    "reasoningTokens": 0,
}
"""What each count is where it is absent: unknown, or nothing."""


@dataclass(slots=True)
class Rollups:
    """The requests of one session, as far as its events tell."""

    thread: str
    native_id: str
    oddities: Oddities
    rows: list[Request] = field(default_factory=list)
    shared: list[SharedCost] = field(default_factory=list)
    """What shutdowns charged for several models together."""
    waiting: dict[str, Request] = field(default_factory=dict)
    """Messages no shutdown has summed yet, by id."""
    segment: int = 0
    is_cumulative: bool = False
    """Whether the last shutdown repeated what the one before it stated."""
    _summed_output: int = 0
    _stated: dict[str, dict[str, Any]] = field(default_factory=dict)
    _charged: object = None
    """What the last shutdown charged for all models."""

    def message(
        self, key: str, said: dict[str, Any], started: int | None, turn: str | None, row: Request
    ) -> None:
        """The model answered; a message that comes again says it anew."""
        row.key = f"{self.native_id}:{key}"
        row.turn = turn
        row.output_tokens = self.oddities.count(said.get("outputTokens"), "output", row.line)
        row.started_ts = started
        row.partial = True
        self.waiting[key] = row

    def shutdown(self, closing: dict[str, Any], ts: int | None, line: int) -> None:
        """Sums of all models, instead of the messages they sum."""
        stated = {
            model: mapping(metrics)
            for key, metrics in mapping(closing.get("modelMetrics")).items()
            if (model := name(key)) is not None
        }
        if not stated:
            return
        output = sum(_number(_usage(one).get("outputTokens")) for one in stated.values())
        spoken = sum(_number(row.output_tokens) for row in self.waiting.values())
        self.is_cumulative = self.segment > 0 and output == spoken + self._summed_output != spoken
        if output != spoken and not self.is_cumulative:
            self.oddities.note("output of messages and shutdown differ", line)
        before = self._stated if self.is_cumulative else {}
        made = [
            self._row(model, stated[model], before.get(model, {}), ts, line) for model in stated
        ]
        self._give_messages(made)
        for row in made:
            own = stated[row.model or ""].get("totalNanoAiu")
            earlier = before.get(row.model or "", {}).get("totalNanoAiu")
            row.recorded_cost_nano = charged(own, earlier, ts)
        whole = closing.get("totalNanoAiu")
        self._share(made, charged(whole, self._charged if self.is_cumulative else None, ts))
        self._charged = whole
        self.rows += made
        self.waiting = {}
        self.segment += 1
        self._summed_output += spoken
        self._stated = stated

    def requests(self) -> list[Request]:
        """All requests: sums, then the messages after the last of them."""
        return [*self.rows, *self.waiting.values()]

    def _row(
        self, model: str, stated: dict[str, Any], before: dict[str, Any], ts: int | None, line: int
    ) -> Request:
        calls, earlier = mapping(stated.get("requests")), mapping(before.get("requests"))
        n = self._since(calls, earlier, "count", line, absent=0)
        sent, output, read, written, reasoning = (
            self._since(_usage(stated), _usage(before), key, line, absent=absent)
            for key, absent in _USAGE.items()
        )
        return Request(
            line=line, key=f"{self.native_id}:{self.segment}:{model}", thread=self.thread,
            session=self.thread, ts=ts, first_ts=ts, ended_ts=ts, model=model,
            n=n if n is not None else 0, flags="aggregate",
            input_tokens=self.oddities.rest(sent, (read, written), line), output_tokens=output,
            cache_read_tokens=read, cache_write_5m_tokens=written, cache_write_1h_tokens=0,
            reasoning_tokens=reasoning, partial=None in (sent, output, read, written),
        )  # fmt: skip

    def _since(
        self,
        stated: dict[str, Any],
        before: dict[str, Any],
        key: str,
        line: int,
        *,
        absent: int | None,
    ) -> int | None:
        """A count less what was stated of it before."""
        value = self.oddities.count(stated.get(key, absent), key, line)
        if value is None:
            return absent if stated.get(key) is None else None
        return max(value - _number(before.get(key)), 0)

    def _share(self, made: list[Request], whole: int | None) -> None:
        """Give models without a charge of their own what is left of the charge for all."""
        rest = [row for row in made if row.recorded_cost_nano is None]
        own = [row.recorded_cost_nano for row in made if row.recorded_cost_nano is not None]
        if rest and whole is not None and whole >= sum(own):
            self.shared.append(SharedCost(keys=[row.key for row in rest], nano=whole - sum(own)))

    def _give_messages(self, made: list[Request]) -> None:
        """Count the messages with the model they came from, else with the one that said most."""
        by_model = {row.model: row for row in made}
        main = max(made, key=lambda row: (_number(row.output_tokens), row.n))
        for message in self.waiting.values():
            by_model.get(message.model, main).messages += 1


def _usage(metrics: dict[str, Any]) -> dict[str, Any]:
    return mapping(metrics.get("usage"))


def _number(value: object) -> int:
    """A count to subtract or compare; what is unknown takes nothing away."""
    return value if type(value) is int and 0 <= value <= 1 << 53 else 0


def charged(stated: object, before: object, ts: int | None) -> int | None:
    """What a charge comes to, less what was charged before: 10¹¹ nano-AIU are a dollar."""
    if type(stated) is not int or stated < 0 or ts is None or ts < CHARGED_FROM:
        return None
    nano = Decimal(max(stated - _number(before), 0)) / 100
    return int(nano.quantize(Decimal(1), ROUND_HALF_EVEN))
