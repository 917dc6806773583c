#!/usr/bin/env python3
"""Walks through a cloud with the unmodified `openstack` CLI: one process, commands on its standard input.

Checks what every command prints. Ends non-zero with the first thing that is not as it should be.
"""
import argparse
import hashlib
import json
import os
import pathlib
import queue
import re
import subprocess
import sys
import tempfile
import threading
import time

LONGEST_COMMAND = 600


class Failure(Exception):
    pass


class Shell:
    """An interactive `openstack`. Commands go in one by one; a marker echoed after each tells where its output ends."""

    def __init__(self, program, environment):
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
        print(f"  {time.monotonic() - began:6.1f} s  openstack {command}", flush=True)
        return "".join(said)

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)


class Walk:
    def __init__(self, shell, guests, image, newest, folder):
        self.shell, self.guests, self.image, self.newest, self.folder = shell, guests, image, newest, folder
        self.suffix = os.urandom(3).hex()

    # ---- words for checks

    def do(self, command):
        """A command that must not complain; what it printed."""
        text = self.shell.run(command)
        if re.search(r"HTTP [45]\d\d|\(HTTP |Traceback|is not an openstack command|Exception|No \w+ (with|found)|error:", text):
            raise Failure(f"openstack {command}\n{text}")
        return text

    def json(self, command):
        text = self.do(f"{command} -f json")
        for start in (m.start() for m in re.finditer(r"[\[{]", text)):
            try:
                return json.JSONDecoder().raw_decode(text[start:])[0]
            except json.JSONDecodeError:
                continue
        raise Failure(f"openstack {command} printed no JSON:\n{text}")

    def refused(self, command, words):
        text = self.shell.run(command)
        self.check(re.search(words, text), f"`{command}` should have been refused with /{words}/:\n{text}")

    @staticmethod
    def check(condition, what):
        if not condition:
            raise Failure(what)

    def until(self, command, field, wanted, seconds=120):
        end = time.monotonic() + seconds
        while True:
            seen = self.json(command)[field]
            if seen == wanted:
                return
            self.check(seen != "ERROR" and time.monotonic() < end, f"{command}: {field} is {seen}, not {wanted}")
            time.sleep(0.5)

    # ---- the walk

    def all(self):
        for part in (self.identity, self.images, self.sizes, self.keys, self.networks, self.servers, self.around, self.clean_up):
            print(part.__name__.replace("_", " "), flush=True)
            part()

    def identity(self):
        token = self.json("token issue")
        self.check(token["id"] and token["project_id"], f"token issue: {token}")
        catalog = self.json("catalog list")
        types = {entry["Type"] for entry in catalog}
        self.check({"identity", "compute", "image", "network"} <= types, f"catalog list: {types}")

    def images(self):
        name = self.name("image")
        made = self.json(f"image create --disk-format qcow2 --container-format bare --public --file {self.image} "
                         f"--property os_type=linux {name}")
        shown = self.json(f"image show {name}")
        self.check(shown["status"] == "active" and shown["visibility"] == "public", f"image show: {shown}")
        self.check(shown["size"] == self.image.stat().st_size, f"image show: size {shown['size']}")
        self.check(made["id"] in {image["ID"] for image in self.json("image list")}, "image list lacks the new image")
        saved = self.folder / "saved.img"
        self.do(f"image save --file {saved} {name}")
        self.check(self.digest(saved) == self.digest(self.image), "image save: other bytes than were uploaded")
        saved.unlink()
        self.refused("image show no-such-image", "No Image found|could not find|not found|No image")

    def sizes(self):
        name = self.name("flavor")
        self.json(f"flavor create --vcpus 1 --ram 256 --disk 1 --property walk:kind=test {name}")
        shown = self.json(f"flavor show {name}")
        self.check((shown["vcpus"], shown["ram"], shown["disk"]) == (1, 256, 1), f"flavor show: {shown}")
        self.check(name in {flavor["Name"] for flavor in self.json("flavor list")}, "flavor list lacks the new flavor")
        self.refused(f"flavor create --vcpus 1 --ram 256 --disk 1 {name}", "409|already exists")

    def keys(self):
        name = self.name("key")
        private = self.do(f"keypair create {name}")
        self.check("PRIVATE KEY" in private, f"keypair create printed no key:\n{private}")
        self.check(name in {key["Name"] for key in self.json("keypair list")}, "keypair list lacks the new keypair")
        self.check(self.json(f"keypair show {name}")["name"] == name, "keypair show")
        self.refused("keypair show no-such-key", "404|No Keypair|could not be found|not found|No keypair")

    def networks(self):
        networks = self.json("network list")
        self.check(networks, "network list is empty")
        self.network = networks[0]["Name"]
        self.check(self.json(f"network show {self.network}")["id"] == networks[0]["ID"], "network show")
        self.check(self.json("subnet list"), "subnet list is empty")
        self.json("port list")

    def servers(self):
        name = self.name("server")
        data = self.folder / "user-data"
        data.write_text("#!/bin/sh\necho walked-by-user-data\n")
        made = self.json(f"server create --image {self.name('image')} --flavor {self.name('flavor')} --network {self.network} "
                         f"--key-name {self.name('key')} --property walk=yes --user-data {data} --config-drive True --wait {name}")
        self.check(made["status"] == "ACTIVE", f"server create: {made['status']}")
        listed = {server["Name"]: server for server in self.json("server list")}
        self.check(listed[name]["Status"] == "ACTIVE", f"server list: {listed}")
        shown = self.json(f"server show {name}")
        self.check("walk" in str(shown["properties"]) and shown["key_name"] == self.name("key"), f"server show: {shown}")
        self.check(shown["addresses"], "server show: no address")
        self.ports = {port["ID"] for port in self.json(f"port list --server {name}")}
        self.check(self.ports, "port list --server: the server has no port")
        self.console(name)
        self.do(f"server stop {name}")
        self.until(f"server show {name}", "status", "SHUTOFF")
        self.refused(f"server stop {name}", "409|Cannot 'stop'|while it is in vm_state stopped")
        self.do(f"server start {name}")
        self.until(f"server show {name}", "status", "ACTIVE")
        self.do(f"server reboot --hard --wait {name}")
        self.until(f"server show {name}", "status", "ACTIVE")
        self.do(f"server reboot --wait {name}")
        self.until(f"server show {name}", "status", "ACTIVE")
        actions = [event["Action"] for event in self.json(f"server event list {name}")]
        self.check({"create", "stop", "start", "reboot"} <= set(actions), f"server event list: {actions}")
        second = self.name("second")
        self.do(f"server create --image {self.name('image')} --flavor {self.name('flavor')} --network {self.network} --wait {second}")
        self.do(f"server delete --wait {second}")
        self.refused(f"server show {second}", "No Server found|No server with a name|could not be found")
        self.refused(f"server create --image no-such-image --flavor {self.name('flavor')} x", "No Image found|not found|No image|could not")
        self.refused("server show no-such-server", "No Server found|No server with a name|could not be found")

    def console(self, name):
        end = time.monotonic() + 240
        while self.guests == "libvirt":
            text = self.shell.run(f"console log show {name}")
            if "login:" in text:
                self.check("walked-by-user-data" in text, f"the user data did not run:\n{text}")
                return
            self.check(time.monotonic() < end, f"no login prompt on the console:\n{text}")
            time.sleep(3)
        self.do(f"console log show {name}")

    def around(self):
        self.check(self.json("hypervisor list"), "hypervisor list is empty")
        services = self.json("compute service list")
        self.check(any(s["Binary"] == "nova-compute" and s["State"] == "up" for s in services), f"compute service list: {services}")
        self.json("quota show")
        # Clients spell the names differently: totalInstancesUsed, instances_used.
        limits = {limit["Name"].replace("_", "").lower(): limit["Value"] for limit in self.json("limits show --absolute")}
        self.check(limits.get("totalinstancesused", limits.get("instancesused", 0)) >= 1, f"limits show: {limits}")

    def clean_up(self):
        self.do(f"server delete --wait {self.name('server')}")
        self.check(self.name("server") not in {s["Name"] for s in self.json("server list")}, "server list shows a deleted server")
        self.check(self.ports.isdisjoint(port["ID"] for port in self.json("port list")), "a port outlived its server")
        for kind in ("flavor", "image"):
            self.do(f"{kind} delete {self.name(kind)}")
        self.do(f"keypair delete {self.name('key')}")
        self.check(self.name("flavor") not in {f["Name"] for f in self.json("flavor list")}, "flavor list shows a deleted flavor")
        self.check(self.name("image") not in {i["Name"] for i in self.json("image list")}, "image list shows a deleted image")

    def name(self, kind):
        return f"walk-{kind}-{self.suffix}"

    @staticmethod
    def digest(path):
        return hashlib.sha256(path.read_bytes()).hexdigest()


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--clouds-yaml", required=True, type=pathlib.Path)
    arguments.add_argument("--cloud", default="kilonova")
    arguments.add_argument("--openstack", default="/usr/bin/openstack", help="the client to walk with")
    arguments.add_argument("--image", required=True, type=pathlib.Path, help="a bootable qcow2 file")
    arguments.add_argument("--guests", choices=["fake", "libvirt"], required=True)
    given = arguments.parse_args()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OS_")}
    environment.update(OS_CLIENT_CONFIG_FILE=str(given.clouds_yaml), OS_CLOUD=given.cloud, PYTHONUNBUFFERED="1",
                       PYTHONWARNINGS="ignore", COLUMNS="200")
    version = subprocess.run([given.openstack, "--version"], capture_output=True, text=True, env=environment).stdout.strip()
    print(f"walking with {version} over {given.guests} guests")
    with tempfile.TemporaryDirectory() as folder:
        shell = Shell(given.openstack, environment)
        try:
            Walk(shell, given.guests, given.image, version, pathlib.Path(folder)).all()
        except Failure as failure:
            sys.exit(f"FAILED: {failure}")
        finally:
            shell.close()
    print("the walk is over: everything went as it should")


if __name__ == "__main__":
    main()
