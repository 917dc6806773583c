#!/usr/bin/env python3
"""Uses a cloud at every microversion that the `openstack` CLI takes: lists, shows, and servers made with what each version
brought. All commands run in one Python process. Load an administrator's openrc first."""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

from shell import Failure, check

NEWEST = 104
# Up to here Debian's client goes.
LEAST = 92
HERE = pathlib.Path(__file__).resolve().parent

# Options of `server create`, the version that brought them, the one that took them away, and what `server show` says then.
CREATE = [
    ([], 1, NEWEST, lambda server: True),
    (["--description", "walked"], 19, NEWEST, lambda server: server["description"] == "walked"),
    (["--nic", "none"], 37, NEWEST, lambda server: not server["addresses"]),
    (["--nic", "auto"], 37, NEWEST, lambda server: bool(server["addresses"])),
    (["--tag", "walked"], 52, NEWEST, lambda server: "walked" in str(server["tags"])),
    (["--host", "{host}"], 74, NEWEST, lambda server: True),
    (["--hostname", "walked"], 90, NEWEST, lambda server: server["OS-EXT-SRV-ATTR:hostname"] == "walked"),
]


class Client:
    def __init__(self, openstack):
        python = pathlib.Path(openstack).read_text().splitlines()[0].removeprefix("#!").split()[0]
        self.process = subprocess.Popen([python, str(HERE / "client.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env={**os.environ, "PYTHONWARNINGS": "ignore"})
        self.count = 0

    def ended(self, minor, *arguments):
        self.count += 1
        self.process.stdin.write(json.dumps(["--os-compute-api-version", f"2.{minor}", *arguments]) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def run(self, minor, *arguments):
        ended = self.ended(minor, *arguments)
        check(ended["code"] == 0, f"openstack --os-compute-api-version 2.{minor} {' '.join(arguments)}\n{ended['err']}{ended['out']}")
        return ended["out"]

    def json(self, minor, *arguments):
        return json.loads(self.run(minor, *arguments, "-f", "json"))

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)


class Versions:
    def __init__(self, client, image, flavor, newest):
        self.client, self.image, self.flavor, self.newest = client, image, flavor, newest

    def create(self, minor, options=()):
        name = f"versions-{minor}-{time.monotonic_ns()}"
        made = self.client.json(minor, "server", "create", "--image", self.image, "--flavor", self.flavor, *options, name)
        end = time.monotonic() + 120
        while True:
            server = self.client.json(minor, "server", "show", made["id"])
            if server["status"] == "ACTIVE":
                return server
            check(server["status"] != "ERROR" and time.monotonic() < end, f"2.{minor}: server create {options}: {server}")

    def use(self, minor, server):
        """What every version can do."""
        client = self.client
        check(server in {s["ID"] for s in client.json(minor, "server", "list")}, f"2.{minor}: server list lacks the server")
        shown = client.json(minor, "server", "show", server)
        check(shown["id"] == server and shown["status"] == "ACTIVE", f"2.{minor}: server show: {shown}")
        check(minor < 19 or "description" in shown, f"2.{minor}: server show has no description: {shown}")
        flavors = client.json(minor, "flavor", "list")
        check(self.flavor in {f["ID"] for f in flavors}, f"2.{minor}: flavor list: {flavors}")
        hypervisors = client.json(minor, "hypervisor", "list")
        check(hypervisors and all(h["State"] == "up" for h in hypervisors), f"2.{minor}: hypervisor list: {hypervisors}")
        check(client.json(minor, "compute", "service", "list"), f"2.{minor}: compute service list")
        check(client.json(minor, "server", "event", "list", server), f"2.{minor}: server event list")
        client.json(minor, "keypair", "list")

    def all(self):
        server = self.create(1)["id"]
        for minor in range(1, self.newest + 1):
            self.use(minor, server)
        self.client.run(1, "server", "delete", server)
        host = self.client.json(self.newest, "compute", "service", "list", "--service", "nova-compute")[0]["Host"]
        for template, first, last, expected in CREATE:
            options = [option.format(host=host) for option in template]
            for minor in sorted({first, min(last, self.newest)}):
                server = self.create(minor, options)
                check(expected(server), f"2.{minor}: server create {options}: {server}")
                self.client.run(minor, "server", "delete", server["id"])
            if first > 1:
                refused = self.client.ended(first - 1, "server", "create", "--image", self.image, "--flavor", self.flavor, *options, "too-early")
                check(refused["code"] != 0, f"2.{first - 1}: server create {options} was not refused")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--openstack", default="/usr/bin/openstack")
    arguments.add_argument("--image", required=True, help="name or id")
    given = arguments.parse_args()
    client, began = Client(given.openstack), time.monotonic()
    try:
        flavor = client.json(1, "flavor", "list")[0]["ID"]
        newest = max(minor for minor in (LEAST, NEWEST) if client.ended(minor, "flavor", "list")["code"] == 0)
        Versions(client, given.image, flavor, newest).all()
    except Failure as failure:
        sys.exit(f"FAILED: {failure}")
    finally:
        client.close()
    print(f"{client.count} commands at 2.1 to 2.{newest} in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
