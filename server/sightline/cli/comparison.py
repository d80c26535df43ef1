"""L14, `stats compare`: two sessions under each other, and what changed from A to B."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any

from sightline.cli import forms
from sightline.cli.render import shown_id
from sightline.reports.session_report import session_report

if TYPE_CHECKING:
    from sightline.reports.compare import ComparePayload, Delta
    from sightline.reports.payload.session import SessionPayload
    from sightline.text import Figures

TITLE_RULE = 19


def comparison(payload: ComparePayload, figures: Figures) -> list[str]:
    """The lines of the layout."""
    lines = [
        "Session Comparison",
        figures.glyphs.double_rule * TITLE_RULE,
        "",
        f"Session A: {shown_id(payload.a)}",
        f"Session B: {shown_id(payload.b)}",
    ]
    sections = {
        "Token Usage": _tokens(payload, figures),
        "Cost": _cost(payload, figures),
        "Performance": _performance(payload, figures),
        "Tool Calls": _tools(payload, figures),
        "Code Changes": _changes(payload, figures),
    }
    for title, body in sections.items():
        lines += ["", title, figures.rule(len(title)), *(f"  {line}" for line in body)]
    return lines


def _by_metric(payload: ComparePayload) -> dict[str, Delta]:
    return {delta.metric: delta for delta in payload.deltas}


def _tokens(payload: ComparePayload, figures: Figures) -> list[str]:
    return [
        f"Session A: {_sent(payload.a, figures)}",
        f"Session B: {_sent(payload.b, figures)}",
        f"Delta: {_changed(_by_metric(payload)['total_tokens'], figures)}",
    ]


def _sent(payload: SessionPayload, figures: Figures) -> str:
    row = payload.session
    tokens = (row.input_tokens, row.output_tokens, row.tokens)
    sign = f"{figures.glyphs.at_least} " if row.tokens_label == "at_least" else ""
    sent, output, whole = (sign + _plain(n, figures) for n in tokens)
    return f"{sent} input, {output} output (total: {whole})"


def _cost(payload: ComparePayload, figures: Figures) -> list[str]:
    cost = _by_metric(payload)["cost"]
    return [
        f"Session A: {figures.money(cost.a, cost.label_a)}",
        f"Session B: {figures.money(cost.b, cost.label_b)}",
        f"Delta: {_money_change(cost, figures)}",
    ]


def _money_change(cost: Delta, figures: Figures) -> str:
    if cost.delta is None:
        return _unknown(figures)
    exact = Decimal(repr(float(cost.delta))).quantize(Decimal("0.0001"), ROUND_HALF_EVEN)
    # A difference of lower bounds is a guess, of estimates an estimate.
    unsure = {"at_least", "estimated"} & {cost.label_a, cost.label_b}
    return f"{'~' if unsure else ''}{exact + 0:+} {_share(cost, figures)}"


def _performance(payload: ComparePayload, figures: Figures) -> list[str]:
    by_metric = _by_metric(payload)
    return [
        f"{title}: {_time_change(by_metric[name], figures)}"
        for title, name in (("Wall Time", "wall_time"), ("Agent Active", "agent_active_time"))
    ]


def _time_change(time: Delta, figures: Figures) -> str:
    if time.delta is None:
        return _unknown(figures)
    sign = "-" if time.delta <= -1000 else "+"
    return f"{sign}{figures.short_duration(abs(int(time.delta)))} {_share(time, figures)}"


def _tools(payload: ComparePayload, figures: Figures) -> list[str]:
    by_metric = _by_metric(payload)
    calls, rate = by_metric["tool_calls"], by_metric["tool_success_rate"]
    points = _points(rate.a, rate.b, figures)
    rates = f"{figures.ratio(rate.a)} {figures.glyphs.arrow} {figures.ratio(rate.b)}"
    return [
        f"Session A: {_plain(calls.a, figures)}",
        f"Session B: {_plain(calls.b, figures)}",
        f"Delta: {_changed(calls, figures)}",
        f"Success Rate: {rates} ({points})",
    ]


def _changes(payload: ComparePayload, figures: Figures) -> list[str]:
    added, removed = (_by_metric(payload)[name] for name in ("lines_added", "lines_removed"))
    changes = (_signed(added.delta, figures), _signed(removed.delta, figures))
    return [
        f"Session A: {_lines(added.a, removed.a, figures)}",
        f"Session B: {_lines(added.b, removed.b, figures)}",
        f"Delta: {' / '.join(changes)}",
    ]


def _lines(added: float | None, removed: float | None, figures: Figures) -> str:
    if added is None and removed is None:
        return figures.glyphs.unknown
    return f"+{_plain(added, figures)} -{_plain(removed, figures)}"


def _changed(count: Delta, figures: Figures) -> str:
    return f"{_signed(count.delta, figures)} {_share(count, figures)}"


def _plain(count: float | None, figures: Figures) -> str:
    """A count without commas, as this layout has them."""
    return figures.glyphs.unknown if count is None else f"{count}"


def _signed(change: float | None, figures: Figures) -> str:
    return figures.glyphs.unknown if change is None else f"{change:+}"


def _share(delta: Delta, figures: Figures) -> str:
    shown = figures.glyphs.unknown if delta.share is None else _percent(delta.share)
    return f"({shown})"


def _percent(share: float) -> str:
    """`-10.0%`; what rounds to nothing is `+0.0%`."""
    return f"{round(100 * share, 1) + 0.0:+.1f}%"


def _points(a: float | None, b: float | None, figures: Figures) -> str:
    """Between two ratios as they are shown, so that a reader's sum is right."""
    if a is None or b is None:
        return figures.glyphs.unknown
    return f"{round(round(100 * b, 1) - round(100 * a, 1), 1) + 0.0:+.1f}%"


def _unknown(figures: Figures) -> str:
    return f"{figures.glyphs.unknown} ({figures.glyphs.unknown})"


def document(payload: ComparePayload) -> dict[str, Any]:
    """`stats compare --json`: both reports and signed differences, B less A."""
    by_metric = _by_metric(payload)
    times = {
        f"{name}_{part}": value
        for name in ("wall_time", "agent_active_time")
        for part, value in _seconds(by_metric[name]).items()
    }
    return {
        "session_a": forms.plain(session_report(payload.a)),
        "session_b": forms.plain(session_report(payload.b)),
        "token_delta": by_metric["total_tokens"].delta,
        "token_percentage_change": _percentage(by_metric["total_tokens"]),
        "cost_delta": by_metric["cost"].delta,
        "cost_percentage_change": _percentage(by_metric["cost"]),
        **times,
        "tool_calls_delta": by_metric["tool_calls"].delta,
        "success_rate_delta": by_metric["tool_success_rate"].delta,
        "lines_added_delta": by_metric["lines_added"].delta,
        "lines_removed_delta": by_metric["lines_removed"].delta,
    }


def _seconds(time: Delta) -> dict[str, float | int | None]:
    whole = None if time.delta is None else int(time.delta / 1000)
    return {"delta_secs": whole, "percentage_change": _percentage(time)}


def _percentage(delta: Delta) -> float | None:
    return None if delta.share is None else 100 * delta.share
