#!/usr/bin/env python3
"""A tour of Kilonova's gRPC API with stubs generated from its protos, and nothing else.

Load an openrc file that `kilonova up` wrote (it names the endpoint and the user), then run it. Needs, on Debian:
protobuf-compiler protobuf-compiler-grpc python3-grpcio python3-protobuf; and the protos that ours import, which the
build gathers in clients/target/protos.
"""
import argparse
import importlib.util
import json
import os
import pathlib
import shutil
import ssl
import subprocess
import sys
import tempfile
import urllib.request
import uuid

HERE = pathlib.Path(__file__).resolve().parent
OURS = HERE.parent.parent / "proto/src/main/proto"
IMPORTED = HERE.parent / "target/protos"


def generate_stubs(into):
    """Compiles our protos, and those they import, into a folder that Python can import from."""
    if not (IMPORTED / "google").is_dir():
        sys.exit(f"{IMPORTED} is missing: build first (./kilonova --version does)")
    needed = {"protobuf-compiler": shutil.which("protoc"), "protobuf-compiler-grpc": shutil.which("grpc_python_plugin"),
              "python3-grpcio": importlib.util.find_spec("grpc"), "python3-protobuf": importlib.util.find_spec("google.protobuf")
              if importlib.util.find_spec("google") else None}
    if missing := [package for package, found in needed.items() if not found]:
        sys.exit(f"missing: apt install {' '.join(missing)}")
    files = [str(p.relative_to(OURS)) for p in sorted(OURS.rglob("*.proto"))]
    for imported in ["buf/validate", "google/longrunning", "google/rpc", "grpc/health/v1", "grpc/reflection/v1"]:
        files += [str(p.relative_to(IMPORTED)) for p in sorted((IMPORTED / imported).glob("*.proto"))]
    for name in ["annotations", "client", "field_behavior", "http", "launch_stage"]:
        files.append(f"google/api/{name}.proto")
    subprocess.run(
        ["protoc", f"-I{OURS}", f"-I{IMPORTED}", f"--python_out={into}", f"--grpc_out={into}",
         f"--plugin=protoc-gen-grpc={shutil.which('grpc_python_plugin')}", *files], check=True)
    import grpc

    sys.path.insert(0, str(into))
    grpc.__path__.append(str(into / "grpc"))  # grpc.health and grpc.reflection are stubs of ours too


def login():
    """A token from the identity service, by the variables of an openrc file."""
    env = os.environ
    user = {"name": env["OS_USERNAME"], "password": env["OS_PASSWORD"],
            "domain": {"name": env.get("OS_USER_DOMAIN_NAME", "Default")}}
    project = {"name": env["OS_PROJECT_NAME"], "domain": {"name": env.get("OS_PROJECT_DOMAIN_NAME", "Default")}}
    body = {"auth": {"identity": {"methods": ["password"], "password": {"user": user}}, "scope": {"project": project}}}
    request = urllib.request.Request(env["OS_AUTH_URL"] + "/auth/tokens", json.dumps(body).encode(),
                                     {"Content-Type": "application/json"})
    trusted = ssl.create_default_context(cafile=env.get("OS_CACERT"))
    with urllib.request.urlopen(request, timeout=20, context=trusted) as response:
        return response.headers["X-Subject-Token"]


def expect(condition, what):
    if not condition:
        sys.exit(f"FAILED: {what}")
    print(f"  {what}")


