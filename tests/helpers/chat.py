#!/usr/bin/env python3
"""Chat services and a webhook on this machine, as their documentation has them.

usage: chat.py DIR

Listens on 127.0.0.1 and writes the address into DIR/url.  Each request that is taken
is a line of JSON in DIR/got; one that breaks the service's rules is answered as the
service does and is a line in DIR/wrong.  DIR/faults has an action a line, the first
one is used up by each request: "pass", "STATUS [SECONDS]" (with Retry-After), "drop"
(closed without an answer), "lost" (taken, then closed without an answer).  Ends when
DIR/stop exists, or after five minutes.
"""
import hashlib
import hmac
import json
import os
import re
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

DIR = sys.argv[1]
LOCK = threading.Lock()
SEEN = {}


def note(name, value):
    with open(os.path.join(DIR, name), "a") as f:
        f.write(json.dumps(value) + "\n")


def fault():
    path = os.path.join(DIR, "faults")
    try:
        lines = open(path).read().splitlines()
    except OSError:
        return "pass"
    if not lines:
        return "pass"
    with open(path + ".new", "w") as f:
        f.write("".join(x + "\n" for x in lines[1:]))
    os.rename(path + ".new", path)
    return lines[0]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def answer(self, status, body="", **headers):
        data = body.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if status != 204:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def cut(self):
        self.close_connection = True
        self.connection.shutdown(2)

    def take(self):
        """(status, answer) of a request by the service's own rules."""
        kind = self.path.split("/")[1]
        if self.headers.get("Content-Type", "").split(";")[0] != \
                "application/json":
            return 400, "invalid_payload"
        try:
            body = json.loads(self.body)
        except ValueError:
            return 400, "invalid_payload"
        text = None
        if self.command == "PUT" and kind == "_matrix":
            return self.matrix(body)
        if self.command != "POST":
            return 405, "method"
        if kind == "slack" or kind == "mattermost":
            text = body.get("text")
            if not isinstance(text, str) or not text or set(body) - {"text"}:
                return 400, "invalid_payload"
            if re.search(r"<[!@#]", text):
                return 400, "somebody is mentioned"
            if kind == "mattermost" and \
                    re.search(r"@(all|channel|here)\b", text):
                return 400, "somebody is mentioned"
            return 200, "ok"
        if kind == "discord":
            text = body.get("content")
            if not isinstance(text, str) or not 0 < len(text) <= 2000:
                return 400, '{"code": 50006}'
            if body.get("allowed_mentions") != {"parse": []}:
                return 400, "somebody is mentioned"
            return 204, ""
        if kind == "teams":
            card = body["attachments"][0]
            ok = body["type"] == "message" and card["contentType"] == \
                "application/vnd.microsoft.card.adaptive" and \
                card["content"]["type"] == "AdaptiveCard" and \
                all(b["type"] == "TextBlock" and isinstance(b["text"], str)
                    for b in card["content"]["body"])
            return (202, "") if ok else (400, "bad card")
        if kind == "hook":
            return self.hook(body)
        return 404, "no such place"

    def matrix(self, body):
        m = re.fullmatch(r"/_matrix/client/v3/rooms/([^/]+)/send/"
                         r"m\.room\.message/([^/]+)", self.path)
        if not m or not unquote(m.group(1)).startswith("!"):
            return 404, '{"errcode": "M_UNRECOGNIZED"}'
        if self.headers.get("Authorization") != "Bearer mx-secret":
            return 401, '{"errcode": "M_UNKNOWN_TOKEN"}'
        if body.get("msgtype") not in ("m.text", "m.notice") or \
                not isinstance(body.get("body"), str) or \
                body.get("m.mentions") != {} or "formatted_body" in body:
            return 400, '{"errcode": "M_BAD_JSON"}'
        self.key = m.group(2)
        return 200, '{"event_id": "$1"}'

    def hook(self, body):
        key = os.environ.get("HOOK_KEY")
        if key:
            want = hmac.new(key.encode(), self.body, hashlib.sha256)
            if not hmac.compare_digest(
                    self.headers.get("X-Git-Task-Signature-256", ""),
                    "sha256=" + want.hexdigest()):
                return 401, "bad signature"
        self.key = self.headers["Idempotency-Key"].strip('"')
        if self.key != self.headers["X-Git-Task-Delivery"] or \
                self.key != body["key"] or not body["events"]:
            return 400, "no key"
        return 200, ""

    def do_POST(self):
        self.body = self.rfile.read(int(self.headers["Content-Length"]))
        self.key = None
        with LOCK:
            what = fault()
            if what == "drop":
                return self.cut()
            if what[0].isdigit():
                part = what.split()
                extra = {"Retry_After": part[1]} if len(part) > 1 else {}
                return self.answer(int(part[0]), "fault", **extra)
            status, text = self.take()
            if status >= 300:
                note("wrong", [self.path, status, text,
                               self.body.decode("utf-8", "replace")])
            else:
                again = self.key is not None and self.key in SEEN
                SEEN[self.key] = True
                note("got", {"path": self.path, "key": self.key,
                             "again": again, "body": json.loads(self.body)})
            if what == "lost":
                return self.cut()
        return self.answer(status, text)

    do_PUT = do_POST


class Server(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        pass  # clients that are killed


server = Server(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
with open(os.path.join(DIR, "url.new"), "w") as f:
    f.write(f"http://127.0.0.1:{server.server_port}")
os.rename(os.path.join(DIR, "url.new"), os.path.join(DIR, "url"))
for _ in range(3000):
    if os.path.exists(os.path.join(DIR, "stop")):
        break
    time.sleep(0.1)
