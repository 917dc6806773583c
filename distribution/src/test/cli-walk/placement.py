#!/usr/bin/env python3
"""Walks through Placement with the unmodified `openstack` CLI and its placement plugin (python3-osc-placement): one process per
version, commands on its standard input. Load an administrator's openrc first; a second openrc names a member, who may nothing."""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import uuid

from shell import Failure, Shell, check

# The newest that Debian's plugin knows.
NEWEST = "1.37"
OLDEST = "1.0"


class Placement:
    def __init__(self, shell, old):
        self.shell, self.old = shell, old
        self.suffix = os.urandom(3).hex().upper()
        self.trait, self.resource = f"CUSTOM_WALK_{self.suffix}", f"CUSTOM_WALK_RC_{self.suffix}"

    def parts(self):
        return [self.words, self.providers, self.inventories, self.traits, self.aggregates, self.allocations, self.candidates,
                self.older, self.clean_up]

    def all(self):
        for part in self.parts():
            print(part.__name__.replace("_", " "), flush=True)
            part()

    def words(self):
        shell = self.shell
        classes = {each["name"] for each in shell.json("resource class list")}
        check({"VCPU", "MEMORY_MB", "DISK_GB", "VGPU"} <= classes, f"resource class list: {classes}")
        shell.do(f"resource class create {self.resource}")
        shell.refused(f"resource class create {self.resource}", "409|already exists")
        shell.refused("resource class create WALK", "400|does not validate")
        shell.do(f"resource class set {self.resource}")
        check(shell.json(f"resource class show {self.resource}")["name"] == self.resource, "resource class show")
        shell.refused("resource class delete VCPU", "400|standard resource class")
        shell.refused("resource class show CUSTOM_NO_SUCH_CLASS", "404|No such resource class")
        traits = {each["name"] for each in shell.json("trait list")}
        check({"HW_CPU_X86_AVX2", "COMPUTE_NODE"} <= traits, f"trait list: {len(traits)}")
        shell.do(f"trait create {self.trait}")
        check(shell.json(f"trait show {self.trait}")["name"] == self.trait, "trait show")
        check(self.trait in {each["name"] for each in shell.json("trait list --name startswith:CUSTOM_WALK_")}, "trait list --name")
        shell.refused("trait show CUSTOM_NO_SUCH_TRAIT", "404|No such trait")
        shell.refused("trait delete HW_CPU_X86_AVX2", "400|standard trait")

    def providers(self):
        shell = self.shell
        self.root = shell.json(f"resource provider create walk-{self.suffix}")["uuid"]
        self.child = str(uuid.uuid4())
        made = shell.json(f"resource provider create walk-child-{self.suffix} --uuid {self.child} --parent-provider {self.root}")
        check(made["uuid"] == self.child and made["parent_provider_uuid"] == self.root, f"resource provider create: {made}")
        check(made["root_provider_uuid"] == self.root, f"resource provider create: {made}")
        shell.refused(f"resource provider create walk-{self.suffix}", "409|already exists")
        shown = shell.json(f"resource provider show {self.child}")
        check(shown["name"] == f"walk-child-{self.suffix}" and shown["generation"] == 0, f"resource provider show: {shown}")
        listed = shell.json(f"resource provider list --in-tree {self.root}")
        check({each["uuid"] for each in listed} == {self.root, self.child}, f"resource provider list --in-tree: {listed}")
        check([each["uuid"] for each in shell.json(f"resource provider list --name walk-{self.suffix}")] == [self.root], "list --name")
        renamed = shell.json(f"resource provider set {self.child} --name walk-renamed-{self.suffix} --parent-provider {self.root}")
        check(renamed["name"] == f"walk-renamed-{self.suffix}", f"resource provider set: {renamed}")
        shell.refused(f"resource provider delete {self.root}", "409|child resource providers")
        shell.refused(f"resource provider show {uuid.uuid4()}", "404|No resource provider")

    def inventories(self):
        shell, root = self.shell, self.root
        shell.json(f"resource provider inventory set {root} --resource VCPU=8 --resource VCPU:allocation_ratio=4.0 "
                   f"--resource MEMORY_MB=4096 --resource MEMORY_MB:reserved=512 --resource {self.resource}=2")
        listed = {each["resource_class"]: each for each in shell.json(f"resource provider inventory list {root}")}
        check(listed["VCPU"]["total"] == 8 and listed["VCPU"]["allocation_ratio"] == 4.0, f"inventory list: {listed}")
        check(listed["MEMORY_MB"]["reserved"] == 512 and listed["MEMORY_MB"]["used"] == 0, f"inventory list: {listed}")
        shell.json(f"resource provider inventory class set {root} {self.resource} --total 4 --max_unit 2")
        shown = shell.json(f"resource provider inventory show {root} {self.resource}")
        check(shown["total"] == 4 and shown["max_unit"] == 2 and shown["step_size"] == 1, f"inventory show: {shown}")
        shell.refused(f"resource provider inventory set {root} --resource CUSTOM_NO_SUCH_CLASS=1", "400|No such resource class")
        shell.json(f"resource provider inventory set {self.child} --resource DISK_GB=100")
        shell.do(f"resource provider inventory delete {self.child} --resource-class DISK_GB")
        shell.refused(f"resource provider inventory show {self.child} DISK_GB", "404|No inventory")
        shell.json(f"resource provider inventory set {self.child} --resource DISK_GB=100")
        shell.refused(f"resource class delete {self.resource}", "409|in use")

    def traits(self):
        shell, root = self.shell, self.root
        shell.do(f"resource provider trait set {root} --trait {self.trait} --trait HW_CPU_X86_AVX2")
        listed = {each["name"] for each in shell.json(f"resource provider trait list {root}")}
        check(listed == {self.trait, "HW_CPU_X86_AVX2"}, f"resource provider trait list: {listed}")
        shell.refused(f"resource provider trait set {root} --trait CUSTOM_NO_SUCH_TRAIT", "400|No such trait")
        shell.refused(f"trait delete {self.trait}", "409|in use")
        found = shell.json(f"resource provider list --required {self.trait} --resource VCPU=1")
        check([each["uuid"] for each in found] == [root], f"resource provider list --required: {found}")
        check(not shell.json(f"resource provider list --required {self.trait} --forbidden HW_CPU_X86_AVX2"), "list --forbidden")

    def aggregates(self):
        shell, root = self.shell, self.root
        self.aggregate = str(uuid.uuid4())
        generation = shell.json(f"resource provider show {root}")["generation"]
        shell.json(f"resource provider aggregate set {root} --aggregate {self.aggregate} --generation {generation}")
        listed = [each["uuid"] for each in shell.json(f"resource provider aggregate list {root}")]
        check(listed == [self.aggregate], f"resource provider aggregate list: {listed}")
        found = shell.json(f"resource provider list --member-of {self.aggregate}")
        check([each["uuid"] for each in found] == [root], f"resource provider list --member-of: {found}")
        shell.refused(f"resource provider aggregate set {root} --aggregate {self.aggregate} --generation {generation}", "409|generation")

    def allocations(self):
        shell, root = self.shell, self.root
        self.consumer, self.project = str(uuid.uuid4()), uuid.uuid4().hex
        owner = f"--project-id {self.project} --user-id {uuid.uuid4().hex}"
        shell.json(f"resource provider allocation set {self.consumer} {owner} --allocation rp={root},VCPU=2,MEMORY_MB=512 "
                   f"--allocation rp={self.child},DISK_GB=10")
        shown = {each["resource_provider"]: each for each in shell.json(f"resource provider allocation show {self.consumer}")}
        check(shown[root]["resources"] == {"VCPU": 2, "MEMORY_MB": 512}, f"allocation show: {shown}")
        check(shown[self.child]["resources"] == {"DISK_GB": 10}, f"allocation show: {shown}")
        usages = {each["resource_class"]: each["usage"] for each in shell.json(f"resource provider usage show {root}")}
        check(usages == {"VCPU": 2, "MEMORY_MB": 512, self.resource: 0}, f"resource provider usage show: {usages}")
        used = {each["resource_class"]: each["usage"] for each in shell.json(f"resource usage show {self.project}")}
        check(used == {"VCPU": 2, "MEMORY_MB": 512, "DISK_GB": 10}, f"resource usage show: {used}")
        held = shell.json(f"resource provider show {root} --allocations")
        check(self.consumer in str(held["allocations"]), f"resource provider show --allocations: {held}")
        shell.refused(f"resource provider allocation set {uuid.uuid4()} {owner} --allocation rp={root},VCPU=99", "409|Unable to allocate")
        shell.refused(f"resource provider inventory delete {root} --resource-class VCPU", "409|in use")
        shell.refused(f"resource provider delete {self.child}", "409|has allocations")
        shell.json(f"resource provider allocation unset {self.consumer} --provider {self.child}")
        left = [each["resource_provider"] for each in shell.json(f"resource provider allocation show {self.consumer}")]
        check(left == [root], f"allocation unset: {left}")

    def candidates(self):
        shell, root = self.shell, self.root
        found = shell.json(f"allocation candidate list --resource VCPU=1 --resource {self.resource}=1")
        check([each["resource provider"] for each in found] == [root], f"allocation candidate list: {found}")
        check(found[0]["inventory used/capacity"] and self.trait in str(found[0]["traits"]), f"allocation candidate list: {found}")
        tree = shell.json(f"allocation candidate list --resource {self.resource}=1 --resource DISK_GB=5 --member-of {self.aggregate}")
        check({each["resource provider"] for each in tree} == {root, self.child}, f"allocation candidate list of a tree: {tree}")
        check(not shell.json(f"allocation candidate list --resource {self.resource}=1 --forbidden {self.trait}"), "candidates --forbidden")
        check(not shell.json(f"allocation candidate list --resource {self.resource}=3"), "candidates above max_unit")
        groups = shell.json(f"allocation candidate list --group 1 --resource {self.resource}=1 --required {self.trait} "
                            "--group 2 --resource DISK_GB=1 --group-policy isolate --limit 1")
        check({root, self.child} == {each["resource provider"] for each in groups}, f"allocation candidate list --group: {groups}")

    def older(self):
        """What a client of the first version sees of the same providers."""
        shown = self.old.json(f"resource provider show {self.root}")
        check("root_provider_uuid" not in shown and shown["name"] == f"walk-{self.suffix}", f"resource provider show at {OLDEST}: {shown}")
        check(self.root in {each["uuid"] for each in self.old.json("resource provider list")}, f"resource provider list at {OLDEST}")
        self.old.refused("trait list", "requires at least version|not supported|version")

    def clean_up(self):
        shell = self.shell
        shell.do(f"resource provider allocation delete {self.consumer}")
        shell.refused(f"resource provider allocation delete {self.consumer}", "404|No allocations")
        shell.do(f"resource provider trait delete {self.root}")
        check(not shell.json(f"resource provider trait list {self.root}"), "resource provider trait delete")
        for provider in (self.child, self.root):
            shell.do(f"resource provider delete {provider}")
        shell.do(f"trait delete {self.trait}")
        shell.do(f"resource class delete {self.resource}")


