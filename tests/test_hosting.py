"""Calendars leave every server as `text/calendar; charset=utf-8`: without it Google shows Chinese as noise."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
import urllib.request
from contextlib import contextmanager

import pytest

from conftest import ROOT, missing

HOSTING = ROOT / "generator" / "qunbook" / "skeleton" / "repository" / "hosting"
WANTED = "text/calendar; charset=utf-8"
NGINX = """
daemon off; master_process off; pid {home}/nginx.pid; error_log {home}/error.log;
events {{ }}
http {{
  access_log off; client_body_temp_path {home}/body; proxy_temp_path {home}/proxy; fastcgi_temp_path {home}/fastcgi;
  uwsgi_temp_path {home}/uwsgi; scgi_temp_path {home}/scgi;
  types {{ text/html html; }}
  server {{ listen 127.0.0.1:{port}; root {home}/site; {snippet} }}
}}
"""
APACHE = """
ServerName localhost
ServerRoot {home}
PidFile {home}/httpd.pid
ErrorLog {home}/error.log
Listen 127.0.0.1:{port}
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule mime_module {modules}/mod_mime.so
LoadModule headers_module {modules}/mod_headers.so
TypesConfig /dev/null
AddType text/html .html
DocumentRoot {home}/site
{snippet}
"""
CADDY = """
{{
  admin off
  auto_https off
  storage file_system {home}/caddy
}}
http://127.0.0.1:{port} {{
  root * {home}/site
  file_server
  {snippet}
}}
"""


@contextmanager
def serving(home, program, template, file, command):
    """A server that is installed here, with our lines in its settings, on loopback."""
    unpacked = [str(ROOT / ".venv" / "servers" / "usr" / folder / program) for folder in ("sbin", "bin")]
    places = (program, f"/usr/sbin/{program}", *unpacked)
    found = next(filter(None, map(shutil.which, places)), None)
    if not found:
        missing(program)
    (home / "site" / "calendar").mkdir(parents=True)
    (home / "site" / "calendar" / "all.ics").write_text("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    (home / "site" / "index.html").write_text("<p>x</p>")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = home / "settings"
    snippet, modules = (HOSTING / file).read_text("utf-8"), "/usr/lib/apache2/modules"
    settings.write_text(template.format(home=home, port=port, snippet=snippet, modules=modules), "utf-8")
    process = subprocess.Popen([found, *(part.format(settings=settings) for part in command)], cwd=home)
    try:
        for _ in range(100):
            with socket.socket() as there:
                if there.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, "the server does not take our lines"
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


SERVERS = [
    ("nginx", NGINX, "nginx.conf", ["-p", "/tmp", "-c", "{settings}"]),
    ("apache2", APACHE, "apache.conf", ["-X", "-f", "{settings}"]),
    ("caddy", CADDY, "Caddyfile", ["run", "--adapter", "caddyfile", "--config", "{settings}"]),
]


@pytest.mark.parametrize("server", SERVERS, ids=[server[0] for server in SERVERS])
def test_servers_send_calendars_as_calendars(server, tmp_path):
    """With our lines a real server sends a feed with its type and character set, and pages as before."""
    with serving(tmp_path, *server) as address:
        with urllib.request.urlopen(f"{address}/calendar/all.ics") as answer:
            assert answer.headers["Content-Type"].lower().replace(";charset", "; charset") == WANTED
            assert answer.headers["Cache-Control"] == "max-age=3600"
        with urllib.request.urlopen(f"{address}/index.html") as answer:
            assert not answer.headers["Content-Type"].startswith("text/calendar")


def test_every_way_names_the_type_and_the_character_set():
    """Nothing that we ship for a host leaves one of the two out, not even where no server is at hand."""
    for name in ("nginx.conf", "Caddyfile", "apache.conf"):
        text = (HOSTING / name).read_text("utf-8")
        assert "text/calendar" in text
        assert "utf-8" in text
    for language in ("zh", "en"):
        text = (HOSTING / f"README.{language}.md").read_text("utf-8")
        commands = re.findall(r"`((?:ossutil|coscli|aws) .*?)`", text)
        assert len(commands) == 3
        assert all(WANTED in command and "ics" in command for command in commands)
        assert all((HOSTING / name).is_file() for name in re.findall(r"`(nginx\.conf|Caddyfile|apache\.conf)`", text))


@pytest.mark.parametrize("edition", ["member", "staff"])
def test_hosts_that_read_a_file_of_headers_get_one(built_site, edition):
    """The built site has `_headers`; the staff's also tells search engines to stay away."""
    text = (built_site / edition / "_headers").read_text("utf-8")
    assert f"/*.ics\n  Content-Type: {WANTED}\n" in text
    assert ("noindex" in text) == (edition == "staff")
