#!/usr/bin/env python3
"""Walks through a cloud with the unmodified `openstack` CLI: one process per user, commands on its standard input.

Walks as an administrator or as a plain member; the member's walk shows too that another tenant sees nothing of it. Checks
what every command prints. Ends non-zero with the first thing that is not as it should be.
"""
import argparse
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

from shell import Failure, Shell, check

FORBIDDEN = r"403|Policy doesn't allow|You are not authorized|disallowed by policy"
GONE = "No Server found|No server with a name|could not be found|No server"


class Walk:
    """What both users do. Things that only an administrator may make are made by one, whoever walks."""

    def __init__(self, walker, admin, guests, image, folder):
        self.shell, self.admin, self.guests, self.image, self.folder = walker, admin, guests, image, folder
        self.suffix = os.urandom(3).hex()

    @property
    def member(self):
        return self.shell is not self.admin

    def name(self, kind):
        return f"walk-{kind}-{self.suffix}"

    @staticmethod
    def digest(path):
        return hashlib.sha256(path.read_bytes()).hexdigest()

    def parts(self):
        return [self.identity, self.images, self.sizes, self.keys, self.networks, self.servers, self.around, self.clean_up]

    def all(self):
        for part in self.parts():
            print(part.__name__.replace("_", " "), flush=True)
            part()

    def identity(self):
        token = self.shell.json("token issue")
        check(token["id"] and token["project_id"], f"token issue: {token}")
        types = {entry["Type"] for entry in self.shell.json("catalog list")}
        check({"identity", "compute", "image", "network"} <= types, f"catalog list: {types}")

    def images(self):
        name, shell = self.name("image"), self.shell
        visibility = "private" if self.member else "public"
        if self.member:
            shell.refused(f"image create --disk-format raw --container-format bare --public {name}-public", FORBIDDEN)
        made = shell.json(f"image create --disk-format qcow2 --container-format bare --{visibility} --file {self.image} "
                          f"--property os_type=linux {name}")
        shown = shell.json(f"image show {name}")
        check(shown["status"] == "active" and shown["visibility"] == visibility, f"image show: {shown}")
        check(shown["size"] == self.image.stat().st_size, f"image show: size {shown['size']}")
        check(made["id"] in {image["ID"] for image in shell.json("image list")}, "image list lacks the new image")
        saved = self.folder / "saved.img"
        shell.do(f"image save --file {saved} {name}")
        check(self.digest(saved) == self.digest(self.image), "image save: other bytes than were uploaded")
        saved.unlink()
        shell.refused("image show no-such-image", "No Image found|could not find|not found|No image")

    def sizes(self):
        name, shell = self.name("flavor"), self.shell
        create = f"flavor create --vcpus 1 --ram 256 --disk 1 --property walk:kind=test {name}"
        if self.member:
            shell.refused(create, FORBIDDEN)
        self.admin.json(create)
        shown = shell.json(f"flavor show {name}")
        check((shown["vcpus"], shown["ram"], shown["disk"]) == (1, 256, 1), f"flavor show: {shown}")
        check(name in {flavor["Name"] for flavor in shell.json("flavor list")}, "flavor list lacks the new flavor")
        self.admin.refused(f"flavor create --vcpus 1 --ram 256 --disk 1 {name}", "409|already exists")
        if self.member:
            shell.refused(f"flavor delete {name}", FORBIDDEN)

    def keys(self):
        name, shell = self.name("key"), self.shell
        private = shell.do(f"keypair create {name}")
        check("PRIVATE KEY" in private, f"keypair create printed no key:\n{private}")
        check(name in {key["Name"] for key in shell.json("keypair list")}, "keypair list lacks the new keypair")
        check(shell.json(f"keypair show {name}")["name"] == name, "keypair show")
        shell.refused("keypair show no-such-key", "404|No Keypair|could not be found|not found|No keypair")

    def networks(self):
        shell = self.shell
        networks = shell.json("network list")
        check(networks, "network list is empty")
        self.network = networks[0]["Name"]
        check(shell.json(f"network show {self.network}")["id"] == networks[0]["ID"], "network show")
        check(shell.json("subnet list"), "subnet list is empty")
        shell.json("port list")

    def servers(self):
        name, shell = self.name("server"), self.shell
        data = self.folder / "user-data"
        data.write_text("#!/bin/sh\necho walked-by-user-data\n")
        made = shell.json(f"server create --image {self.name('image')} --flavor {self.name('flavor')} --network {self.network} "
                          f"--key-name {self.name('key')} --property walk=yes --user-data {data} --config-drive True --wait {name}")
        check(made["status"] == "ACTIVE", f"server create: {made['status']}")
        self.server = made["id"]
        listed = {server["Name"]: server for server in shell.json("server list")}
        check(listed[name]["Status"] == "ACTIVE", f"server list: {listed}")
        shown = shell.json(f"server show {name}")
        check("walk" in str(shown["properties"]) and shown["key_name"] == self.name("key"), f"server show: {shown}")
        check(shown["addresses"] and shown["config_drive"], f"server show: {shown}")
        check(not (self.member and shown.get("OS-EXT-SRV-ATTR:host")), f"server show tells a member the host: {shown}")
        self.ports = {port["ID"] for port in shell.json(f"port list --server {name}")}
        check(self.ports, "port list --server: the server has no port")
        self.console(name)
        shell.do(f"server stop {name}")
        shell.until(f"server show {name}", "status", "SHUTOFF")
        shell.refused(f"server stop {name}", "409|Cannot 'stop'|while it is in vm_state stopped")
        shell.do(f"server start {name}")
        shell.until(f"server show {name}", "status", "ACTIVE")
        shell.do(f"server reboot --hard --wait {name}")
        shell.until(f"server show {name}", "status", "ACTIVE")
        shell.do(f"server reboot --wait {name}")
        shell.until(f"server show {name}", "status", "ACTIVE")
        actions = [event["Action"] for event in shell.json(f"server event list {name}")]
        check({"create", "stop", "start", "reboot"} <= set(actions), f"server event list: {actions}")
        second = self.name("second")
        shell.do(f"server create --image {self.name('image')} --flavor {self.name('flavor')} --network {self.network} --wait {second}")
        shell.do(f"server delete --wait {second}")
        shell.refused(f"server show {second}", GONE)
        shell.refused(f"server create --image no-such-image --flavor {self.name('flavor')} x", "No Image found|not found|No image|could not")
        shell.refused("server show no-such-server", GONE)

    def console(self, name):
        end = time.monotonic() + 240
        while self.guests == "libvirt":
            text = self.shell.run(f"console log show {name}")
            if "login:" in text:
                check("walked-by-user-data" in text, f"the user data did not run:\n{text}")
                return
            check(time.monotonic() < end, f"no login prompt on the console:\n{text}")
            time.sleep(3)
        self.shell.do(f"console log show {name}")

    def around(self):
        shell = self.shell
        if self.member:
            shell.refused("hypervisor list", FORBIDDEN)
            shell.refused("compute service list", FORBIDDEN)
            shell.refused("server list --all-projects", FORBIDDEN)
        check(self.admin.json("hypervisor list"), "hypervisor list is empty")
        services = self.admin.json("compute service list")
        check(any(s["Binary"] == "nova-compute" and s["State"] == "up" for s in services), f"compute service list: {services}")
        everywhere = {server["ID"] for server in self.admin.json("server list --all-projects")}
        check(self.server in everywhere, "server list --all-projects lacks the server")
        shell.json("quota show")
        # Clients spell the names differently: totalInstancesUsed, instances_used.
        limits = {limit["Name"].replace("_", "").lower(): limit["Value"] for limit in shell.json("limits show --absolute")}
        check(limits.get("totalinstancesused", limits.get("instancesused", 0)) >= 1, f"limits show: {limits}")
        # For machines the clients tell each server that was used, not their number.
        used = shell.json("usage show")
        check(self.name("server") in {server["name"] for server in used["Servers"]}, f"usage show: {used}")
        check(any(host["Service"] == "compute" for host in self.admin.json("host list")), "host list shows no compute service")

    def clean_up(self):
        shell = self.shell
        shell.do(f"server delete --wait {self.name('server')}")
        check(self.name("server") not in {s["Name"] for s in shell.json("server list")}, "server list shows a deleted server")
        check(self.ports.isdisjoint(port["ID"] for port in shell.json("port list")), "a port outlived its server")
        self.admin.do(f"flavor delete {self.name('flavor')}")
        shell.do(f"image delete {self.name('image')}")
        shell.do(f"keypair delete {self.name('key')}")
        check(self.name("flavor") not in {f["Name"] for f in shell.json("flavor list")}, "flavor list shows a deleted flavor")
        check(self.name("image") not in {i["Name"] for i in shell.json("image list")}, "image list shows a deleted image")
        check(self.name("key") not in {k["Name"] for k in shell.json("keypair list")}, "keypair list shows a deleted keypair")


