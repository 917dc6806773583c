"""One interactive `openstack` process, fed by its standard input."""
import json
import queue
import re
import subprocess
import threading
import time

LONGEST_COMMAND = 600
COMPLAINTS = r"HTTP [45]\d\d|\(HTTP |Traceback|is not an openstack command|Exception|No \w+ (with|found)|error:|Policy doesn't allow"


class Failure(Exception):
    pass


def check(condition, what):
    if not condition:
        raise Failure(what)


class Shell:
    """Commands go in one by one; a marker echoed after each tells where its output ends."""

    def __init__(self, program, who, environment):
        self.who = who
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        env=environment, text=True, bufsize=1)
        self.lines = queue.Queue()
        self.count = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def run(self, command):
        """What the command printed, complaints included."""
        self.count += 1
        marker = f"--end-of-{self.count}--"
        began = time.monotonic()
        self.process.stdin.write(f"{command}\n!echo {marker}\n")
        self.process.stdin.flush()
        said = []
        while True:
            try:
                line = self.lines.get(timeout=LONGEST_COMMAND)
            except queue.Empty:
                raise Failure(f"no answer after {LONGEST_COMMAND} s to: {command}")
            if line is None:
                raise Failure(f"the client ended at: {command}\n{''.join(said)}")
            if marker in line:
                said.append(line.split(marker)[0])
                break
            said.append(line)
        print(f"  {time.monotonic() - began:6.1f} s  {self.who}: openstack {command}", flush=True)
        return "".join(said)

    def do(self, command):
        """A command that must not complain; what it printed."""
        text = self.run(command)
        check(not re.search(COMPLAINTS, text), f"{self.who}: openstack {command}\n{text}")
        return text

    def json(self, command):
        text = self.do(f"{command} -f json")
        for start in (m.start() for m in re.finditer(r"[\[{]", text)):
            try:
                return json.JSONDecoder().raw_decode(text[start:])[0]
            except json.JSONDecodeError:
                continue
        raise Failure(f"{self.who}: openstack {command} printed no JSON:\n{text}")

    def refused(self, command, words):
        text = self.run(command)
        check(re.search(words, text), f"{self.who}: `{command}` should have been refused with /{words}/:\n{text}")

    def until(self, command, field, wanted, seconds=120):
        end = time.monotonic() + seconds
        while True:
            seen = self.json(command)[field]
            if seen == wanted:
                return
            check(seen != "ERROR" and time.monotonic() < end, f"{command}: {field} is {seen}, not {wanted}")
            time.sleep(0.5)

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)
