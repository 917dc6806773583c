#!/usr/bin/env python3
"""Drives a cloud with openstacksdk, as Ansible's modules do: asks for things by name, makes what is not there, waits, finds
it again, takes it away. Run it with the Python that has openstacksdk; load an administrator's openrc first."""
import argparse
import sys
import uuid

import openstack


def check(condition, what):
    if not condition:
        sys.exit(f"FAILED: {what}")
    print(f"  {what}", flush=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--image", required=True, help="name or id")
    given = arguments.parse_args()
    name = f"sdk-{uuid.uuid4().hex[:8]}"
    cloud = openstack.connect()
    check(cloud.get_server(name) is None, "a server that is not there is None")
    flavor = cloud.create_flavor(name, ram=256, vcpus=1, disk=1)
    check(cloud.get_flavor(name).id == flavor.id, "a flavor is found by its name")
    cloud.set_flavor_specs(flavor.id, {"hw:cpu_policy": "shared"})
    check(cloud.get_flavor(name).extra_specs == {"hw:cpu_policy": "shared"}, "its extra specs are there")
    keypair = cloud.create_keypair(name)
    check(keypair.private_key and cloud.get_keypair(name).fingerprint == keypair.fingerprint, "a keypair is made, and found by its name")
    group = cloud.create_security_group(name, "of the SDK")
    cloud.create_security_group_rule(name, port_range_min=22, port_range_max=22, protocol="tcp", remote_ip_prefix="0.0.0.0/0")
    check(any(rule["port_range_min"] == 22 for rule in cloud.get_security_group(name).security_group_rules), "a security group has its rule")
    network = cloud.list_networks()[0]
    server = cloud.create_server(name, image=given.image, flavor=name, network=network.name, key_name=name, security_groups=[name],
                                 userdata="#!/bin/sh\n", config_drive=True, meta={"made-by": "sdk"}, wait=True, timeout=180,
                                 auto_ip=False)
    check(server.status == "ACTIVE" and server.metadata == {"made-by": "sdk"}, "a server is ACTIVE after create_server(wait=True)")
    check(server.private_v4 or any(server.addresses.values()), f"it has an address: {dict(server.addresses)}")
    check([s.id for s in cloud.list_servers(filters={"name": name})] == [server.id], "it is listed by its name")
    cloud.compute.stop_server(server)
    cloud.compute.wait_for_server(server, status="SHUTOFF", wait=120)
    cloud.compute.start_server(server)
    cloud.compute.wait_for_server(server, status="ACTIVE", wait=120)
    check(True, "it was stopped and started")
    cloud.compute.update_server(server, name=f"{name}-renamed")
    check(cloud.get_server_by_id(server.id).name == f"{name}-renamed", "it was renamed")
    check(cloud.delete_server(server.id, wait=True, timeout=120), "it was deleted")
    check(cloud.get_server_by_id(server.id) is None, "it is gone")
    check(not list(cloud.network.ports(device_id=server.id)), "so are its ports")
    for gone in (cloud.delete_security_group(group.id), cloud.delete_keypair(name), cloud.delete_flavor(name)):
        check(gone, "what it needed is deleted too")
    check(not cloud.delete_flavor(name), "deleting what is gone is False, not an error")
    print("the SDK found all as it expects it")


if __name__ == "__main__":
    main()
