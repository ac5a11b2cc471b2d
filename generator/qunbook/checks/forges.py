"""`edit_url` must lead to where the forge edits a file, not to the front page of the repository.

An edit link is `edit_url` with the file's path behind it. Copy the address of any file's edit page, up to `content/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qunbook.finding import Check, Finding
from qunbook.model import Playbook
from qunbook.queries import handbook
from qunbook.settings import Settings

_HOSTS = re.compile(r"https?://(?:www\.)?(github\.com|gitlab\.com|gitee\.com)/([^/]+/[^/]+?)(?:\.git)?/?\Z")
_EDIT = {"github.com": "edit/main", "gitlab.com": "-/edit/main", "gitee.com": "edit/master"}


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    address = handbook(playbook).edit_url
    if address and (known := _HOSTS.match(address)):
        host, repository = known[1], known[2]
        args = {"got": address, "wanted": f"https://{host}/{repository}/{_EDIT[host]}/"}
        yield Finding(handbook(playbook), ("edit_url",), "QB510", args)


CHECK = Check(("QB510",), find)
