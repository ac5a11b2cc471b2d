"""Every kind, in the order in which readers meet them."""

from pathlib import PurePosixPath

from qunbook.kinds import (
    assessment,
    campaign,
    checklist,
    column,
    community,
    event,
    handbook,
    incentive,
    ladder,
    metric,
    page,
    person,
    plan,
    retro,
    role,
    rule,
    run,
    scenario,
    term,
    workflow,
)  # fmt: skip
from qunbook.model import Kind

KINDS: tuple[Kind, ...] = (
    handbook.KIND,
    community.KIND,
    rule.KIND,
    ladder.KIND,
    role.KIND,
    person.KIND,
    event.KIND,
    run.KIND,
    workflow.KIND,
    checklist.KIND,
    retro.KIND,
    metric.KIND,
    assessment.KIND,
    column.KIND,
    incentive.KIND,
    campaign.KIND,
    plan.KIND,
    term.KIND,
    scenario.KIND,
    page.KIND,
)


def identity(path: str) -> tuple[Kind, str] | None:
    """The kind and the id of a content file; None for a path where there can be none."""
    parts = PurePosixPath(path).with_suffix("").parts[1:]
    folder = parts[0] if len(parts) > 1 else ""
    kind = next((kind for kind in KINDS if kind.folder == folder), None)
    if kind is None or not parts or not path.endswith(".md"):
        return None
    return kind, "/".join(parts[-2:]) if kind.nested else parts[-1]
