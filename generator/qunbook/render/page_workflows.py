"""What the pages of workflows say: what leads where, who does it, how long it takes at worst, and a list to print."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qunbook import queries
from qunbook.kinds.role import Role
from qunbook.kinds.workflow import Step, Workflow
from qunbook.render import diagrams
from qunbook.render.book import Book, address_of
from qunbook.render.questions import named


@dataclass(frozen=True)
class Way:
    """Where a step leads: the answer that leads there ("" for the only way) and the step."""

    answer: str
    step: Step
    number: int


def workflow_page(book: Book, workflow: Workflow) -> dict[str, Any]:
    related = queries.related(book.playbook, workflow)
    return {
        "ways": ways(workflow),
        "diagram": (lambda show: diagrams.workflow(show, workflow)) if len(workflow.steps) <= diagrams.MOST else None,
        "slowest": queries.slowest(workflow),
        "share": queries.share(book.playbook, workflow),
        "list": list_of(workflow),
        "related": related,
        "told": related,
        "shown": named(
            "trigger steps type community sla levels input output schedule contacts rehearsed owner related",
        ),
    }


def ways(workflow: Workflow) -> Callable[[Step], list[Way]]:
    """Where a step leads, for each step that does not simply lead to the one below."""
    numbers = {step.id: n for n, step in enumerate(workflow.steps, 1)}
    by_id = {step.id: step for step in workflow.steps}

    def lead(step: Step) -> list[Way]:
        if step.branches:
            return [Way(answer, by_id[id], numbers[id]) for answer, id in step.branches.items() if id in by_id]
        after = numbers[step.id] < len(workflow.steps) and workflow.steps[numbers[step.id]].id
        if step.next and step.next in by_id and step.next != after:
            return [Way("", by_id[step.next], numbers[step.next])]
        return []

    return lead


# To print ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class List:
    """The steps of a workflow one below the other, on a page to print and tick."""

    workflow: Workflow

    @property
    def path(self) -> str:
        """Two folders deep, so that no workflow's id is in the way."""
        return f"workflows/list/{self.workflow.id}.md"

    @property
    def address(self) -> str:
        return address_of(self.path)


def list_of(workflow: Workflow) -> List | None:
    return List(workflow) if workflow.steps and workflow.status != "archived" else None


def lists(book: Book) -> list[List]:
    return [one for workflow in book.playbook.all(Workflow) if (one := list_of(workflow))]


def list_title(book: Book, one: List) -> str:
    if one.workflow.type == "crisis":
        return book.words.text("{workflow}: card", workflow=one.workflow.name)
    return book.words.text("{workflow}: checklist", workflow=one.workflow.name)


def list_page(book: Book, one: List) -> dict[str, Any]:
    workflow = one.workflow
    roles = dict.fromkeys((*workflow.contacts, *(step.role for step in workflow.steps if step.role)))
    found = [role for id in roles if (role := book.playbook.find(Role, id))]
    return {
        "e": workflow,
        "crisis": workflow.type == "crisis",
        "ways": ways(workflow),
        "slowest": queries.slowest(workflow),
        "people": [(role, queries.holders_on(book.playbook, role, book.today)) for role in found],
    }
