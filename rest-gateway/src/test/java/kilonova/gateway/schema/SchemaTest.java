package kilonova.gateway.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import kilonova.gateway.http.Json;
import kilonova.gateway.schema.Schema.Strictness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SchemaTest {
    private static JsonNode json(String text) {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"object\"}|null|None is not of type 'object'",
                "{\"type\":[\"string\",\"null\"]}|1.5|1.5 is not of type 'string', 'null'",
                "{\"type\":\"integer\"}|true|True is not of type 'integer'",
                "{\"required\":[\"name\"]}|{}|'name' is a required property",
                "{\"additionalProperties\":false}|{\"b\":1,\"a\":2}|Additional properties are not allowed ('a', 'b' were unexpected)",
                "{\"additionalProperties\":false,\"properties\":{\"a\":{}}}|{\"foo\":1,\"a\":2}|Additional properties are not allowed ('foo' was unexpected)",
                "{\"additionalProperties\":false,\"patternProperties\":{\"^x$\":{}}}|{\"foo\":1}|'foo' does not match any of the regexes: '^x$'",
                "{\"maxLength\":2}|\"abc\"|'abc' is too long",
                "{\"minLength\":2}|\"a\"|'a' is too short",
                "{\"minLength\":1}|\"\"|'' should be non-empty",
                "{\"maxLength\":0}|\"a\"|'a' is expected to be empty",
                "{\"pattern\":\"^[0-9]*$\"}|\"a'b\"|\"a'b\" does not match '^[0-9]*$'",
                "{\"minimum\":0}|-1|-1 is less than the minimum of 0",
                "{\"minimum\":1}|\"0\"|0 is less than the minimum of 1",
                "{\"maximum\":9}|10|10 is greater than the maximum of 9",
                "{\"enum\":[\"a\",true,null]}|\"b\"|'b' is not one of ['a', True, None]",
                "{\"const\":\"a\"}|\"b\"|'a' was expected",
                "{\"format\":\"uuid\"}|\"x\"|'x' is not a 'uuid'",
                "{\"uniqueItems\":true}|[1,1]|[1, 1] has non-unique elements",
                "{\"maxItems\":1}|[1,2]|[1, 2] is too long",
                "{\"minItems\":1}|[]|[] should be non-empty",
                "{\"minProperties\":2}|{\"a\":1}|{'a': 1} does not have enough properties",
                "{\"oneOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}|1|1 is not valid under any of the given schemas",
                "{\"oneOf\":[{\"type\":\"string\"},{\"maxLength\":3}]}|\"a\"|'a' is valid under each of {'maxLength': 3}, {'type': 'string'}",
                "{\"format\":\"name\"}|\" a\"|An invalid 'name' value was provided. The name must be: printable characters. Can not start or end with whitespace.",
            })
    void whatIsWrongIsSaidAsPythonSaysIt(String schema, String document, String message) {
        assertThat(Schema.compile(json(schema))
                        .check(json(document))
                        .orElseThrow()
                        .message())
                .isEqualTo(message);
    }

    @Test
    void theFirstKeywordThatIsBrokenSpeaks() {
        var schema =
                "{\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[\"b\"],\"additionalProperties\":false}";

        assertThat(Schema.compile(json(schema))
                        .check(json("{\"c\":1,\"a\":1}"))
                        .orElseThrow()
                        .message())
                .isEqualTo("1 is not of type 'string'");
        assertThat(Schema.compile(json(schema))
                        .check(json("{\"c\":1}"))
                        .orElseThrow()
                        .message())
                .isEqualTo("'b' is a required property");
    }

    @Test
    void aBodyNamesTheInnermostFieldAQueryTheOutermost() {
        var schema = Schema.compile(json("{\"properties\":{\"limit\":{\"items\":{\"pattern\":\"^[0-9]+$\"}}}}"));
        var violation = schema.check(json("{\"limit\":[\"x\"]}")).orElseThrow();

        assertThat(violation.inBody())
                .isEqualTo("Invalid input for field/attribute 0. Value: x. 'x' does not match '^[0-9]+$'");
        assertThat(violation.inQuery())
                .isEqualTo("Invalid input for query parameters limit. Value: x. 'x' does not match '^[0-9]+$'");
    }

    @Test
    void aLenientSchemaDropsWhatItDoesNotKnow() {
        var schema = json("{\"properties\":{\"a\":{}},\"additionalProperties\":false}");
        var document = json("{\"a\":1,\"b\":2}");

        assertThat(Schema.compile(schema, Strictness.DROP).check(document)).isEmpty();
        assertThat(document).isEqualTo(json("{\"a\":1}"));
    }

    @Test
    void anUnknownKeywordIsRefused() {
        assertThatThrownBy(() -> Schema.compile(json("{\"dependentRequired\":{}}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dependentRequired");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "70a599e0-31e7-49b7-b260-868f441e862b",
                "70a599e031e749b7b260868f441e862b",
                "{70A599E0-31e7-49b7-b260-868f441e862b}",
                "urn:uuid:70a599e0-31e7-49b7-b260-868f441e862b"
            })
    void uuidsComeInSeveralSpellings(String text) {
        assertThat(Formats.uuid(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "70a599e0", "70a599e0-31e7-49b7-b260-868f441e862g", "1_70a599e031e749b7b260868f441e862"})
    void whatIsNoUuidIsNone(String text) {
        assertThat(Formats.uuid(text)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "base64|YWJj|true",
                "base64|YWI|false",
                "base64|YWI=|true",
                "base64|Y|false",
                "base64|'YW Jj'|true",
                "ipv4|1.2.3.4|true",
                "ipv4|1.2.3|false",
                "ipv6|80fe::|true",
                "ipv6|[80fe::]|false",
                "cidr|10.0.0.0/8|true",
                "cidr|10.0.0.0|false",
                "cidr|10.0.0.0/33|false",
                "regex|(|false",
                "regex|a.*|true",
                "date-time|2026-02-30|false",
                "date-time|2026-02-28T10:00:00Z|true",
                "date-time|2026|true",
                "uri|http://a/b|true",
                "uri|a/b|false",
                "of nobody|x|true"
            })
    void formatsHoldWhatTheyHold(String format, String text, boolean holds) {
        assertThat(Formats.text(format).test(text)).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"it's\"|\"it's\"",
                "\"a\\n\"|'a\\n'",
                "1e20|1e+20",
                "1.0|1.0",
                "100000.5|100000.5",
                "{\"a\":[true,null]}|{'a': [True, None]}",
            })
    void valuesArePrintedAsPythonPrintsThem(String document, String text) {
        assertThat(PythonText.repr(json(document))).isEqualTo(text);
    }
}
