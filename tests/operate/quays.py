"""A loopback web server for an operator's feeds: what a path answers is a text in a dict, and the rest is 404."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HEAD = "<rss version='2.0'><channel><title>Quay</title><link>https://quay.example/</link><description>d</description>"


def rss(*items: str) -> str:
    return f"{HEAD}{''.join(items)}</channel></rss>"


def item(guid: str, text: str = "Ships came in.", link: str = "") -> str:
    link = f"<link>{link}</link>" if link else ""
    return f"<item><guid isPermaLink='false'>{guid}</guid><title>Quay {guid} opens</title>{link}<description>{text}</description></item>"


@contextmanager
def quays(answers: dict[str, str]):
    class Quays(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            body = answers.get(self.path, "").encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html" if body.startswith(b"<html") else "text/xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Quays)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def limits(place: str) -> str:
    return f'[fetch]\nallow_hosts = ["{place}"]\nhost_delay_s = 0\nhost_delay_factor = 0\nrobots_feeds = "ignore"\n'
