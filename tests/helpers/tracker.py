#!/usr/bin/env python3
"""Issue trackers on this machine, as strict as their documentation is.

usage: tracker.py DIR

Listens on 127.0.0.1 and writes the address into DIR/url.  One list of issues, spoken
to as GitHub below /github, GitLab below /gitlab, Gitea and Forgejo below /gitea, Jira
below /jira; a request that one of them would refuse is refused, and is a line in
DIR/wrong.  A test looks at and changes the list by POST /admin {"op": ...}.  Faults are
asked for there, too; they are chosen by a seed.  Ends when DIR/stop exists, or after
thirty minutes.
"""
import base64
import json
import os
import random
import re
import sys
import threading
import time
from datetime import datetime, timezone
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

DIR = sys.argv[1]
LOCK = threading.RLock()
TOKEN = "tok-4711-secret"
LOGINS = {"ann": 1, "bob": 2, "al": 3, "bot": 9}


class Tracker:
    def __init__(self):
        self.issues = {}
        self.next = 1
        self.next_comment = 100
        self.writes = 0
        self.requests = 0
        self.skew = 0
        self.elsewhere = None
        self.faults = None
        self.meanwhile = []
        self.labels = {}
        self.stamp = 0

    def now(self):
        # later than everything before, as a server's clock is
        self.stamp = max(self.stamp, time.time() + self.skew)
        return self.stamp

    def new(self, author="bot", **v):
        n = self.next
        self.next += 1
        at = self.now()
        self.issues[n] = {
            "n": n, "title": "", "body": "", "state": "open", "reason": None,
            "labels": [], "assignees": [], "due": None, "priority": "Medium",
            "status": "To Do", "author": author, "created": at,
            "updated": at, "comments": [], "props": {}, "files": []}
        self.issues[n].update(v)
        return self.issues[n]

    def touch(self, i):
        i["updated"] = self.now()

    def comment(self, i, author, body, props=None):
        c = {"id": self.next_comment, "author": author, "body": body,
             "created": self.now(), "updated": self.now(),
             "props": props or {}}
        self.next_comment += 1
        i["comments"].append(c)
        self.touch(i)
        return c


T = Tracker()


def iso(t):
    return datetime.fromtimestamp(int(t), timezone.utc).strftime(
        "%Y-%m-%dT%H:%M:%SZ")


class Refuse(Exception):
    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


def comment_of(number, i=None):
    """(issue, comment) of a comment's number, of issue `i` only when given."""
    for j in T.issues.values():
        for c in j["comments"]:
            if c["id"] == int(number) and (i is None or i is j) and \
                    not j.get("deleted"):
                return j, c
    raise Refuse(404, "Not Found")


def drop_comment(number, i=None):
    """Who deletes somebody else's comment here is no bridge of ours."""
    j, c = comment_of(number, i)
    need(c["author"] == "bot", 403, "that is another person's comment")
    j["comments"].remove(c)
    return 204, None, {}


def user(name):
    return {"login": name, "id": LOGINS.get(name, 50)}


