package kilonova.gateway.compute;

import com.google.longrunning.Operation;
import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import kilonova.compute.v1.Aggregate;
import kilonova.compute.v1.ControlService;
import kilonova.compute.v1.DiskConfig;
import kilonova.compute.v1.Flavor;
import kilonova.compute.v1.GetQuotasResponse;
import kilonova.compute.v1.Host;
import kilonova.compute.v1.HostStatus;
import kilonova.compute.v1.Hypervisor;
import kilonova.compute.v1.Keypair;
import kilonova.compute.v1.KeypairType;
import kilonova.compute.v1.ListServerUsagesResponse;
import kilonova.compute.v1.ListZonesResponse;
import kilonova.compute.v1.OperationMetadata;
import kilonova.compute.v1.OperationStep;
import kilonova.compute.v1.Power;
import kilonova.compute.v1.Quota;
import kilonova.compute.v1.RestingState;
import kilonova.compute.v1.Server;
import kilonova.compute.v1.ServerAddress;
import kilonova.compute.v1.ServerAdminView;
import kilonova.compute.v1.ServerFlavor;
import kilonova.compute.v1.ServerInterface;
import kilonova.compute.v1.ServerUsage;
import kilonova.compute.v1.ServerVolume;
import kilonova.compute.v1.StepResult;
import kilonova.compute.v1.Zone;
import kilonova.image.v1.Image;
import kilonova.image.v1.ImageStatus;

/** One resource of each kind, with everything in it that a sample shows. */
final class Resources {
    static final String SERVER_ID = "0e44cc9c-e052-415d-afbf-469b0d384170";
    static final String IMAGE_ID = "70a599e0-31e7-49b7-b260-868f441e862b";
    static final String PROJECT = "6f70656e737461636b20342065766572";
    static final String TRACE = "req-3293a3f1-b44c-4609-b8d2-d81b105636b8";

    static final String HOST_HASH = "92154fab69d5883ba2c8622b7e65f745dd33257221c07af363c51b29";

    private Resources() {}

    private static Timestamp time(long seconds) {
        return Timestamp.newBuilder().setSeconds(seconds).setNanos(880_302_000).build();
    }

    static Server server(boolean administrator) {
        var server = Server.newBuilder()
                .setId(SERVER_ID)
                .setProjectId(PROJECT)
                .setUserId("fake")
                .setName("new-server-test")
                .setHostname("new-server-test")
                .putMetadata("My Server Name", "Apache1")
                .setRestingState(RestingState.RESTING_STATE_ACTIVE)
                .setPower(Power.POWER_RUNNING)
                .setFlavor(ServerFlavor.newBuilder()
                        .setId("1")
                        .setName("m1.tiny")
                        .setVcpus(1)
                        .setMemoryMb(512)
                        .setDiskGb(1))
                .setImageId(IMAGE_ID)
                .putImageProperties("architecture", "x86_64")
                .addInterfaces(ServerInterface.newBuilder()
                        .setNetworkName("private")
                        .setMacAddress("00:0c:29:0d:11:74")
                        .addAddresses(ServerAddress.newBuilder()
                                .setAddress("192.168.1.30")
                                .setVersion(4)))
                .addSecurityGroups("default")
                .addTags("tag1")
                .addServerGroupIds("0fd3523c-1fe5-4fe5-8a3e-0a4a0a0c0e0b")
                .setAccessIpv4("1.2.3.4")
                .setAccessIpv6("80fe::")
                .setDiskConfig(DiskConfig.DISK_CONFIG_AUTO)
                .setZone("us-west")
                .setPinnedZone("us-west")
                .setHostHash(HOST_HASH)
                .setSchedulerHints("{\"same_host\":[\"48e6a9f6-30af-47e0-bc04-acaed113bb4e\"]}")
                .addVolumes(ServerVolume.newBuilder().setId("volume_id1"))
                .addVolumes(ServerVolume.newBuilder().setId("volume_id2"))
                .setCreateTime(time(1_378_180_892))
                .setUpdateTime(time(1_378_180_893))
                .setLaunchTime(time(1_379_943_420));
        if (administrator) {
            server.setHostStatus(HostStatus.HOST_STATUS_UP)
                    .setAdmin(ServerAdminView.newBuilder()
                            .setHost("host1")
                            .setHypervisorHostname("fake-mini")
                            .setGuestName("instance-00000001")
                            .setReservationId("r-00000001")
                            .setRootDeviceName("/dev/sda")
                            .setUserData("IyEvYmluL2Jhc2gK"));
        }
        return server.build();
    }

    static Flavor flavor() {
        return Flavor.newBuilder()
                .setId("1")
                .setName("m1.tiny")
                .setDescription("test description")
                .setVcpus(1)
                .setMemoryMb(512)
                .setDiskGb(1)
                .setRxtxFactor(1.0)
                .setPublic(true)
                .putExtraSpecs("hw:numa_nodes", "1")
                .putExtraSpecs("hw:cpu_policy", "shared")
                .build();
    }

    static Keypair keypair() {
        return Keypair.newBuilder()
                .setName("keypair-1")
                .setUserId("fake")
                .setType(KeypairType.KEYPAIR_TYPE_SSH)
                .setPublicKey("ssh-rsa AAAA Generated-by-Nova")
                .setFingerprint("44:fe:29:6e:23:14:b9:53:5b:65:82:58:1c:fe:5a:c3")
                .setCreateTime(time(1_399_464_373))
                .setSerial(1)
                .build();
    }