def member(shell):
    """A plain user sees nothing of it."""
    for command in ("resource provider list", "trait list", "resource class list", "allocation candidate list --resource VCPU=1"):
        shell.refused(command, "403|Policy does not allow|Forbidden")


def variables(openrc):
    """What a shell would set."""
    said = subprocess.run(["bash", "-c", '. "$0" && env', str(openrc)], capture_output=True, text=True, check=True,
                          env={"PATH": os.environ["PATH"]}).stdout
    return dict(re.findall(r"^(OS_\w+)=(.*)$", said, re.MULTILINE))


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--openstack", default="/usr/bin/openstack", help="the client to walk with")
    arguments.add_argument("--member-openrc", type=pathlib.Path, help="the openrc of a user who is no administrator")
    given = arguments.parse_args()
    plain = {name: value for name, value in os.environ.items() if not name.startswith("OS_")}
    plain.update(PYTHONUNBUFFERED="1", PYTHONWARNINGS="ignore", COLUMNS="200")
    ours = {name: value for name, value in os.environ.items() if name.startswith("OS_")}
    shells = []

    def enter(who, version, cloud):
        shells.append(Shell(given.openstack, who, {**plain, **cloud, "OS_PLACEMENT_API_VERSION": version}))
        return shells[-1]

    try:
        Placement(enter("admin", NEWEST, ours), enter(f"admin at {OLDEST}", OLDEST, ours)).all()
        if given.member_openrc:
            print("a member", flush=True)
            member(enter("member", NEWEST, variables(given.member_openrc)))
    except Failure as failure:
        sys.exit(f"FAILED: {failure}")
    finally:
        for shell in shells:
            if shell.process.poll() is None and not shell.process.stdin.closed:
                shell.close()
    print("the walk is over: everything went as it should")


if __name__ == "__main__":
    main()
