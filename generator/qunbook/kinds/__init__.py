"""Every kind, in the order in which readers meet them."""

from qunbook.kinds import (
    assessment, campaign, checklist, column, community, event, handbook, incentive, ladder, metric, page, person, plan, retro, role,
    rule, run, scenario, term, workflow,
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