class MembersWalk(Walk):
    """A plain member's, with a member of another project beside."""

    def __init__(self, walker, admin, enter, guests, image, folder):
        super().__init__(walker, admin, guests, image, folder)
        self.enter = enter

    def parts(self):
        parts = super().parts()
        return parts[:-1] + [self.strangers] + parts[-1:]

    def strangers(self):
        """They share the cloud and see nothing of each other."""
        name, password = self.name("stranger"), os.urandom(12).hex()
        self.admin.json(f"project create {name}")
        self.admin.json(f"user create --project {name} --password {password} {name}")
        self.admin.do(f"role add --project {name} --user {name} member")
        shell = self.enter(name, password)
        try:
            self.sees_nothing(shell)
        finally:
            shell.close()
        self.admin.do(f"user delete {name}")
        self.admin.do(f"project delete {name}")

    def sees_nothing(self, shell):
        ours, port, key, image = self.server, sorted(self.ports)[0], self.name("key"), self.name("image")
        image_id = self.shell.json(f"image show {image}")["id"]
        check(shell.json("server list") == [], "a stranger's server list is not empty")
        check(shell.json("keypair list") == [], "a stranger's keypair list is not empty")
        check(self.ports.isdisjoint(p["ID"] for p in shell.json("port list")), "a stranger sees the ports of another project")
        check(image_id not in {i["ID"] for i in shell.json("image list")}, "a stranger sees another project's private image")
        for command in (f"server show {ours}", f"server show {self.name('server')}", f"server delete {ours}", f"server stop {ours}",
                        f"server reboot {ours}", f"console log show {ours}", f"server event list {ours}"):
            shell.refused(command, GONE)
        shell.refused(f"port show {port}", "No Port found|could not be found|No port")
        shell.refused(f"keypair show {key}", "404|No Keypair|could not be found|not found|No keypair")
        shell.refused(f"image show {image_id}", "No Image found|could not find|not found|No image")
        shell.refused(f"image delete {image_id}", "No Image found|could not find|not found|No image|Failed to delete"
            # The newest client says this of every image that is not there.
            "|Multi Backend support not enabled")
        shell.refused(f"server create --image {image_id} --flavor {self.name('flavor')} --network {self.network} x", "No Image found|not found|No image|could not")
        theirs = shell.json(f"keypair create {key}-theirs --public-key {self.public_key()}")
        check(theirs["name"] == f"{key}-theirs", "a stranger's own keypair")
        check(f"{key}-theirs" not in {k["Name"] for k in self.shell.json("keypair list")}, "the member sees a stranger's keypair")
        shell.do(f"keypair delete {key}-theirs")
        check(self.shell.json(f"server show {ours}")["status"] == "ACTIVE", "a stranger did something to the server")

    def public_key(self):
        key = self.folder / "key.pub"
        if not key.exists():
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.with_suffix("")], check=True)
        return key


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--clouds-yaml", required=True, type=pathlib.Path, help="as `kilonova up` wrote it")
    arguments.add_argument("--user", choices=["admin", "member"], default="admin", help="who walks")
    arguments.add_argument("--openstack", default="/usr/bin/openstack", help="the client to walk with")
    arguments.add_argument("--image", required=True, type=pathlib.Path, help="a bootable qcow2 file")
    arguments.add_argument("--guests", choices=["fake", "libvirt"], required=True)
    given = arguments.parse_args()
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OS_")}
    clean.update(PYTHONUNBUFFERED="1", PYTHONWARNINGS="ignore", COLUMNS="200")
    version = subprocess.run([given.openstack, "--version"], capture_output=True, text=True, env=clean).stdout.strip()
    print(f"walking as {given.user} with {version} over {given.guests} guests")
    shells = []

    def enter(who, **variables):
        shells.append(Shell(given.openstack, who, {**clean, **variables}))
        return shells[-1]

    def stranger(name, password):
        url = re.search(r"auth_url: (\S+)", given.clouds_yaml.read_text()).group(1)
        return enter("stranger", OS_AUTH_URL=url, OS_USERNAME=name, OS_PASSWORD=password, OS_PROJECT_NAME=name, OS_USER_DOMAIN_NAME="Default",
                     OS_PROJECT_DOMAIN_NAME="Default", OS_IDENTITY_API_VERSION="3", OS_REGION_NAME="RegionOne")

    with tempfile.TemporaryDirectory() as folder:
        try:
            ours = {"OS_CLIENT_CONFIG_FILE": str(given.clouds_yaml)}
            admin = enter("admin", OS_CLOUD="kilonova", **ours)
            place = pathlib.Path(folder)
            if given.user == "admin":
                Walk(admin, admin, given.guests, given.image, place).all()
            else:
                member = enter("member", OS_CLOUD="kilonova-demo", **ours)
                MembersWalk(member, admin, stranger, given.guests, given.image, place).all()
        except Failure as failure:
            sys.exit(f"FAILED: {failure}")
        finally:
            for shell in shells:
                if shell.process.poll() is None and not shell.process.stdin.closed:
                    shell.close()
    print("the walk is over: everything went as it should")


if __name__ == "__main__":
    main()
