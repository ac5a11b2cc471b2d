"""Questions that checks and renderers both ask: who holds a role, when something happens, what is still to be done.

One subject a module, and here the list of all that one may ask. All are pure. Those that cost something remember their
answer with the playbook, which is frozen.
"""

from qunbook.queries.assessments import Evidence, structure_evidence
from qunbook.queries.base import handbook, here, home, horizon, remembered
from qunbook.queries.columns import Issue, issues
from qunbook.queries.deeds import Deed, deeds
from qunbook.queries.duty import Duty, Shift, duties_of, is_noted, is_stood_in_for, on_duty, roster, turn
from qunbook.queries.events import changed, has_days_off, has_makeup_days, holidays, next_occurrences, occurrences
from qunbook.queries.metrics import (
    Standing,
    State,
    figures,
    is_from_runs,
    latest,
    missing_period,
    reaches,
    run_figure,
    standing,
    state,
)
from qunbook.queries.ranks import Tree, tree_of, way_up
from qunbook.queries.retros import (
    MISSING,
    Promise,
    needs_retro,
    open_actions,
    overdue,
    owes_retro,
    promises,
    retro_due,
    retro_of,
    retro_policy,
    retros_of,
)
from qunbook.queries.roles import (
    Cover,
    Handover,
    active_roles,
    communities_of,
    cover,
    deputy_for,
    end_of_term,
    handovers,
    hands_over_on,
    holders_on,
    holding,
    is_alone,
    is_thin,
    is_vacant,
    last_day_of,
    load,
    people,
    roles_of,
    stand_ins,
    steady_holders,
    vacant_roles,
)
from qunbook.queries.rules import LAST, Consequence, consequences, rules_for, successor
from qunbook.queries.runs import held_on, run_on, runs_of
from qunbook.queries.shares import PARTS, Falls, Part, Share, falls_to, share, shares
from qunbook.queries.skills import Skill, skills, trainings
from qunbook.queries.tasks import Preparation, applies, item_ids, preparations
from qunbook.queries.things import first_id, is_active, is_silenced, review_due, title
from qunbook.queries.workflows import Slowest, related, slowest
