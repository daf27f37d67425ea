"""A web hook's receiver: keeps what is posted to it."""

import json
import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver:
    """`with Receiver() as receiver:` — listens at `receiver.uri`, gives events with `receiver.wait(kind, id)`."""

    def __init__(self):
        self._events = queue.Queue()
        events = self._events

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                for event in json.loads(body):
                    events.put(event)
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.uri = f"http://127.0.0.1:{self._server.server_port}/events"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def wait(self, kind, about, seconds=10):
        """The next event of a kind about an id; others are passed over."""
        while True:
            event = self._events.get(timeout=seconds)
            if event["eventType"] == kind and event["eventInfo"]["id"] == about:
                return event

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
