package kilonova.gateway.image;

import com.linecorp.armeria.common.HttpStatus;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.HttpFault;

/** A fault as Glance tells it: a small page of HTML, which clients read the reason from. */
final class FaultPage {
    private FaultPage() {}

    static Answer of(HttpFault fault) {
        String title = fault.code() + " " + HttpStatus.valueOf(fault.code()).reasonPhrase();
        String text = "<html>\n <head>\n  <title>" + title + "</title>\n </head>\n <body>\n  <h1>" + title + "</h1>\n  "
                + escaped(fault.message()) + "<br /><br />\n\n\n\n </body>\n</html>";
        var answer = Answer.text(fault.code(), "text/html; charset=UTF-8", text);
        for (var header : fault.headers().entrySet()) {
            answer = answer.with(header.getKey(), header.getValue());
        }
        return fault.code() == 401 ? answer.with("www-authenticate", "Keystone uri='/v3'") : answer;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
