"""`robots.txt`: the members' site may be found by search engines, the staff site is nobody's business."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urljoin

from qunbook.artifact import Artifact, Renderer, View
from qunbook.kinds.handbook import Handbook


def robots(view: View) -> Iterable[Artifact]:
    """The file (RFC 9309), which crawlers look for at the root of a host only. The pages of the staff site say the
    same, each for itself.
    """
    if view.audience == "staff":
        yield Artifact.text("robots.txt", "User-agent: *\nDisallow: /\n")
        return
    address = view.playbook.one(Handbook).site_url
    where = f"\nSitemap: {urljoin(address.rstrip('/') + '/', 'sitemap.xml')}\n" if address else ""
    yield Artifact.text("robots.txt", f"User-agent: *\nAllow: /\n{where}")


RENDERER = Renderer("robots", robots)
