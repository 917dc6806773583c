package kilonova.lab.bench;

import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Whole HTTP/1.1 requests as bytes, for one endpoint and one user. */
final class HttpRequests {
    /** Any version from 2.37 on lets a server have no network. */
    private static final String VERSION = "compute 2.90";

    private final URI endpoint;
    private final String token;
    private final String version;

    HttpRequests(URI endpoint, String token) {
        this(endpoint, token, VERSION);
    }

    HttpRequests(URI endpoint, String token, String version) {
        this.endpoint = endpoint;
        this.token = token;
        this.version = version;
    }

    URI endpoint() {
        return endpoint;
    }

    byte[] get(String path) {
        return request("GET", path, "application/json", new byte[0]);
    }

    byte[] post(String path, String json) {
        return request("POST", path, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    byte[] put(String path, String json) {
        return request("PUT", path, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    byte[] putBytes(String path, byte[] content) {
        return request("PUT", path, "application/octet-stream", content);
    }

    private byte[] request(String method, String path, String type, byte[] body) {
        var head = new StringBuilder()
                .append(method + " " + endpoint.getPath() + path + " HTTP/1.1\r\n")
                .append("Host: " + endpoint.getAuthority() + "\r\n")
                .append("Accept: application/json\r\n")
                .append("OpenStack-API-Version: " + version + "\r\n");
        if (!token.isEmpty()) {
            head.append("X-Auth-Token: " + token + "\r\n");
        }
        if (!method.equals("GET")) {
            head.append("Content-Type: " + type + "\r\n").append("Content-Length: " + body.length + "\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[start.length + body.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(body, 0, whole, start.length, body.length);
        return whole;
    }
}