def need(condition, status, message):
    if not condition:
        raise Refuse(status, message)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    # ---- answers ----

    def send(self, status, value=None, headers=None, cut=False):
        data = b"" if value is None else json.dumps(value).encode()
        self.send_response_only(status)
        self.send_header("Date", formatdate(T.now(), usegmt=True))
        for name, text in (headers or {}).items():
            self.send_header(name, text)
        if status not in (204, 304):
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if cut:
            self.wfile.write(data[:len(data) // 2])
            return self.hang_up()
        if status not in (204, 304):
            self.wfile.write(data)

    def hang_up(self):
        self.close_connection = True
        try:
            self.wfile.flush()
            self.connection.shutdown(2)
        except OSError:
            pass

    def fault(self):
        f = T.faults
        if not f or f["rnd"].random() >= f["p"]:
            return None
        return f["rnd"].choice(f["kinds"])

    # ---- requests ----

    def handle_any(self):
        n = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(n)
        url = urlsplit(self.path)
        self.q = {k: v[-1] for k, v in parse_qs(
            url.query, keep_blank_values=True).items()}
        self.route = url.path
        with LOCK:
            if self.route == "/admin":
                return self.send(200, admin(json.loads(raw)))
            T.requests += 1
            what = self.fault()
            if what == "429":
                return self.send(429, {"message": "slow down"},
                                 {"Retry-After": "0"})
            if what == "patience":
                return self.send(429, {"message": "slow down"}, {
                    "Retry-After": T.faults["after"]})
            if what == "limit":
                return self.send(403, {"message": "rate limit exceeded"}, {
                    "X-RateLimit-Remaining": "0",
                    "X-RateLimit-Reset": str(int(T.now()))})
            if what in ("500", "502", "503"):
                return self.send(int(what), {"message": "fault"})
            if what == "drop":
                return self.hang_up()
            self.twist = what == "pages"
            try:
                self.body = json.loads(raw) if raw else None
                if raw and self.headers.get("Content-Type", "").split(
                        ";")[0] != "application/json":
                    raise Refuse(415, "Content-Type")
                status, value, headers = self.api()
                if self.command != "GET" and "/search" not in self.route:
                    T.writes += 1
                elif T.meanwhile and self.route.endswith(
                        ("/issues", "/search", "/search/jql")):
                    admin(T.meanwhile.pop(0))
            except Refuse as e:
                with open(os.path.join(DIR, "wrong"), "a") as f:
                    f.write(f"{self.command} {self.path} {e.status} {e} "
                            f"{raw.decode('utf-8', 'replace')}\n")
                return self.send(e.status, {"message": str(e)})
            if what == "lost":
                return self.hang_up()
            if what == "slow":
                time.sleep(1.5)
            return self.send(status, value, headers, what == "cut")

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = handle_any

    def api(self):
        for prefix, make in APIS:
            if self.route.startswith(prefix):
                return make(self, self.route[len(prefix):])
        raise Refuse(404, "Not Found")

    def page(self, items, size_name, limit, default=30):
        """(items of a page, headers with the next one)"""
        size = int(self.q.get(size_name, default))
        need(1 <= size <= limit, 422, f"{size_name} is 1 to {limit}")
        page = int(self.q.get("page", 1))
        part = items[(page - 1) * size:page * size]
        headers = {}
        if page * size < len(items):
            q = dict(self.q, page=str(page + 1))
            url = "http://%s%s?%s" % (
                self.headers["Host"], self.route, "&".join(
                    f"{k}={v}" for k, v in q.items()))
            headers["Link"] = (f'<{url}>; rel="next", '
                               f'<{url}>; rel="last"')
        if T.elsewhere:
            headers["Link"] = f'<{T.elsewhere}{self.route}?page=2>; rel="next"'
        if self.twist and part:
            # what an item that moves meanwhile does to pages
            part = part[::-1] + part[:1]
        return part, headers


def fields(body, known):
    need(isinstance(body, dict), 400, "Problems parsing JSON")
    for k in body:
        need(k in known, 422, f"unknown member {k}")


def strings(v):
    need(isinstance(v, list) and all(isinstance(x, str) for x in v), 422,
         "a list of strings")
    return list(v)


# ---- GitHub ----

def github_issue(h, i):
    return {
        "id": 7000 + i["n"], "number": i["n"], "title": i["title"],
        "body": i["body"], "state": i["state"], "state_reason": i["reason"],
        "html_url": f"https://github.example/ann/shop/issues/{i['n']}",
        "labels": [{"name": x, "color": "ededed"} for x in i["labels"]],
        "assignees": [user(x) for x in i["assignees"]],
        "user": user(i["author"]),
        "comments": i["says"] if "says" in i else len(i["comments"]),
        "created_at": iso(i["created"]), "updated_at": iso(i["updated"]),
        "closed_at": iso(i["updated"]) if i["state"] == "closed" else None}


def github_comment(h, i, c):
    return {
        "id": c["id"], "body": c["body"], "user": user(c["author"]),
        "issue_url": f"http://x/github/repos/ann/shop/issues/{i['n']}",
        "created_at": iso(c["created"]), "updated_at": iso(c["updated"])}


def changed_since(h, name="since"):
    since = h.q.get(name)
    if since is None:
        return list(T.issues.values())
    need(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", since), 422, since)
    return [i for i in T.issues.values() if iso(i["updated"]) >= since]


def find(number):
    i = T.issues.get(int(number))
    need(i is not None, 404, "Not Found")
    need(not i.get("deleted"), 410, "This issue was deleted")
    return i


def github_set(i, body, new):
    known = {"title", "body", "labels", "assignees"}
    fields(body, known if new else known | {"state", "state_reason"})
    if "title" in body or new:
        need(isinstance(body.get("title"), str) and
             0 < len(body["title"]) <= 256, 422, "title")
        i["title"] = body["title"]
    if "body" in body:
        need(body["body"] is None or len(body["body"]) <= 65536, 422, "body")
        i["body"] = body["body"] or ""
    if "labels" in body:
        i["labels"] = sorted(strings(body["labels"]))
    if "assignees" in body:
        # those who can not be assigned are left out in silence
        i["assignees"] = [x for x in strings(body["assignees"])
                          if x in LOGINS][:10]
    if "state" in body:
        need(body["state"] in ("open", "closed"), 422, "state")
        need(body.get("state_reason") in (
            None, "completed", "not_planned", "reopened"), 422, "reason")
        i["state"] = body["state"]
        i["reason"] = (body.get("state_reason") or "completed") \
            if body["state"] == "closed" else "reopened"


def github(h, path):
    need(h.headers.get("Authorization") == f"Bearer {TOKEN}", 401,
         "Bad credentials")
    need(h.headers.get("User-Agent"), 403, "User-Agent")
    need(h.headers.get("Accept") == "application/vnd.github+json", 415,
         "Accept")
    need(h.headers.get("X-GitHub-Api-Version") == "2022-11-28", 400,
         "version")
    need(path.startswith("/repos/ann/shop/issues"), 404, "Not Found")
    rest = path[len("/repos/ann/shop/issues"):]
    if rest == "" and h.command == "GET":
        need(h.q.get("state") == "all" and h.q.get("sort") == "updated" and
             h.q.get("direction") == "asc", 422, "query")
        items = [i for i in changed_since(h) if not i.get("deleted")]
        items.sort(key=lambda i: i["updated"])
        part, headers = h.page(items, "per_page", 100)
        value = [github_issue(h, i) for i in part]
        if h.q.get("page", "1") == "1":
            value.append(dict(github_issue(h, {
                **Tracker().new(), "n": 9999}), pull_request={"url": "x"}))
        etag = 'W/"%x"' % (hash(json.dumps(value)) & (1 << 60) - 1)
        if h.headers.get("If-None-Match") == etag:
            return 304, None, {"ETag": etag}
        return 200, value, dict(headers, ETag=etag)
    if rest == "" and h.command == "POST":
        i = T.new()
        github_set(i, h.body, True)
        return 201, github_issue(h, i), {}
    m = re.fullmatch(r"/comments/(\d+)", rest)
    if m and h.command == "DELETE":
        return drop_comment(m.group(1))
    if m:
        need(h.command == "GET", 405, "method")
        return 200, github_comment(h, *comment_of(m.group(1))), {}
    if rest == "/comments":
        need(h.command == "GET", 405, "method")
        items = [(i, c) for i in T.issues.values() for c in i["comments"]
                 if not i.get("deleted") and
                 iso(c["updated"]) >= h.q.get("since", "")]
        items.sort(key=lambda x: x[1]["updated"])
        part, headers = h.page(items, "per_page", 100)
        return 200, [github_comment(h, *x) for x in part], headers
    m = re.fullmatch(r"/(\d+)(/comments)?", rest)
    need(m, 404, "Not Found")
    i = find(m.group(1))
    if m.group(2):
        need(h.command == "POST", 405, "method")
        fields(h.body, {"body"})
        need(h.body["body"], 422, "body")
        return 201, github_comment(h, i, T.comment(i, "bot",
                                                   h.body["body"])), {}
    if h.command == "PATCH":
        github_set(i, h.body, False)
        T.touch(i)
    else:
        need(h.command == "GET", 405, "method")
    return 200, github_issue(h, i), {}


# ---- GitLab ----

def gitlab_issue(h, i):
    return {
        "id": 9000 + i["n"], "iid": i["n"], "title": i["title"],
        "description": i["body"],
        "state": "closed" if i["state"] == "closed" else "opened",
        "labels": i["labels"], "due_date": i["due"],
        "assignees": [{"id": LOGINS[x], "username": x}
                      for x in i["assignees"]],
        "author": {"username": i["author"]},
        "web_url": f"https://gitlab.example/ann/shop/-/issues/{i['n']}",
        "user_notes_count": len(i["comments"]),
        "created_at": iso(i["created"])[:-1] + ".000Z",
        "updated_at": iso(i["updated"])[:-1] + ".000Z"}


def gitlab_note(c, system=False):
    return {
        "id": c["id"], "body": c["body"], "system": system,
        "author": {"username": c["author"], "id": LOGINS.get(c["author"], 50)},
        "created_at": iso(c["created"])[:-1] + ".000Z",
        "updated_at": iso(c["updated"])[:-1] + ".000Z"}


def gitlab_set(i, body, new):
    known = {"title", "description", "labels", "assignee_ids", "due_date"}
    fields(body, known if new else known | {"state_event"})
    if "title" in body or new:
        need(isinstance(body.get("title"), str) and
             0 < len(body["title"]) <= 255, 400, "title")
        i["title"] = body["title"]
    if "description" in body:
        i["body"] = body["description"] or ""
    if "labels" in body:
        need(isinstance(body["labels"], str), 400, "labels")
        i["labels"] = sorted(x for x in body["labels"].split(",") if x)
    if "assignee_ids" in body:
        names = {v: k for k, v in LOGINS.items()}
        i["assignees"] = [names[x] for x in body["assignee_ids"]
                          if x in names][:1]
    if "due_date" in body:
        need(re.fullmatch(r"(\d{4}-\d\d-\d\d)?", body["due_date"]), 400,
             "due_date")
        i["due"] = body["due_date"] or None
    if "state_event" in body:
        need(body["state_event"] in ("close", "reopen"), 400, "state_event")
        i["state"] = "closed" if body["state_event"] == "close" else "open"


def gitlab(h, path):
    need(h.headers.get("PRIVATE-TOKEN") == TOKEN, 401, "401 Unauthorized")
    if path == "/api/v4/users":
        name = h.q["username"]
        return 200, [{"id": LOGINS[name], "username": name}] \
            if name in LOGINS else [], {}
    base = "/api/v4/projects/ann%2Fshop/issues"
    need(path.startswith(base), 404, "404 Project Not Found")
    rest = path[len(base):]
    if rest == "" and h.command == "GET":
        need(h.q.get("order_by") == "updated_at" and h.q.get("sort") == "asc"
             and h.q.get("scope") == "all", 400, "query")
        items = [i for i in changed_since(h, "updated_after")
                 if not i.get("deleted")]
        items.sort(key=lambda i: i["updated"])
        part, headers = h.page(items, "per_page", 100, 20)
        return 200, [gitlab_issue(h, i) for i in part], headers
    if rest == "" and h.command == "POST":
        i = T.new()
        gitlab_set(i, h.body, True)
        return 201, gitlab_issue(h, i), {}
    m = re.fullmatch(r"/(\d+)/notes/(\d+)", rest)
    if m and h.command == "DELETE":
        return drop_comment(m.group(2), T.issues.get(int(m.group(1))))
    if m:
        need(h.command == "GET", 405, "method")
        return 200, gitlab_note(comment_of(m.group(2), T.issues.get(
            int(m.group(1))))[1]), {}
    m = re.fullmatch(r"/(\d+)(/notes)?", rest)
    need(m, 404, "404 Not Found")
    i = T.issues.get(int(m.group(1)))
    need(i is not None and not i.get("deleted"), 404, "404 Not found")
    if m.group(2) and h.command == "GET":
        system = dict(Tracker().comment(Tracker().new(), "bot", "closed"))
        notes = [gitlab_note(dict(system, id=1), True)] + \
            [gitlab_note(c) for c in i["comments"]]
        part, headers = h.page(notes, "per_page", 100, 20)
        return 200, part, headers
    if m.group(2):
        need(h.command == "POST", 405, "method")
        fields(h.body, {"body"})
        return 201, gitlab_note(T.comment(i, "bot", h.body["body"])), {}
    if h.command == "PUT":
        need(h.body, 400, "nothing to change")
        gitlab_set(i, h.body, False)
        T.touch(i)
    else:
        need(h.command == "GET", 405, "method")
    return 200, gitlab_issue(h, i), {}


# ---- Gitea, Forgejo ----

def gitea_issue(h, i):
    return {
        "id": 500 + i["n"], "number": i["n"], "title": i["title"],
        "body": i["body"], "state": i["state"],
        "html_url": f"https://gitea.example/ann/shop/issues/{i['n']}",
        "labels": [{"id": label_id(x), "name": x} for x in i["labels"]],
        "assignees": [user(x) for x in i["assignees"]] or None,
        "user": user(i["author"]), "pull_request": None,
        "comments": len(i["comments"]),
        "due_date": i["due"] + "T23:59:59Z" if i["due"] else None,
        "assets": i["files"],
        "created_at": iso(i["created"]), "updated_at": iso(i["updated"])}


def label_id(name):
    return T.labels.setdefault(name, 10 + len(T.labels))


def gitea_labels(v):
    names = {n: x for x, n in T.labels.items()}
    need(isinstance(v, list) and all(x in names for x in v), 404,
         "label does not exist")
    return sorted(names[x] for x in v)


def gitea_set(i, body, new):
    known = {"title", "body", "assignees", "due_date"}
    fields(body, known | ({"labels", "closed"} if new else
                          {"state", "unset_due_date"}))
    if "title" in body or new:
        need(isinstance(body.get("title"), str) and
             0 < len(body["title"]) <= 255, 422, "title")
        i["title"] = body["title"]
    if "body" in body:
        i["body"] = body["body"]
    if "labels" in body:
        i["labels"] = gitea_labels(body["labels"])
    if "assignees" in body:
        names = strings(body["assignees"])
        need(all(x in LOGINS for x in names), 422, "user does not exist")
        i["assignees"] = names
    if "due_date" in body:
        need(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
                          body["due_date"]), 422, "due_date")
        i["due"] = body["due_date"][:10]
    if body.get("unset_due_date"):
        i["due"] = None
    if "state" in body:
        need(body["state"] in ("open", "closed"), 422, "state")
        i["state"] = body["state"]


def gitea(h, path):
    need(h.headers.get("Authorization") == f"token {TOKEN}", 401,
         "token is required")
    base = "/api/v1/repos/ann/shop/"
    need(path.startswith(base), 404, "The target couldn't be found.")
    rest = path[len(base):]
    if rest == "labels" and h.command == "GET":
        items = [{"id": n, "name": x} for x, n in T.labels.items()]
        part, headers = h.page(items, "limit", 50)
        return 200, part, headers
    if rest == "labels":
        fields(h.body, {"name", "color"})
        need(re.fullmatch(r"#[0-9a-f]{6}", h.body["color"]), 422, "color")
        return 201, {"id": label_id(h.body["name"]),
                     "name": h.body["name"]}, {}
    if rest == "issues" and h.command == "GET":
        need(h.q.get("state") == "all" and h.q.get("type") == "issues", 422,
             "query")
        items = [i for i in changed_since(h) if not i.get("deleted")]
        items.sort(key=lambda i: -i["n"])
        part, headers = h.page(items, "limit", 50)
        return 200, [gitea_issue(h, i) for i in part], headers
    if rest == "issues":
        need(h.command == "POST", 405, "method")
        i = T.new()
        gitea_set(i, h.body, True)
        return 201, gitea_issue(h, i), {}
    m = re.fullmatch(r"issues/comments/(\d+)", rest)
    if m and h.command == "DELETE":
        return drop_comment(m.group(1))
    if m:
        need(h.command == "GET", 405, "method")
        return 200, github_comment(h, *comment_of(m.group(1))), {}
    if rest == "issues/comments":
        items = [(i, c) for i in T.issues.values() for c in i["comments"]
                 if iso(c["updated"]) >= h.q.get("since", "") and
                 not i.get("deleted")]
        part, headers = h.page(items, "limit", 50)
        return 200, [dict(
            github_comment(h, *x), issue_url="https://gitea.example/ann/"
            f"shop/issues/{x[0]['n']}") for x in part], headers
    m = re.fullmatch(r"issues/(\d+)(/comments|/labels)?", rest)
    need(m, 404, "not found")
    i = T.issues.get(int(m.group(1)))
    need(i is not None and not i.get("deleted"), 404, "not found")
    if m.group(2) == "/labels":
        need(h.command == "PUT", 405, "method")
        fields(h.body, {"labels"})
        i["labels"] = gitea_labels(h.body["labels"])
        T.touch(i)
        return 200, gitea_issue(h, i)["labels"], {}
    if m.group(2):
        need(h.command == "POST", 405, "method")
        fields(h.body, {"body"})
        c = github_comment(h, i, T.comment(i, "bot", h.body["body"]))
        return 201, dict(c, issue_url="https://gitea.example/ann/shop/"
                         f"issues/{i['n']}"), {}
    if h.command == "PATCH":
        gitea_set(i, h.body, False)
        T.touch(i)
        return 201, gitea_issue(h, i), {}
    need(h.command == "GET", 405, "method")
    return 200, gitea_issue(h, i), {}


# ---- Jira ----

STATUSES = {"To Do": "new", "In Progress": "indeterminate", "Done": "done"}
WAYS = {"11": "To Do", "21": "In Progress", "31": "Done"}
PRIORITIES = ["Highest", "High", "Medium", "Low", "Lowest"]


def jira_time(t):
    return iso(t)[:-1] + ".000+0000"


def jira_status(name):
    return {"name": name, "statusCategory": {"key": STATUSES[name]}}


def jira_user(name, cloud):
    """Data Center: a name, which can change, and a key; Cloud: an account."""
    n = LOGINS.get(name, 50)
    return {"accountId": f"557058:{n}", "displayName": name} if cloud else \
        {"name": name, "key": f"JIRAUSER{n}", "displayName": name}


def jira_issue(i, want, props):
    cloud = "server" not in want
    all_fields = {
        "summary": i["title"], "description": i["body"] or None,
        "status": jira_status(i["status"]),
        "resolution": {"name": "Done"} if i["status"] == "Done" else None,
        "labels": i["labels"],
        "assignee": jira_user(i["assignees"][0], cloud)
        if i["assignees"] else None,
        "reporter": jira_user(i["author"], cloud),
        "priority": {"name": i["priority"]}, "duedate": i["due"],
        "created": jira_time(i["created"]),
        "updated": jira_time(i["updated"]),
        "attachment": i["files"],
        "comment": {"total": len(i["comments"])}}
    out = {"id": str(10000 + i["n"]), "key": f"SHOP-{i['n']}",
           "fields": {k: v for k, v in all_fields.items() if k in want}}
    if props:
        out["properties"] = {k: v for k, v in i["props"].items()
                             if k in props}
    return out


def jira_comment(c, expand, cloud):
    out = {"id": str(c["id"]), "body": c["body"],
           "author": jira_user(c["author"], cloud),
           "created": jira_time(c["created"]),
           "updated": jira_time(c["updated"])}
    if "properties" in expand:
        out["properties"] = [{"key": k, "value": v}
                             for k, v in c["props"].items()]
    return out


def jira_set(i, f, new, who):
    known = {"summary", "description", "labels", "duedate", "priority",
             "assignee"}
    fields(f, known | {"project", "issuetype"} if new else known)
    if new:
        need(f.get("project") == {"key": "SHOP"}, 400, "project")
        need(f.get("issuetype") == {"name": "Task"}, 400, "issuetype")
    if "summary" in f or new:
        need(isinstance(f.get("summary"), str) and "\n" not in f["summary"]
             and 0 < len(f["summary"]) <= 255, 400, "summary")
        i["title"] = f["summary"]
    if "description" in f:
        need(f["description"] is None or isinstance(f["description"], str),
             400, "description")
        i["body"] = f["description"] or ""
    if "labels" in f:
        need(all(" " not in x for x in strings(f["labels"])), 400,
             "The label can't contain spaces.")
        i["labels"] = sorted(f["labels"])
    if "duedate" in f:
        need(f["duedate"] is None or
             re.fullmatch(r"\d{4}-\d\d-\d\d", f["duedate"]), 400, "duedate")
        i["due"] = f["duedate"]
    if "priority" in f:
        need(f["priority"]["name"] in PRIORITIES, 400, "priority")
        i["priority"] = f["priority"]["name"]
    if "assignee" in f:
        known = {jira_user(x, who == "accountId")[who]: x for x in LOGINS}
        need(f["assignee"] is None or (
            set(f["assignee"]) == {who} and f["assignee"][who] in known),
            400, "assignee")
        i["assignees"] = [known[f["assignee"][who]]] if f["assignee"] else []


def jira_props(body):
    return {p["key"]: p["value"] for p in body.get("properties", [])}


def jira(h, path):
    cloud = os.path.exists(os.path.join(DIR, "cloud"))
    who = "accountId" if cloud else "name"
    basic = "Basic " + base64.b64encode(
        f"tess@example.com:{TOKEN}".encode()).decode()
    need(h.headers.get("Authorization") ==
         (basic if cloud else f"Bearer {TOKEN}"), 401, "no login")
    need(path.startswith("/rest/api/2/"), 404, "not found")
    rest = path[len("/rest/api/2/"):]
    if rest == "serverInfo":
        return 200, {"serverTime": jira_time(T.now())}, {}
    if rest == ("search/jql" if cloud else "search"):
        return jira_search(h, cloud)
    if rest == "issue" and h.command == "POST":
        fields(h.body, {"fields", "properties"})
        i = T.new()
        jira_set(i, h.body["fields"], True, who)
        i["props"] = jira_props(h.body)
        return 201, {"id": str(10000 + i["n"]), "key": f"SHOP-{i['n']}"}, {}
    m = re.fullmatch(r"issue/SHOP-(\d+)/comment/(\d+)", rest)
    if m and h.command == "DELETE":
        return drop_comment(m.group(2), T.issues.get(int(m.group(1))))
    if m:
        need(h.command == "GET", 405, "method")
        return 200, jira_comment(comment_of(m.group(2), T.issues.get(
            int(m.group(1))))[1], "", cloud), {}
    m = re.fullmatch(r"issue/SHOP-(\d+)(/transitions|/comment)?", rest)
    need(m, 404, "not found")
    i = T.issues.get(int(m.group(1)))
    need(i is not None and not i.get("deleted"), 404,
         "Issue does not exist or you do not have permission to see it.")
    if m.group(2) == "/transitions" and h.command == "GET":
        return 200, {"transitions": [
            {"id": k, "name": v, "to": jira_status(v)}
            for k, v in WAYS.items() if v != i["status"]]}, {}
    if m.group(2) == "/transitions":
        fields(h.body, {"transition"})
        to = WAYS.get(h.body["transition"]["id"])
        need(to and to != i["status"], 400, "no such transition")
        i["status"] = to
        i["state"] = "closed" if to == "Done" else "open"
        T.touch(i)
        return 204, None, {}
    if m.group(2) and h.command == "GET":
        at = int(h.q.get("startAt", 0))
        part = i["comments"][at:at + min(100, int(h.q["maxResults"]))]
        return 200, {"startAt": at, "total": len(i["comments"]), "comments": [
            jira_comment(c, h.q.get("expand", ""), cloud) for c in part]}, {}
    if m.group(2):
        fields(h.body, {"body", "properties"})
        c = T.comment(i, "bot", h.body["body"], jira_props(h.body))
        return 201, jira_comment(c, "", cloud), {}
    if h.command == "PUT":
        fields(h.body, {"fields"})
        jira_set(i, h.body["fields"], False, who)
        T.touch(i)
        return 204, None, {}
    need(h.command == "GET", 405, "method")
    want = h.q["fields"].split(",") + ([] if cloud else ["server"])
    return 200, jira_issue(i, want, h.q.get("properties", "").split(",")), {}


def jira_search(h, cloud):
    b = h.body
    known = {"jql", "maxResults", "fields", "properties"}
    fields(b, known | {"nextPageToken"} if cloud else known | {"startAt"})
    m = re.fullmatch(r'project = "SHOP"(?: AND updated >= "-(\d+)m")? '
                     r"ORDER BY updated ASC, key ASC", b["jql"])
    need(m, 400, "Error in the JQL Query")
    items = [i for i in T.issues.values() if not i.get("deleted")]
    if m.group(1):
        after = (T.now() - 60 * int(m.group(1))) // 60 * 60
        items = [i for i in items if i["updated"] >= after]
    items.sort(key=lambda i: i["updated"])
    size = min(int(b["maxResults"]), 100)
    at = int(b.get("nextPageToken", "p0")[1:]) if cloud else b["startAt"]
    part = items[at:at + size]
    if h.twist and part:
        part = part[::-1]
    want = b["fields"] + ([] if cloud else ["server"])
    out = {"issues": [jira_issue(i, want, b["properties"]) for i in part]}
    if cloud:
        out["isLast"] = at + size >= len(items)
        if not out["isLast"]:
            out["nextPageToken"] = f"p{at + size}"
    else:
        out.update(startAt=at, maxResults=size, total=len(items))
    return 200, out, {}


APIS = [("/github", github), ("/gitlab", gitlab), ("/gitea", gitea),
        ("/forgejo", gitea), ("/jira", jira)]


# ---- what tests ask for ----

def admin(a):
    op = a.pop("op")
    if op == "new":
        return T.new(**a)
    if op == "edit":
        i = T.issues[a.pop("n")]
        i.update(a)
        T.touch(i)
        return i
    if op == "comment":
        return T.comment(T.issues[a["n"]], a.get("author", "ann"), a["body"])
    if op == "edit comment":
        for i in T.issues.values():
            for c in i["comments"]:
                if c["id"] == a["id"]:
                    c["body"] = a["body"]
                    c["updated"] = T.now()
                    T.touch(i)
        return {}
    if op == "delete comment":
        # GitHub's time of change stays as it was then, others' does not
        i, c = comment_of(a["id"])
        i["comments"].remove(c)
        if a.get("touch"):
            T.touch(i)
        return {}
    if op == "rename":
        LOGINS[a["to"]] = LOGINS.pop(a["from"])
        for i in T.issues.values():
            i["assignees"] = [a["to"] if x == a["from"] else x
                              for x in i["assignees"]]
            for x in [i] + i["comments"]:
                if x["author"] == a["from"]:
                    x["author"] = a["to"]
        return {}
    if op == "meanwhile":
        # done when a list of issues was answered
        T.meanwhile.append(a["do"])
        return {}
    if op == "delete":
        T.issues[a["n"]]["deleted"] = True
        return {}
    if op == "skew":
        T.skew = a["seconds"]
        T.stamp = 0
        return {}
    if op == "elsewhere":
        T.elsewhere = a["url"]
        return {}
    if op == "faults":
        T.faults = dict(a, rnd=random.Random(a["seed"])) if a["p"] else None
        return {}
    if op == "forget":
        T.__init__()
        return {}
    assert op == "dump"
    return {"issues": list(T.issues.values()), "writes": T.writes,
            "requests": T.requests}


class Elsewhere(BaseHTTPRequestHandler):
    """A server of somebody else: who asks it writes into DIR/elsewhere."""

    def do_GET(self):
        with open(os.path.join(DIR, "elsewhere"), "a") as f:
            f.write(f"{self.path} {self.headers.get('Authorization')}\n")
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"[]")

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 50

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def main():
    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    other = Server(("127.0.0.1", 0), Elsewhere)
    other.daemon_threads = True
    threading.Thread(target=other.serve_forever, daemon=True).start()
    with open(os.path.join(DIR, "other"), "w") as f:
        f.write(f"http://127.0.0.1:{other.server_port}")
    with open(os.path.join(DIR, "url.new"), "w") as f:
        f.write(f"http://127.0.0.1:{server.server_port}")
    os.rename(os.path.join(DIR, "url.new"), os.path.join(DIR, "url"))
    for _ in range(18000):
        if os.path.exists(os.path.join(DIR, "stop")):
            break
        time.sleep(0.1)


if __name__ == "__main__":
    main()
