"""Qunbook: a Git folder of Markdown in; a handbook site, calendar feeds and checklists out."""

from __future__ import annotations

__version__ = "0.1.0"
