#!/usr/bin/env python3
"""Tries every command of `kilonova` as a new user would, the wrong ways too: each has a clear answer and an exit code.

Makes clouds of fake guests in a folder of its own. What only root can try (a full disk, another user) is skipped for others.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

HOME = pathlib.Path(__file__).resolve().parents[4]
ROOT = os.geteuid() == 0
CASES = []


class Failure(Exception):
    pass


def case(function):
    CASES.append(function)
    return function


def check(condition, what):
    if not condition:
        raise Failure(what)


class Ended:
    """How a command ended and what it said."""

    def __init__(self, command, code, out, err):
        self.command, self.code, self.out, self.err = command, code, out, err

    def with_code(self, code):
        check(self.code == code, f"{self.command} ended with {self.code}, not {code}\n{self.out}{self.err}")
        return self

    def says(self, pattern):
        check(re.search(pattern, self.out), f"{self.command}: nothing like /{pattern}/ in its output:\n{self.out}{self.err}")
        return self

    def complains(self, pattern):
        check(re.search(pattern, self.err), f"{self.command}: nothing like /{pattern}/ among its complaints:\n{self.err}{self.out}")
        check("\tat " not in self.err, f"{self.command} shows a stack trace:\n{self.err}")
        return self


class Bench:
    """The folder, the ports, and ways to run commands."""

    def __init__(self, folder, offset):
        self.folder, self.offset = folder, offset
        self.data = folder / "cloud"

    def run(self, *arguments, before=(), env=None):
        command = [*before, str(HOME / "kilonova"), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=240, env={**os.environ, **(env or {})},
                              stdin=subprocess.DEVNULL)
        return Ended("kilonova " + " ".join(map(str, arguments)), done.returncode, done.stdout, done.stderr)

    def begin(self, *arguments):
        """A command that Ctrl-C can end, also where this script was started with interrupts switched off."""
        return subprocess.Popen([HOME / "kilonova", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))

    def as_nobody(self, *arguments, env=None):
        who = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
        return self.run(*arguments, before=who, env={"HOME": "/nonexistent", "XDG_DATA_HOME": "", **(env or {})})

    def up(self, data=None, *more):
        return self.run("up", "--detach", "--data-dir", data or self.data, "--hypervisor", "fake", "--port-offset", self.offset, *more)

    def down(self, *more, data=None):
        return self.run("down", "--data-dir", data or self.data, *more)

    def pid(self):
        return json.loads((self.data / "run.json").read_text())["pid"]

    def port(self, usual):
        return usual + self.offset


class Rest:
    """A user of the cloud, by REST."""

    def __init__(self, bench, user="admin", data=None):
        self.accounts = json.loads(((data or bench.data) / "accounts.json").read_text())
        self.at = lambda port, path: f"http://127.0.0.1:{bench.port(port)}{path}"
        password = self.accounts["admin" if user == "admin" else "member"]
        who = {"name": user, "password": password, "domain": {"id": "default"}}
        scope = {"project": {"name": user, "domain": {"id": "default"}}}
        body = {"auth": {"identity": {"methods": ["password"], "password": {"user": who}}, "scope": scope}}
        with self.open("POST", self.at(5000, "/v3/auth/tokens"), body, {}) as answer:
            self.token = answer.headers["X-Subject-Token"]

    @staticmethod
    def open(method, url, body, headers):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, {"Content-Type": "application/json", **headers}, method=method)
        return urllib.request.urlopen(request, timeout=30)

    def call(self, method, port, path, body=None):
        """Status and body."""
        try:
            with self.open(method, self.at(port, path), body, {"X-Auth-Token": self.token}) as answer:
                text = answer.read()
                return answer.status, json.loads(text) if text else {}
        except urllib.error.HTTPError as refused:
            text = refused.read().decode()
            try:
                return refused.code, json.loads(text)
            except ValueError:
                return refused.code, {"text": text}

    def server(self, name):
        """A server that became ACTIVE."""
        image = self.call("POST", 9292, "/v2/images", {"name": name, "disk_format": "raw", "container_format": "bare"})[1]["id"]
        request = urllib.request.Request(self.at(9292, f"/v2/images/{image}/file"), b"a disk",
                                         {"X-Auth-Token": self.token, "Content-Type": "application/octet-stream"}, method="PUT")
        urllib.request.urlopen(request, timeout=30).close()
        flavor = self.call("POST", 8774, "/v2.1/flavors", {"flavor": {"name": name, "vcpus": 1, "ram": 64, "disk": 1}})[1]["flavor"]["id"]
        made = self.call("POST", 8774, "/v2.1/servers", {"server": {"name": name, "imageRef": image, "flavorRef": flavor}})
        check(made[0] == 202, f"create server: {made}")
        return self.until(made[1]["server"]["id"], "ACTIVE")

    def until(self, server, status):
        end = time.monotonic() + 60
        while True:
            seen = self.call("GET", 8774, f"/v2.1/servers/{server}")[1].get("server", {})
            if seen.get("status") == status:
                return server
            check(seen.get("status") != "ERROR" and time.monotonic() < end, f"server {server} is {seen}")
            time.sleep(0.1)


# ---- before any cloud is there

@case
def every_command_tells_about_itself(b):
    overview = b.run("--help").with_code(0)
    for command, words in {"demo": "--no-install", "up": "--database=URL", "down": "--purge", "status": "--json", "backup": "FILE",
                           "restore": "FILE", "logs": "--follow", "bench": "NAME|COMMAND|cloud"}.items():
        overview.says(rf"\n  {command} ")
        b.run(command, "--help").with_code(0).says(f"(?s)Usage: kilonova {command}.*({words})")
    b.run("--version").with_code(0).says(r"Kilonova \d")
    b.run("test", "--help").with_code(0).says("mvn verify")


@case
def what_is_mistyped_ends_with_two(b):
    b.run().with_code(2).complains("Missing required subcommand")
    b.run("frobnicate").with_code(2).complains("frobnicate")
    b.run("up", "--frob").with_code(2).complains("Unknown option.*--frob")
    b.run("up", "--hypervisor", "xen").with_code(2).complains("--hypervisor")
    b.run("up", "--port-offset", "many").with_code(2).complains("--port-offset")
    b.run("backup").with_code(2).complains("FILE")
    b.run("down", "--data-dir").with_code(2).complains("--data-dir")


@case
def what_is_out_of_range_is_said_all_at_once(b):
    wrong = b.run("up", "--data-dir", b.data, "--fake-hosts", 0, "--port-offset", -1, "--listen", "0.0.0.0", "--database", "oracle:x")
    wrong.with_code(1).complains("--fake-hosts 0").complains("--port-offset -1").complains("--listen 0.0.0.0.*certificate")
    wrong.complains("--database: unknown kind")
    check(not b.data.exists(), "a refused start made the data directory")


@case
def where_no_cloud_is_every_command_says_so(b):
    for command in (["status"], ["down"], ["down", "--purge"], ["logs"], ["backup", b.folder / "x"]):
        b.run(*command, "--data-dir", b.data).with_code(1).complains("there is no cloud in")
    absent = json.loads(b.run("status", "--json", "--data-dir", b.data).with_code(1).out)
    check(absent["state"] == "absent" and not absent["healthy"], f"status --json: {absent}")


@case
def a_foreign_directory_is_left_alone(b):
    foreign = b.folder / "foreign"
    foreign.mkdir()
    (foreign / "letter").write_text("dear")
    b.up(foreign).with_code(1).complains("not made by Kilonova")
    b.up(foreign / "letter" / "below").with_code(1).complains("cannot be made")
    b.down("--purge", data=foreign).with_code(1).complains("there is no cloud")
    check([p.name for p in foreign.iterdir()] == ["letter"], "something was written to a foreign directory")


@case
def data_of_another_version_is_refused(b):
    old = b.folder / "old"
    old.mkdir()
    (old / "kilonova-data").write_text("0\n")
    b.up(old).with_code(1).complains('version "0"')
    b.run("status", "--data-dir", old).with_code(1).complains('version "0"')


@case
def a_taken_port_is_named(b):
    with socket.create_server(("127.0.0.1", b.port(9292))):
        b.up().with_code(1).complains(rf"{b.port(9292)} \(image\).*--port-offset")


@case
def a_database_that_does_not_answer_is_named(b):
    refused = b.run("up", "--detach", "--data-dir", b.folder / "far", "--hypervisor", "fake", "--port-offset", b.offset,
                    "--database", "postgresql://nova:hidden@127.0.0.1:1/nova")
    refused.with_code(1).complains("postgresql://127.0.0.1:1/nova: Connection refused")
    check("hidden" not in refused.err + refused.out, "the password of the database was shown")


# ---- one cloud, from its first start to its end

@case
def up_prints_what_a_user_needs(b):
    up = b.up(None, "--fake-hosts", 3).with_code(0).says(r"^ready in \d+ ms")
    for service, port in (("identity", 5000), ("compute", 8774), ("image", 9292), ("network", 9696)):
        up.says(rf"{service} +http://127.0.0.1:{b.port(port)}")
    up.says(rf"grpc +127.0.0.1:\d+").says("FAKE").says(str(b.data / "clouds.yaml")).says(str(b.data / "openrc-demo"))
    for name in ("clouds.yaml", "openrc", "openrc-demo", "accounts.json", "start.json"):
        check((b.data / name).stat().st_mode & 0o777 == 0o600, f"{name} can be read by others")


@case
def a_second_up_is_refused(b):
    b.run("up", "--detach", "--data-dir", b.data).with_code(1).complains("is running in .* already by process")
    b.up(b.folder / "other").with_code(1).complains(rf"ports .*{b.port(8774)} \(compute\)")


@case
def status_tells_how_it_is(b):
    b.run("status", "--data-dir", b.data).with_code(0).says("3 up of 3").says(rf"compute +http://127.0.0.1:{b.port(8774)}/v2.1\n")
    said = json.loads(b.run("status", "--json", "--data-dir", b.data).with_code(0).out)
    check(said["state"] == "running" and said["healthy"] and said["hosts"] == {"up": 3, "total": 3}, f"status --json: {said}")
    check(said["fake"] and all(said["answers"].values()) and said["pid"] == b.pid(), f"status --json: {said}")


@case
def logs_show_the_end_and_follow(b):
    log = b.data / "log" / "kilonova.log"
    shown = b.run("logs", "-n", 3, "--data-dir", b.data).with_code(0)
    check(shown.out.splitlines() == log.read_text().splitlines()[-3:], f"logs -n 3:\n{shown.out}")
    b.run("logs", "-n", -1, "--data-dir", b.data).with_code(1).complains("--lines -1")
    follower = b.begin("logs", "-f", "-n", 1, "--data-dir", b.data)
    try:
        follower.stdout.readline()
        with log.open("a") as end:
            end.write("a line more\n")
        check(follower.stdout.readline() == "a line more\n", "logs -f did not show a line that was added")
    finally:
        follower.send_signal(signal.SIGINT)
    check(follower.wait(20) in (130, -signal.SIGINT), f"logs -f ended with {follower.returncode} at Ctrl-C")


@case
def a_backup_makes_the_same_cloud_again(b):
    saved, again = b.folder / "saved.zip", b.folder / "again"
    cloud = Rest(b)
    server = cloud.server("saved")
    b.run("backup", "--data-dir", b.data, saved).with_code(0).says(r"saved.zip: \d+ bytes")
    check(saved.stat().st_mode & 0o777 == 0o600, "a backup can be read by others")
    b.run("backup", "--data-dir", b.data, saved).with_code(1).complains("exists; nothing was written")
    b.run("backup", "--data-dir", b.data, b.folder / "no" / "where").with_code(1).complains("is no directory")
    check(cloud.call("DELETE", 8774, f"/v2.1/servers/{server}")[0] == 204, "delete")
    b.run("restore", "--data-dir", b.data, saved).with_code(1).complains("exists; nothing was restored")
    b.run("restore", "--data-dir", again, b.folder / "foreign" / "letter").with_code(1).complains("no backup")
    check(not again.exists(), "a refused backup left a directory")
    b.run("restore", "--data-dir", again, saved).with_code(0).says("up --data-dir")
    b.down().with_code(0)
    b.run("up", "--detach", "--data-dir", again).with_code(0)
    restored = Rest(b, data=again)
    restored.until(server, "ACTIVE")
    image = restored.call("GET", 9292, "/v2/images?name=saved")[1]["images"][0]
    check(restored.call("GET", 9292, f"/v2/images/{image['id']}")[1]["status"] == "active", "the image was not restored")
    fetched = urllib.request.Request(restored.at(9292, f"/v2/images/{image['id']}/file"), headers={"X-Auth-Token": restored.token})
    with urllib.request.urlopen(fetched, timeout=30) as bytes_of:
        check(bytes_of.read() == b"a disk", "the bytes of the image were not restored")
    restored.until(restored.server("after-restore"), "ACTIVE")
    b.run("down", "--purge", "--data-dir", again).with_code(0).says("deleting server saved")
    check(not again.exists(), "purge left something")


@case
def what_was_chosen_stays_chosen(b):
    b.run("up", "--detach", "--data-dir", b.data).with_code(0).says(rf"http://127.0.0.1:{b.port(5000)}/v3").says("FAKE")
    b.run("status", "--data-dir", b.data).with_code(0).says("3 up of 3")
    b.down().with_code(0)
    b.run("up", "--data-dir", b.data, "--hypervisor", "libvirt").with_code(1).complains("--hypervisor libvirt: .*would be lost")
    b.run("up", "--data-dir", b.data, "--database", f"sqlite:{b.folder}/x.db").with_code(1).complains("--database: the data .*lies in SQLite")


@case
def down_twice_is_no_harm(b):
    b.down().with_code(0).says("no cloud is running")
    b.run("status", "--data-dir", b.data).with_code(1).says("stopped")
    check(json.loads(b.run("status", "--json", "--data-dir", b.data).with_code(1).out)["state"] == "stopped", "status --json")


@case
def ctrl_c_ends_a_cloud_in_the_foreground(b):
    began = b.begin("up", "--data-dir", b.data)
    check(began.stdout.readline().startswith("ready in"), "up said nothing of being ready")
    b.run("up", "--data-dir", b.data).with_code(1).complains("is running in")
    began.send_signal(signal.SIGINT)
    out, err = began.communicate(timeout=60)
    check(began.returncode in (0, 130) and not err, f"Ctrl-C: ended with {began.returncode}\n{err}")
    b.run("status", "--data-dir", b.data).with_code(1).says("stopped")


@case
def a_killed_cloud_comes_back_as_it_was(b):
    b.run("up", "--detach", "--data-dir", b.data).with_code(0)
    server = Rest(b).server("survivor")
    os.kill(b.pid(), signal.SIGKILL)
    end = time.monotonic() + 20
    while b.run("status", "--data-dir", b.data).code == 0:
        check(time.monotonic() < end, "status does not see that the cloud is dead")
    b.down().with_code(0).says("no cloud is running")
    b.run("up", "--detach", "--data-dir", b.data).with_code(0)
    Rest(b).until(server, "ACTIVE")
    Rest(b).server("newcomer")


@case
def purge_removes_everything(b):
    b.down("--purge").with_code(0).says("deleting server survivor").says("removed")
    check(not b.data.exists(), "purge left something")
    b.down("--purge").with_code(1).complains("there is no cloud")


@case
def purge_of_a_stopped_cloud_starts_it_aside(b):
    b.up().with_code(0)
    Rest(b).server("asleep")
    b.down().with_code(0)
    with socket.create_server(("127.0.0.1", b.port(8774))):
        b.down("--purge").with_code(0).says("deleting server asleep").says("removed")
    check(not b.data.exists(), "purge left something")


@case
def purge_strands_no_guest_whose_start_is_forgotten(b):
    b.up().with_code(0)
    Rest(b).server("asleep")
    b.down().with_code(0)
    start = b.data / "start.json"
    kept = start.read_text()
    start.unlink()
    b.down("--purge").with_code(1).complains("has the guests of 1 servers; nothing was removed")
    start.write_text(kept)
    start.chmod(0o600)
    b.down("--purge").with_code(0).says("deleting server asleep").says("removed")


@case
def odd_names_of_directories_are_no_trouble(b):
    odd = b.folder / "it's a cloud, ä"
    up = b.up(odd).with_code(0)
    line = next(line.strip() for line in up.out.splitlines() if "export" in line)
    shown = subprocess.run(["bash", "-c", f'{line}; cat "$OS_CLIENT_CONFIG_FILE"'], capture_output=True, text=True)
    check("kilonova-demo:" in shown.stdout, f"what up says to type does not work: {line}\n{shown.stderr}")
    b.down("--purge", data=odd).with_code(0)


# ---- what only root can try

@case
def another_user_is_told_whose_it_is(b):
    b.up().with_code(0)
    b.as_nobody("up", "--detach", "--port-offset", b.offset).with_code(1).complains("/nonexistent/.* cannot be made: no permission.*--data-dir")
    for command in ("status", "down", "logs"):
        b.as_nobody(command, "--data-dir", b.data).with_code(1).complains("cannot be read: no permission")
    b.as_nobody("up", "--data-dir", b.data).with_code(1).complains("cannot be read: no permission")
    b.down("--purge").with_code(0)


@case
def a_user_without_rights_gets_a_fake_cloud_that_says_so(b):
    theirs = b.folder / "theirs"
    theirs.mkdir()
    shutil.chown(theirs, "nobody", "nogroup")
    data = theirs / "cloud"
    b.as_nobody("up", "--detach", "--data-dir", data, "--port-offset", b.offset, "--hypervisor", "libvirt").with_code(1).complains("--hypervisor libvirt")
    shown = b.as_nobody("demo", "--data-dir", data, "--port-offset", b.offset).with_code(0)
    shown.says("FAKE HYPERVISOR").says("login:").says("--image blank --flavor demo.tiny")
    b.as_nobody("down", "--purge", "--data-dir", data).with_code(0).says("removed")


@case
def a_disk_too_small_is_said_before_the_start(b):
    with small_disk(b, "100m") as disk:
        b.up(disk / "cloud").with_code(1).complains("on a disk with .* MiB free; at least")


@case
def a_disk_that_fills_up_stops_writing_only(b):
    with small_disk(b, "400m") as disk:
        data = disk / "cloud"
        b.up(data).with_code(0)
        cloud = Rest(b, data=data)
        keypairs = lambda: cloud.call("POST", 8774, "/v2.1/os-keypairs", {"keypair": {"name": f"key-{time.monotonic_ns()}"}})[0]
        check(keypairs() == 200, "create keypair")
        filler = disk / "filler"
        with filler.open("wb") as fill:
            try:
                while True:
                    fill.write(b"\0" * 65536)
                    fill.flush()
            except OSError:
                pass
            try:
                fill.close()
            except OSError:
                pass
        seen = set()
        for _ in range(200):
            seen.add(keypairs())
            if seen & {500, 503}:
                break
        check(seen & {500, 503}, f"no answer told of the full disk: {seen}")
        check(cloud.call("GET", 8774, "/v2.1/os-keypairs")[0] == 200, "reading ended with the disk full")
        filler.unlink()
        end = time.monotonic() + 30
        while keypairs() != 200:
            check(time.monotonic() < end, "writing did not come back with the room")
            time.sleep(0.2)
        b.down("--purge", data=data).with_code(0)


class small_disk:
    """A file system of that size."""

    def __init__(self, b, size):
        self.at, self.size = b.folder / f"disk-{size}", size

    def __enter__(self):
        self.at.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={self.size}", "tmpfs", self.at], check=True)
        return self.at

    def __exit__(self, *_):
        subprocess.run(["umount", "--lazy", self.at], check=True)


NEEDS_ROOT = {another_user_is_told_whose_it_is, a_user_without_rights_gets_a_fake_cloud_that_says_so,
              a_disk_too_small_is_said_before_the_start, a_disk_that_fills_up_stops_writing_only}


def clean_up(b):
    for data in b.folder.glob("**/kilonova-data"):
        b.run("down", "--data-dir", data.parent)
    shutil.rmtree(b.folder, ignore_errors=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--port-offset", type=int, default=22000)
    arguments.add_argument("--only", default="", help="cases whose name has this in it")
    given = arguments.parse_args()
    bench = Bench(pathlib.Path(tempfile.mkdtemp(prefix="kilonova-commands.")), given.port_offset)
    bench.folder.chmod(0o755)
    failed, passed, skipped = [], 0, 0
    try:
        for each in [c for c in CASES if given.only in c.__name__]:
            name, began = each.__name__.replace("_", " "), time.monotonic()
            if each in NEEDS_ROOT and not ROOT:
                skipped += 1
                print(f"  skipped, as only root can try it: {name}", flush=True)
                continue
            try:
                each(bench)
                passed += 1
                print(f"  {time.monotonic() - began:6.1f} s  {name}", flush=True)
            except (Failure, OSError, subprocess.SubprocessError, KeyError, ValueError) as failure:
                failed.append(name)
                print(f"  FAILED: {name}\n{failure!r}" if not isinstance(failure, Failure) else f"  FAILED: {name}\n{failure}", flush=True)
    finally:
        clean_up(bench)
    print(f"{passed} passed, {len(failed)} failed, {skipped} skipped")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
