#!/usr/bin/env python3
"""llm-server.py DIR: a language model's server on 127.0.0.1, as the public
descriptions of OpenAI (chat completions) and Anthropic (messages) have it.

Writes its port to DIR/port; each request to DIR/request-N.json (path, headers,
body). Answers are scripted: the words in DIR/script, one a request, the last one
for all that follow: good, whole (no stream), 429, 500, 401, cut, text, shape,
refusal, length, quiet (no usage), gzip, 302 (to itself), page, slow (DIR/slow is made, and DIR/go waited for). DIR/answer is what a good answer says. Ends after 60 seconds."""
import gzip
import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

top = sys.argv[1]
lock = threading.Lock()
count = 0


def read(name, default=""):
    try:
        with open(os.path.join(top, name), encoding="utf-8") as f:
            return f.read()
    except FileNotFoundError:
        return default


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def send(self, status, text, kind, length=None):
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length or len(data)))
        if status == 429:
            self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(data)
        self.close_connection = True

    def openai(self, how, answer):
        end = {"length": "length", "refusal": "stop"}.get(how, "stop")
        usage = {"prompt_tokens": 120, "completion_tokens": 30,
                 "total_tokens": 150}
        if how == "whole":
            return json.dumps({"object": "chat.completion", "choices": [
                {"index": 0, "finish_reason": end, "message": {
                    "role": "assistant", "content": answer,
                    "refusal": None}}], "usage": usage})
        parts = [{"role": "assistant", "content": ""}]
        if how == "refusal":
            parts.append({"refusal": "I can't help\n\x1b[31m with that"})
        else:
            parts += [{"content": answer[i:i + 7]}
                      for i in range(0, len(answer), 7)]
        chunks = [{"choices": [{"index": 0, "delta": p,
                                "finish_reason": None}]} for p in parts]
        chunks.append({"choices": [{"index": 0, "delta": {},
                                    "finish_reason": end}]})
        if how != "quiet":
            chunks.append({"choices": [], "usage": usage})
        return ": hello\n\n" + "".join("data: %s\n\n" % json.dumps(c)
                                       for c in chunks) + "data: [DONE]\n\n"

    def anthropic(self, how, answer):
        stop = {"length": "max_tokens", "refusal": "refusal"}.get(
            how, "tool_use")
        if how == "whole":
            return json.dumps({"type": "message", "stop_reason": stop,
                               "content": [{"type": "tool_use",
                                            "input": json.loads(answer)}],
                               "usage": {"input_tokens": 110,
                                         "output_tokens": 25}})
        events = [{"type": "message_start", "message": {
            "usage": {"input_tokens": 110, "output_tokens": 1}}},
            {"type": "content_block_start", "index": 0, "content_block": {
                "type": "tool_use", "name": "subtasks", "input": {}}},
            {"type": "ping"}]
        events += [{"type": "content_block_delta", "index": 0, "delta": {
            "type": "input_json_delta", "partial_json": answer[i:i + 9]}}
            for i in range(0, len(answer), 9)]
        events += [{"type": "content_block_stop", "index": 0},
                   {"type": "message_delta", "delta": {"stop_reason": stop},
                    "usage": {"output_tokens": 25}},
                   {"type": "message_stop"}]
        return "".join("event: %s\ndata: %s\n\n" % (e["type"], json.dumps(e))
                       for e in events)

    def do_POST(self):
        global count
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with lock:
            count += 1
            nr = count
        with open(os.path.join(top, "request-%d.json" % nr), "w",
                  encoding="utf-8") as f:
            json.dump({"path": self.path, "headers": {
                k.lower(): v for k, v in self.headers.items()},
                "body": json.loads(body)}, f)
        script = read("script", "good").split()
        how = script[min(nr, len(script)) - 1]
        answer = read("answer")
        if how == "text":
            answer = "Sure! Here are your sub-tasks: 1. ..."
        if how == "shape":
            answer = json.dumps({"subtasks": [
                {"title": "Fine", "description": "d", "role": "work",
                 "hours": 1, "after": []},
                {"title": "Run this", "role": "shell", "hours": -4}]})
        if how == "302":
            self.send_response(302)
            self.send_header("Location", self.path + "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if how in ("429", "500", "401"):
            self.send(int(how), json.dumps({"error": {
                "message": "key " + self.headers.get(
                    "authorization", "none")}}), "application/json")
            return
        if how == "slow":
            open(os.path.join(top, "slow"), "w", encoding="utf-8").close()
            for _ in range(3000):
                if os.path.exists(os.path.join(top, "go")):
                    break
                time.sleep(0.01)
        text = (self.anthropic if self.path.endswith("/messages") else
                self.openai)(how, answer)
        kind = "application/json" if how == "whole" else "text/event-stream"
        if how == "page":
            self.send(200, "<html>log in</html>", "text/html")
        elif how == "gzip":
            data = gzip.compress(text.encode())
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
        elif how == "cut":
            text = text[:len(text) // 2]
            self.send(200, text, kind, len(text) + 500)
        else:
            self.send(200, text, kind)


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Timer(60, lambda: os._exit(0)).start()
with open(os.path.join(top, "port.new"), "w", encoding="utf-8") as f:
    f.write(str(server.server_address[1]))
os.rename(os.path.join(top, "port.new"), os.path.join(top, "port"))
server.serve_forever()
