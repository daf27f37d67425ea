"""The simulator as a program: started on a free port, read where it listens, stopped at the end."""

import os
import re
import signal
import subprocess
import threading
from pathlib import Path

import requests

BUILT = Path(__file__).parents[3] / "target" / "debug" / "iiko-simulator"
TOLD = {
    "base_url": re.compile(r"(http://\S+)"),
    "login": re.compile(r"API login\s+(\S+)"),
    "app_id": re.compile(r"app id\s+(\S+)"),
    "client_secret": re.compile(r"client secret\s+(\S+)"),
}


class Program:
    """`with Program() as program:` — `base_url`, `login`, `app_id` and `client_secret` are what it printed."""

    def __init__(self, *options):
        path = os.environ.get("IIKO_SIMULATOR", str(BUILT))
        if not Path(path).is_file():
            raise FileNotFoundError(f"{path}: build it with `cargo build -p iiko-simulator`, or set IIKO_SIMULATOR")
        self._process = subprocess.Popen(
            [path, "--port", "0", "--quiet", *options], stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self._http = requests.Session()
        try:
            self._listen()
            self.token = self.post("/api/1/access_token", {"apiLogin": self.login}, token=None)["token"]
        except BaseException:
            self.stop()
            raise

    def _listen(self):
        told = {}
        for line in self._process.stdout:
            for name, pattern in TOLD.items():
                if name not in told and (found := pattern.search(line)):
                    told[name] = found.group(1)
            if len(told) == len(TOLD):
                break
        else:
            raise RuntimeError(f"the simulator ended with {self._process.wait()} before it said {TOLD.keys() - told.keys()}")
        self.__dict__.update(told)
        # What else it prints must not fill the pipe.
        threading.Thread(target=self._process.stdout.read, daemon=True).start()

    def send(self, path, body, token=...):
        """Posts a body: the response, whatever it is. Signed in, unless another token or none is given."""
        token = self.token if token is ... else token
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self._http.post(self.base_url + path, json=body, headers=headers, timeout=30)

    def post(self, path, body, token=...):
        """Posts a body and reads the answer, which must be a success."""
        response = self.send(path, body, token)
        assert response.ok, f"{path} of {body}: {response.status_code} {response.text}"
        return response.json()

    def alive(self):
        """Whether the process runs."""
        return self._process.poll() is None

    def stop(self):
        """Asks it to end as Ctrl-C does, and makes it end when it does not."""
        self._http.close()
        if self.alive():
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