    static GetQuotasResponse quotas() {
        var quotas = GetQuotasResponse.newBuilder().setProjectId("fake_tenant");
        quota(quotas, "cores", 20);
        quota(quotas, "instances", 10);
        quota(quotas, "key_pairs", 100);
        quota(quotas, "metadata_items", 128);
        quota(quotas, "ram", 51200);
        quota(quotas, "server_groups", 10);
        quota(quotas, "server_group_members", 10);
        quota(quotas, "injected_files", 5);
        quota(quotas, "injected_file_content_bytes", 10240);
        quota(quotas, "injected_file_path_bytes", 255);
        return quotas.build();
    }

    private static void quota(GetQuotasResponse.Builder quotas, String resource, long limit) {
        quotas.addQuotas(
                Quota.newBuilder().setResource(resource).setLimit(limit).setUsed(1));
    }

    static Host host() {
        return Host.newBuilder()
                .setId("1bb62a04-c576-402c-8147-9e89757a09e3")
                .setServiceId("e81d66a4-ddd3-4aba-8a84-171d1cb4d339")
                .setName("host1")
                .setZone("nova")
                .setEnabled(true)
                .setUp(true)
                .setUpdateTime(time(1_351_510_000))
                .setLastSeenTime(time(1_351_518_125))
                .setSerial(2)
                .setHypervisor(Hypervisor.newBuilder()
                        .setId("1bb62a04-c576-402c-8147-9e89757a09e3")
                        .setHostname("fake-mini")
                        .setType("fake")
                        .setVersion(1000)
                        .setHostIp("1.1.1.1")
                        .setCpuInfo("{\"arch\":\"x86_64\",\"model\":\"Nehalem\",\"vendor\":\"Intel\","
                                + "\"features\":[\"pge\",\"clflush\"],"
                                + "\"topology\":{\"cores\":1,\"threads\":1,\"sockets\":4}}")
                        .setVcpus(2)
                        .setMemoryMb(8192)
                        .setMemoryMbUsed(512)
                        .setDiskGb(1028)
                        .setUptime(" 08:32:11 up 93 days, 18:25, 12 users")
                        .setSerial(1))
                .build();
    }

    static ControlService scheduler() {
        return ControlService.newBuilder()
                .setId("c4726392-27de-4ff9-b2e0-5aa1d08a520f")
                .setBinary("nova-scheduler")
                .setHost("scheduler")
                .setUp(true)
                .setUpdateTime(time(1_351_518_122))
                .setSerial(1)
                .build();
    }

    static ListZonesResponse zones(boolean withHosts) {
        var internal = Zone.newBuilder().setName("internal").setAvailable(true).setInternal(true);
        var nova = Zone.newBuilder().setName("nova").setAvailable(true);
        if (withHosts) {
            internal.addServices(scheduler());
            nova.addHosts(host());
        }
        return ListZonesResponse.newBuilder().addZones(internal).addZones(nova).build();
    }

    static Aggregate aggregate() {
        return Aggregate.newBuilder()
                .setId("86a0da0e-9f0c-4f51-a1e0-3c25edab3783")
                .setSerial(1)
                .setName("name")
                .setZone("london")
                .putMetadata("availability_zone", "london")
                .addHosts("compute")
                .setCreateTime(time(1_482_879_092))
                .setUpdateTime(time(1_482_879_093))
                .build();
    }

    static Image image() {
        return Image.newBuilder()
                .setId(IMAGE_ID)
                .setName("fakeimage7")
                .setStatus(ImageStatus.IMAGE_STATUS_ACTIVE)
                .setSizeBytes(74_185_822)
                .putProperties("architecture", "x86_64")
                .putProperties("auto_disk_config", "True")
                .putProperties("kernel_id", "nokernel")
                .setCreateTime(time(1_293_843_723))
                .setUpdateTime(time(1_293_843_723))
                .setEtag("1")
                .build();
    }

    static ListServerUsagesResponse usages(int servers) {
        var found = ListServerUsagesResponse.newBuilder()
                .setStartTime(time(1_349_727_044))
                .setEndTime(time(1_349_730_644));
        for (int i = 0; i < servers; i++) {
            found.addUsages(ServerUsage.newBuilder()
                    .setServerId(SERVER_ID)
                    .setServerName("new-server-test")
                    .setProjectId(PROJECT)
                    .setFlavor(ServerFlavor.newBuilder()
                            .setName("m1.tiny")
                            .setVcpus(1)
                            .setMemoryMb(512)
                            .setDiskGb(1))
                    .setRestingState(RestingState.RESTING_STATE_ACTIVE)
                    .setLaunchTime(time(1_349_727_044))
                    .setUsedDuration(Duration.newBuilder().setSeconds(3600))
                    .setUptimeDuration(Duration.newBuilder().setSeconds(3600)));
        }
        return found.build();
    }

    static Operation stop(boolean administrator) {
        var wish = OperationStep.newBuilder()
                .setName("WISH")
                .setStartTime(time(1_524_619_588))
                .setEndTime(time(1_524_619_589))
                .setResult(StepResult.STEP_RESULT_SUCCESS)
                .setHostHash(HOST_HASH);
        var settle =
                wish.clone().setName("SETTLE").setStartTime(time(1_524_619_589)).setEndTime(time(1_524_619_590));
        if (administrator) {
            wish.setHost("host1");
            settle.setHost("host1");
        }
        return Operation.newBuilder()
                .setName("operations/1")
                .setDone(true)
                .setMetadata(Any.pack(OperationMetadata.newBuilder()
                        .setKind("stop")
                        .setSubjectKind("server")
                        .setSubjectId(SERVER_ID)
                        .setProjectId(PROJECT)
                        .setUserId("fake")
                        .setTraceId(TRACE)
                        .setCreateTime(time(1_524_619_588))
                        .setUpdateTime(time(1_524_619_590))
                        .setDetailsVisible(administrator)
                        .setStepDetailsVisible(administrator)
                        .addSteps(wish)
                        .addSteps(settle)
                        .build()))
                .build();
    }
}
