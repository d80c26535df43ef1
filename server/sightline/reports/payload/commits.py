"""What went into commits."""

from __future__ import annotations

from sightline.reports.payload.base import Label, Payload


class CommitSums(Payload):
    """Turns and what they cost."""

    turns: int
    requests: int
    tokens: int | None
    tokens_label: Label
    cost: float | None
    cost_label: Label


class CommitRow(CommitSums):
    """One commit, with the turns whose edits it took up."""

    commit: str
    subject: str
    at: str
    files: int
    """Files below the project that it changed."""


class ProjectCommit(CommitRow):
    """One commit of one project's branch."""

    project: str
    """Its folder name, with the parent folder where two are called the same."""
    path: str
    branch: str
