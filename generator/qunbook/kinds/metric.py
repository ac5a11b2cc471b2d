"""A metric: what is counted, where the figure comes from, what is good and when it turns amber and red.

Its values are rows of `content/data/metrics/<id>.csv`: `date,value,community,n,note`.
"""

from __future__ import annotations

from typing import Annotated

from qunbook.fields import Choice, CommunityId, Line, Name, RoleId, TargetField, WorkflowId
from qunbook.model import Kind, Label, Part
from qunbook.thing import Thing


class Provenance(Part):
    system: Annotated[Line, Label("来源", "system", "哪张表、哪个后台", "the sheet or system")]
    how: Annotated[Line | None, Label("怎么取数", "how", "一步步怎么得到", "how to get it")] = None


class Metric(Thing):
    kind = "metric"

    unit: Annotated[
        Name, Label("单位", "unit", "percent、minute、score_1_5、人…", "percent, minute, score_1_5, people …")
    ]
    source: Annotated[Provenance, Label("来源", "source", "从哪里来、怎么取", "where it comes from, and how")]
    formula: Annotated[Line | None, Label("算法", "formula", "怎么算", "how it is worked out")] = None
    direction: Annotated[
        Annotated[str, Choice("direction")], Label("方向", "direction", "越高越好或越低越好", "which way is better")
    ] = "up"
    cadence: Annotated[Annotated[str, Choice("cadence")], Label("频率", "cadence", "多久一次", "how often")] = "monthly"
    target: Annotated[TargetField | None, Label("目标", "target", "要到多少", "what it should be")] = None
    amber: Annotated[TargetField | None, Label("黄线", "amber", "到这里要留意", "look out from here")] = None
    red: Annotated[TargetField | None, Label("红线", "red", "到这里要行动", "act from here")] = None
    stage: Annotated[
        Annotated[str, Choice("stage")] | None,
        Label("环节", "stage", "拉新到留存的哪一段", "its stage of the member's life"),
    ] = None
    communities: Annotated[
        tuple[CommunityId, ...], Label("社群", "communities", "看哪些社群", "where it is measured")
    ] = ()
    on_red: Annotated[WorkflowId | None, Label("亮红怎么办", "on red", "走哪个流程", "the workflow to follow")] = None
    owner: Annotated[RoleId | None, Label("负责人", "owner", "谁录数", "who keeps it")] = None


KIND = Kind("metric", "metrics", Metric, "指标", "metric", "metrics", visibility="staff", review_every=365)
