#!/usr/bin/env python3
"""Asks for a server, its list and the flavors at every microversion from 2.1 to 2.104, as raw requests, and with the
`openstack` CLI at those it accepts. Every answer must say the version it was given in."""
import argparse
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request

NEWEST = 104
# Versions at which what the CLI sends or shows changed.
CLI_MINORS = [1, 3, 9, 16, 19, 26, 37, 42, 47, 53, 60, 63, 67, 71, 73, 79, 90, 92]
PATHS = ["/servers?limit=5", "/servers/detail?limit=5", "/flavors", "/flavors/detail", "/os-keypairs", "/limits"]


def login(env):
    user = {"name": env["OS_USERNAME"], "password": env["OS_PASSWORD"], "domain": {"name": env["OS_USER_DOMAIN_NAME"]}}
    project = {"name": env["OS_PROJECT_NAME"], "domain": {"name": env["OS_PROJECT_DOMAIN_NAME"]}}
    body = {"auth": {"identity": {"methods": ["password"], "password": {"user": user}}, "scope": {"project": project}}}
    request = urllib.request.Request(env["OS_AUTH_URL"] + "/auth/tokens", json.dumps(body).encode(),
                                     {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as response:
        catalog = json.load(response)["token"]["catalog"]
        compute = next(s for s in catalog if s["type"] == "compute")["endpoints"]
        return response.headers["X-Subject-Token"], next(e["url"] for e in compute if e["interface"] == "public")


def get(url, token, version):
    request = urllib.request.Request(url, headers={"X-Auth-Token": token, "OpenStack-API-Version": f"compute {version}"})
    with urllib.request.urlopen(request, timeout=20) as response:
        return json.load(response), response.headers["OpenStack-API-Version"]


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--openstack", default="/usr/bin/openstack")
    given = arguments.parse_args()
    token, compute = login(os.environ)
    for minor in range(1, NEWEST + 1):
        version = f"2.{minor}"
        for path in PATHS:
            try:
                _, said = get(compute + path, token, version)
            except urllib.error.HTTPError as refused:
                sys.exit(f"FAILED: GET {path} at {version} answered {refused.code}: {refused.read()[:300]}")
            if said != f"compute {version}":
                sys.exit(f"FAILED: GET {path} at {version} answered in {said!r}")
    print(f"raw requests: {len(PATHS)} resources at 2.1 to 2.{NEWEST}")
    try:
        get(f"{compute}/servers", token, f"2.{NEWEST + 1}")
        sys.exit(f"FAILED: 2.{NEWEST + 1} was accepted")
    except urllib.error.HTTPError as refused:
        if refused.code != 406:
            sys.exit(f"FAILED: 2.{NEWEST + 1} was refused with {refused.code}, not 406")
    for minor in CLI_MINORS:
        done = subprocess.run([given.openstack, "--os-compute-api-version", f"2.{minor}", "server", "list", "-f", "json"],
                              capture_output=True, text=True, timeout=120)
        if done.returncode != 0:
            sys.exit(f"FAILED: openstack --os-compute-api-version 2.{minor} server list\n{done.stdout}{done.stderr}")
        json.loads(done.stdout)
    print(f"openstack server list at {len(CLI_MINORS)} versions up to 2.{CLI_MINORS[-1]}")


if __name__ == "__main__":
    main()
