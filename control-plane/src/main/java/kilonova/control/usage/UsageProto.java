package kilonova.control.usage;

import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import kilonova.compute.v1.ListServerUsagesResponse;
import kilonova.compute.v1.RestingState;
import kilonova.compute.v1.ServerFlavor;
import kilonova.control.server.ServerRun;

/** Records as messages. */
final class UsageProto {
    private UsageProto() {}

    static ListServerUsagesResponse.Builder message(UsagePage page) {
        var response = ListServerUsagesResponse.newBuilder()
                .setStartTime(Timestamps.fromMicros(page.span().from()))
                .setEndTime(Timestamps.fromMicros(page.span().until()));
        page.usages().forEach(usage -> response.addUsages(message(usage)));
        return response;
    }

    private static kilonova.compute.v1.ServerUsage message(ServerUsage usage) {
        ServerRun run = usage.run();
        var message = kilonova.compute.v1.ServerUsage.newBuilder()
                .setServerId(run.id().toString())
                .setServerName(run.name())
                .setProjectId(run.project().value())
                .setFlavor(ServerFlavor.newBuilder()
                        .setId(run.flavor().id())
                        .setName(run.flavor().name())
                        .setVcpus(run.flavor().vcpus())
                        .setMemoryMb(run.flavor().memoryMb())
                        .setDiskGb(run.flavor().diskGb())
                        .setEphemeralGb(run.flavor().ephemeralGb())
                        .setSwapMb(run.flavor().swapMb())
                        .putAllExtraSpecs(run.flavor().extraSpecs()))
                .setRestingState(
                        RestingState.valueOf("RESTING_STATE_" + run.rests().name()))
                .setLaunchTime(Timestamps.fromMicros(run.launched()))
                .setUsedDuration(Durations.fromMicros(usage.usedMicros()))
                .setUptimeDuration(Durations.fromMicros(usage.uptimeMicros()));
        run.ended().ifPresent(ended -> message.setTerminateTime(Timestamps.fromMicros(ended)));
        return message.build();
    }
}
