package kilonova.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Optional;
import java.util.regex.Pattern;
import kilonova.kernel.Problem;
import kilonova.kernel.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every database reads alike is searched for; the rest is refused by the field that holds it. */
final class CommonExpressionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "web", "^web-[0-9]+$", "a|b|", "()", "(?:s|t)[0-9]?", "s{1,2}.*?", "s{2}", "s{2,}", "[^a-c\\]]",
                "\\.\\d\\W", "[a-]", "[-a]", "[a&b]", "[\\d_]", "[\\--0]", "a{2}?", "ü+", "(a(b(c)))", "a/b c_d:e"
            })
    void whatEveryDatabaseReadsIsTaken(String expression) {
        CommonExpression.check("name", expression);

        assertThatCode(() -> Pattern.compile(expression)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                ")",
                "a)",
                "[",
                "[]",
                "[a",
                "[]a]",
                "a++",
                "a*+",
                "a**",
                "a{2}{3}",
                "*a",
                "^*",
                "$+",
                "(*a)",
                "a|+",
                "\\",
                "\\Qa\\E",
                "(?<n>x)",
                "(?i)a",
                "(?=a)",
                "(?",
                "(a)\\1",
                "\\bx",
                "\\x41",
                "\\p{L}",
                "[[:alpha:]]",
                "[a&&b]",
                "[a-\\d]",
                "[\\d-a]",
                "[b-a]",
                "[a-b-c]",
                "[\\D]",
                "a{1,256}",
                "a{2,1}",
                "a{",
                "a{,2}",
                "a{x}",
                "}",
                "]",
                "(a{200}){6}",
                "***:x",
                "a\0",
                "a\n"
            })
    void whatOnlySomeWouldReadIsRefused(String expression) {
        var refused = catchThrowableOfType(ProblemException.class, () -> CommonExpression.check("name", expression));

        assertThat(refused.problem()).isInstanceOfSatisfying(Problem.Invalid.class, why -> assertThat(why.field())
                .isEqualTo("name"));
    }

    @Test
    void anExpressionIsOfBoundedLength() {
        String longest = "x".repeat(255);

        assertThat(TextSearch.checked("name", longest)).isEqualTo(longest);
        assertThat(catchThrowableOfType(ProblemException.class, () -> TextSearch.checked("name", longest + "x")))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a|aa)*b", "(a*)*b", "((a|b)|c)*d"})
    void aSearchThatTakesForeverIsGivenUp(String expression) {
        var search = TextSearch.of("name", Optional.of(expression));
        String text = "a".repeat(100_000);

        assertThat(catchThrowableOfType(ProblemException.class, () -> search.test(text))
                        .problem())
                .isInstanceOf(Problem.Invalid.class);
    }

    @Test
    void manyShortSearchesAreGivenUpTogether() {
        var effort = new SearchEffort(1_000);
        var search = TextSearch.compiled("b");
        String text = "a".repeat(300);

        for (int i = 0; i < 3; i++) {
            assertThat(search.finds(text, effort)).isFalse();
        }
        assertThat(catchThrowableOfType(SearchEffort.EndlessSearch.class, () -> search.finds(text, effort)))
                .isNotNull();
    }
}