class Tour:
    def __init__(self, channel, token, image, flavor):
        from google.longrunning import operations_pb2  # noqa: F401, read by the checks below
        from kilonova.compute.v1 import (flavor_service_pb2_grpc, operation_service_pb2_grpc, server_service_pb2_grpc)
        from kilonova.image.v1 import image_service_pb2_grpc

        self.channel = channel
        self.metadata = [("authorization", f"Bearer {token}")]
        self.servers = server_service_pb2_grpc.ServerServiceStub(channel)
        self.operations = operation_service_pb2_grpc.OperationServiceStub(channel)
        self.flavors = flavor_service_pb2_grpc.FlavorServiceStub(channel)
        self.images = image_service_pb2_grpc.ImageServiceStub(channel)
        self.image, self.flavor = image, flavor

    def call(self, method, request, timeout=60):
        return method(request, metadata=self.metadata, timeout=timeout)

    def reflection_and_health(self):
        from grpc.health.v1 import health_pb2, health_pb2_grpc
        from grpc.reflection.v1 import reflection_pb2, reflection_pb2_grpc

        print("reflection")
        asked = reflection_pb2.ServerReflectionRequest(list_services="")
        reflection = reflection_pb2_grpc.ServerReflectionStub(self.channel)
        answer = next(reflection.ServerReflectionInfo(iter([asked]), timeout=20))
        names = [service.name for service in answer.list_services_response.service]
        expect("kilonova.compute.v1.ServerService" in names, f"{len(names)} services are listed without a token")
        print("health")
        health = health_pb2_grpc.HealthStub(self.channel)
        ours = [name for name in names if name.startswith("kilonova.")]
        for name in ["", *ours]:
            status = health.Check(health_pb2.HealthCheckRequest(service=name), timeout=20).status
            if status != health_pb2.HealthCheckResponse.SERVING:
                sys.exit(f"FAILED: {name} is {status}")
        expect(len(ours) > 1, f"the whole process and each of its {len(ours)} services are SERVING")

    def refusals(self):
        import grpc
        from google.rpc import error_details_pb2, status_pb2
        from kilonova.compute.v1 import server_service_pb2 as wire

        print("error details")
        try:
            self.servers.GetServer(wire.GetServerRequest(id="x"), timeout=20)
            expect(False, "a call without a token is refused")
        except grpc.RpcError as refused:
            expect(refused.code() == grpc.StatusCode.UNAUTHENTICATED, "a call without a token is UNAUTHENTICATED")
        try:
            self.call(self.servers.GetServer, wire.GetServerRequest(id=str(uuid.uuid4())))
            expect(False, "an unknown server is refused")
        except grpc.RpcError as refused:
            status = status_pb2.Status.FromString(dict(refused.trailing_metadata())["grpc-status-details-bin"])
            info, resource = error_details_pb2.ErrorInfo(), error_details_pb2.ResourceInfo()
            for detail in status.details:
                detail.Unpack(info) or detail.Unpack(resource)
            expect(refused.code() == grpc.StatusCode.NOT_FOUND and info.reason == "NotFound",
                   f"an unknown server is {refused.code().name}/{info.reason} of kind {resource.resource_type!r}")
        code, info, fields = self.refusal(self.servers.CreateServer, wire.CreateServerRequest(server=wire.ServerSpec(name="n" * 256)))
        expect(code == grpc.StatusCode.INVALID_ARGUMENT and any("name" in field for field in fields),
               f"a name of 256 characters is {code.name}, and the fields at fault are named: {', '.join(fields)}")

    def refusal(self, method, request):
        """Code, ErrorInfo and the fields of BadRequest of a call that must be refused."""
        import grpc
        from google.rpc import error_details_pb2, status_pb2

        try:
            self.call(method, request)
        except grpc.RpcError as refused:
            status = status_pb2.Status.FromString(dict(refused.trailing_metadata())["grpc-status-details-bin"])
            info, bad = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
            for detail in status.details:
                detail.Unpack(info) or detail.Unpack(bad)
            return refused.code(), info, [violation.field for violation in bad.field_violations]
        sys.exit("FAILED: the call should have been refused")

    def create_twice(self, name):
        from kilonova.compute.v1 import operation_pb2, server_service_pb2 as wire

        print("the same request_id twice")
        spec = wire.ServerSpec(name=name, image_id=self.image, flavor_id=self.flavor,
                               network_choice=wire.NETWORK_CHOICE_NONE)
        request = wire.CreateServerRequest(server=spec, request_id=str(uuid.uuid4()))
        first, second = self.call(self.servers.CreateServer, request), self.call(self.servers.CreateServer, request)
        expect(first.name == second.name, f"one operation: {first.name}")
        about, again = operation_pb2.OperationMetadata(), operation_pb2.OperationMetadata()
        first.metadata.Unpack(about), second.metadata.Unpack(again)
        listed = self.call(self.servers.ListServers, wire.ListServersRequest(filter=wire.ServerFilter(name=f"^{name}$"))).servers
        expect([server.id for server in listed] == [about.subject_id] == [again.subject_id], f"one server: {about.subject_id}")
        request.server.description = "another"
        code, info, _ = self.refusal(self.servers.CreateServer, request)
        expect(info.reason == "RequestIdReused", f"another body under it is {code.name}/{info.reason}")
        return about

    def wait(self, operation_id):
        from google.protobuf import duration_pb2
        from kilonova.compute.v1 import operation_service_pb2 as wire

        request = wire.WaitOperationRequest(id=operation_id, timeout=duration_pb2.Duration(seconds=120))
        return self.call(self.operations.WaitOperation, request, timeout=150)

    def watch(self, revision, until):
        """Reads messages until one satisfies; returns the last bookmark."""
        from kilonova.compute.v1 import server_service_pb2 as wire

        stream = self.call(self.servers.WatchServers, wire.WatchServersRequest(revision=revision), timeout=120)
        bookmark, done = revision, False
        for message in stream:
            bookmark = message.bookmark or bookmark
            done = done or until(message)
            if done and message.bookmark:
                break
        stream.cancel()
        return bookmark

    def run(self):
        from google.protobuf import field_mask_pb2
        from kilonova.compute.v1 import flavor_service_pb2, server_pb2, server_service_pb2 as wire
        from kilonova.image.v1 import image_pb2, image_service_pb2

        self.reflection_and_health()
        self.refusals()
        flavors = self.call(self.flavors.ListFlavors, flavor_service_pb2.ListFlavorsRequest()).flavors
        self.flavor = self.flavor or flavors[0].id
        bootable = image_service_pb2.ImageFilter(statuses=[image_pb2.IMAGE_STATUS_ACTIVE])
        images = self.call(self.images.ListImages, image_service_pb2.ListImagesRequest(filter=bootable)).images
        found = [i.id for i in images if not self.image or self.image in (i.id, i.name)]
        if not found:
            sys.exit("there is no such image: make one (openstack image create) or name another by --image")
        self.image = found[0]

        print("watch from a snapshot")
        bookmark = self.watch(0, lambda message: message.snapshot_complete)
        expect(bookmark > 0, f"the snapshot is complete at revision {bookmark}")

        names = [f"tour-python-{uuid.uuid4().hex[:8]}" for _ in range(2)]
        made = [self.create_twice(name) for name in names]
        print("wait for the operations")
        for about in made:
            done = self.wait(about.id)
            expect(done.done and not done.HasField("error"), f"{done.name} is done")

        print("watch from a revision")
        active = lambda m: any(e.server.id == made[0].subject_id and e.server.resting_state == server_pb2.RESTING_STATE_ACTIVE
                               for e in m.events)
        expect(self.watch(bookmark, active) > bookmark, f"{names[0]} became ACTIVE after revision {bookmark}")

        print("paging and field mask")
        pages, token, seen = 0, "", []
        while pages == 0 or token:
            page = self.call(self.servers.ListServers, wire.ListServersRequest(
                page_size=1, page_token=token, filter=wire.ServerFilter(name="^tour-python-")))
            pages, token, seen = pages + 1, page.next_page_token, seen + [s.name for s in page.servers]
        expect(set(names) <= set(seen), f"{len(seen)} servers on {pages} pages of one")
        masked = self.call(self.servers.GetServer, wire.GetServerRequest(
            id=made[0].subject_id, read_mask=field_mask_pb2.FieldMask(paths=["name"])))
        expect(masked.name == names[0] and not masked.image_id, "a mask of `name` fills the name only")
        changed = self.call(self.servers.UpdateServer, wire.UpdateServerRequest(
            server=server_pb2.Server(id=made[0].subject_id, name="not taken", description="taken"),
            update_mask=field_mask_pb2.FieldMask(paths=["description"])))
        expect(changed.name == names[0] and changed.description == "taken", "a mask of `description` changes the description only")

        print("delete")
        from kilonova.compute.v1 import operation_pb2
        for about in made:
            operation = self.call(self.servers.DeleteServer,
                                  wire.DeleteServerRequest(id=about.subject_id, request_id=str(uuid.uuid4())))
            deletion = operation_pb2.OperationMetadata()
            operation.metadata.Unpack(deletion)
            done = self.wait(deletion.id)
            expect(done.done and not done.HasField("error"), f"{about.subject_id} is deleted")
        gone = lambda m: any(e.server.id == made[0].subject_id and e.kind == wire.ServerEvent.KIND_DELETED for e in m.events)
        expect(self.watch(bookmark, gone) > bookmark, "a watch from the same revision tells that it is gone")


