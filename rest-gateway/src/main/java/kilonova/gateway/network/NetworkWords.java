package kilonova.gateway.network;

import static kilonova.gateway.http.ProblemWords.fact;

import com.google.rpc.ErrorInfo;
import java.util.Map;
import java.util.Optional;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.HttpFaultException;
import kilonova.gateway.http.ProblemWords;

/** Neutron's codes, types and words for problems. */
final class NetworkWords {
    static final ProblemWords ALL = NetworkWords::say;
    /** Carries the type of a fault from here to its body; never sent as a header. */
    static final String TYPE = "x-neutron-type";

    private NetworkWords() {}

    static HttpFaultException bad(String message) {
        return fault(400, "HTTPBadRequest", message).raise();
    }

    /** The type of a fault that no room of ours made. */
    static String type(int code) {
        return switch (code) {
            case 400 -> "HTTPBadRequest";
            case 401 -> "HTTPUnauthorized";
            case 403 -> "PolicyNotAuthorized";
            case 404 -> "HTTPNotFound";
            case 405 -> "HTTPMethodNotAllowed";
            case 409 -> "Conflict";
            case 413 -> "HTTPRequestEntityTooLarge";
            case 501 -> "HTTPNotImplemented";
            case 503 -> "ServiceUnavailable";
            case 504 -> "HTTPGatewayTimeout";
            default -> "HTTPInternalServerError";
        };
    }

    private static Optional<HttpFault> say(ErrorInfo problem) {
        String id = fact(problem, "id");
        String kind = fact(problem, "kind");
        return switch (problem.getReason()) {
            case "NotFound" -> Optional.of(notFound(kind, id));
            case "InUse" -> Optional.of(inUse(kind, id, fact(problem, "users")));
            case "Duplicate" -> Optional.of(duplicate(kind, id));
            case "Forbidden" ->
                Optional.of(fault(
                        403, "PolicyNotAuthorized", "rule:" + fact(problem, "rule") + " is disallowed by policy"));
            case "QuotaExceeded" ->
                Optional.of(fault(
                        409, "OverQuota", "Quota exceeded for resources: ['" + fact(problem, "resource") + "']."));
            case "Invalid" -> Optional.of(invalid(fact(problem, "field"), fact(problem, "rule")));
            default -> Optional.empty();
        };
    }

    private static HttpFault notFound(String kind, String id) {
        return switch (kind) {
            case "network" -> fault(404, "NetworkNotFound", "Network " + id + " could not be found.");
            case "subnet" -> fault(404, "SubnetNotFound", "Subnet " + id + " could not be found.");
            case "port" -> fault(404, "PortNotFound", "Port " + id + " could not be found.");
            case "security_group" -> fault(404, "SecurityGroupNotFound", "Security group " + id + " does not exist");
            case "security_group_rule" ->
                fault(404, "SecurityGroupRuleNotFound", "Security group rule " + id + " does not exist");
            default -> fault(404, "HTTPNotFound", "The resource could not be found.");
        };
    }

    private static HttpFault inUse(String kind, String id, String users) {
        return switch (kind) {
            case "network" ->
                fault(
                        409,
                        "NetworkInUse",
                        "Unable to complete operation on network " + id
                                + ". There are one or more ports still in use on the network.");
            case "subnet" ->
                fault(409, "SubnetInUse", "Unable to complete operation on subnet " + id + ": " + users + ".");
            case "security_group" ->
                fault(409, "SecurityGroupInUse", "Security Group " + id + " in use: " + users + ".");
            case "ip_address" ->
                fault(409, "IpAddressAlreadyAllocated", "IP address " + id + " already allocated: " + users + ".");
            case "mac_address" ->
                fault(
                        409,
                        "MacAddressInUse",
                        "Unable to complete operation: the mac address " + id + " is in use: " + users + ".");
            default -> fault(409, "Conflict", kind + " " + id + " is in use: " + users + ".");
        };
    }

    private static HttpFault duplicate(String kind, String id) {
        return switch (kind) {
            case "security_group" ->
                fault(409, "SecurityGroupDefaultAlreadyExists", "Default security group already exists.");
            case "security_group_rule" ->
                fault(409, "SecurityGroupRuleExists", "Security group rule already exists. Rule id is " + id + ".");
            default -> fault(409, "Conflict", kind + " " + id + " already exists.");
        };
    }

    private static HttpFault invalid(String field, String rule) {
        if (field.equals("fixed_ips") && rule.startsWith("No more IP addresses")) {
            return fault(409, "IpAddressGenerationFailure", rule);
        }
        if (rule.startsWith("Gateway ip")) {
            return fault(409, "GatewayConflictWithAllocationPools", rule);
        }
        return fault(
                400,
                "HTTPBadRequest",
                "Invalid input for operation: "
                        + (field.isEmpty() ? rule : "Invalid input for " + field + ". Reason: " + rule) + ".");
    }

    private static HttpFault fault(int code, String type, String message) {
        return new HttpFault(code, message, Map.of(TYPE, type));
    }
}
