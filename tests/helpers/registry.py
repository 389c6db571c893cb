#!/usr/bin/env python3
"""An index of packages on this machine: npm's below /npm, Python's below /simple.

usage: registry.py DIR

Listens on 127.0.0.1 and writes the address into DIR/url, each request into DIR/asked.
npm: `answer` 1.0.0 and 2.0.0 (its module says 41 + its major version, and it has an
install script that writes a file named `evil`), `@own/answer` 1.0.0, `only-esm`.
Python: `answer` 1.0 and 2.0 as wheels, `source-only` without one.  Ends when DIR/stop
exists, or after ten minutes.
"""
import base64
import hashlib
import io
import json
import os
import sys
import tarfile
import threading
import time
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

DIR = sys.argv[1]
EVIL = "node -e \"fs.writeFileSync('evil', 'x')\"; touch ../../evil"


def tarball(files, top):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as t:
        for name, text in files.items():
            info = tarfile.TarInfo(f"{top}/{name}")
            info.size = len(text)
            t.addfile(info, io.BytesIO(text.encode()))
    return out.getvalue()


def npm_package(name, version, main, **more):
    manifest = dict(name=name, version=version, main="index.js", **more)
    return manifest, tarball({"package.json": json.dumps(manifest),
                              "index.js": main}, "package")


NPM = {
    "answer": [npm_package("answer", f"{v}.0.0", f"module.exports = {41 + v}\n",
                           scripts={"preinstall": EVIL, "install": EVIL,
                                    "postinstall": EVIL})
               for v in (1, 2)],
    "@own/answer": [npm_package("@own/answer", "1.0.0",
                                "module.exports = 'own'\n")],
    "only-esm": [npm_package("only-esm", "1.0.0", "export default 'esm'\n",
                             type="module", exports="./index.js")],
}


def wheel(version):
    info = f"answer-{version}.dist-info"
    files = {
        "answer.py": f"value = {41 + int(version[0])}\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: answer\n"
                            f"Version: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\n"
                         "Root-Is-Purelib: true\nTag: py3-none-any\n"}
    record = "".join(f"{n},,\n" for n in list(files) + [f"{info}/RECORD"])
    files[f"{info}/RECORD"] = record
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for n, text in files.items():
            z.writestr(n, text)
    return out.getvalue()


PYTHON = {
    "answer": {f"answer-{v}-py3-none-any.whl": wheel(v)
               for v in ("1.0", "2.0")},
    "source-only": {"source-only-1.0.tar.gz": tarball(
        {"setup.py": "open('/tmp/evil-setup', 'w')\n",
         "PKG-INFO": "Metadata-Version: 1.0\nName: source-only\n"
                     "Version: 1.0\n"}, "source-only-1.0")},
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def give(self, data, kind="application/json", status=200):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def npm(self, path):
        base = f"http://{self.headers['Host']}/npm"
        if path.startswith("-/"):
            name, version = path[2:].rsplit("/", 1)
            for manifest, data in NPM.get(name, []):
                if manifest["version"] == version.removesuffix(".tgz"):
                    return self.give(data, "application/octet-stream")
        versions = {}
        for manifest, data in NPM.get(path, []):
            sum512 = base64.b64encode(hashlib.sha512(data).digest()).decode()
            versions[manifest["version"]] = dict(manifest, dist={
                "tarball": f"{base}/-/{path}/{manifest['version']}.tgz",
                "integrity": f"sha512-{sum512}",
                "shasum": hashlib.sha1(data).hexdigest()})
        if not versions:
            return self.give(b'{"error": "Not found"}', status=404)
        return self.give(json.dumps({
            "name": path, "dist-tags": {"latest": list(versions)[-1]},
            "versions": versions}).encode())

    def python(self, path):
        name, _, file = path.strip("/").partition("/")
        files = PYTHON.get(name)
        if files is None:
            return self.give(b"Not Found", "text/plain", 404)
        if file:
            return self.give(files[file], "application/octet-stream")
        links = "".join(f'<a href="{f}#sha256={hashlib.sha256(d).hexdigest()}">'
                        f"{f}</a>\n" for f, d in files.items())
        return self.give(f"<!DOCTYPE html><html><body>{links}</body></html>"
                         .encode(), "text/html")

    def do_GET(self):
        with open(os.path.join(DIR, "asked"), "a") as f:
            f.write(f"{self.path}\n")
        path = self.path.replace("%2f", "/").replace("%2F", "/")
        if path.startswith("/npm/"):
            return self.npm(path[5:])
        if path.startswith("/simple/"):
            return self.python(path[8:])
        return self.give(b"Not Found", "text/plain", 404)


def main():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with open(os.path.join(DIR, "url.new"), "w") as f:
        f.write(f"http://127.0.0.1:{server.server_port}")
    os.rename(os.path.join(DIR, "url.new"), os.path.join(DIR, "url"))
    for _ in range(6000):
        if os.path.exists(os.path.join(DIR, "stop")):
            break
        time.sleep(0.1)


main()