def open_channel(grpc, endpoint):
    """Under TLS when the identity service is; OS_CACERT names the certificates to trust, else the system's count."""
    if not os.environ["OS_AUTH_URL"].startswith("https:"):
        return grpc.insecure_channel(endpoint)
    file = os.environ.get("OS_CACERT")
    roots = pathlib.Path(file).read_bytes() if file else None
    return grpc.secure_channel(endpoint, grpc.ssl_channel_credentials(roots))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--endpoint", default=os.environ.get("KILONOVA_GRPC"), help="HOST:PORT (KILONOVA_GRPC)")
    arguments.add_argument("--image", default="", help="id or name; else the newest")
    arguments.add_argument("--flavor", default="", help="id; else the first")
    given = arguments.parse_args()
    missing = [name for name in ["OS_AUTH_URL", "OS_USERNAME", "OS_PASSWORD", "OS_PROJECT_NAME"] if name not in os.environ]
    if missing or not given.endpoint:
        sys.exit(f"not set: {' '.join(missing) or 'KILONOVA_GRPC'} (load the openrc file that `kilonova up` wrote)")
    with tempfile.TemporaryDirectory() as folder:
        generate_stubs(pathlib.Path(folder))
        import grpc

        with open_channel(grpc, given.endpoint) as channel:
            Tour(channel, login(), given.image, given.flavor).run()
    print("the tour is over: everything went as it should")


if __name__ == "__main__":
    main()
