package kilonova.control.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import kilonova.kernel.Problem;
import kilonova.kernel.ProblemException;
import kilonova.node.v1.NodeMessage;
import org.junit.jupiter.api.Test;

final class OpenQuestionsTest {

    @Test
    void aQuestionNobodyWaitsForIsForgotten() {
        var questions = new OpenQuestions();
        var asked = questions.open();
        questions.forget(asked.id());
        assertThat(questions.size()).isZero();
    }

    @Test
    void anAnswerReachesItsQuestionAlone() {
        var questions = new OpenQuestions();
        var one = questions.open();
        var two = questions.open();
        questions.answered(NodeMessage.Answer.newBuilder()
                .setQuestionId(two.id())
                .setConsoleOutput("two")
                .build());
        assertThat(two.answer().join().getConsoleOutput()).isEqualTo("two");
        assertThat(one.answer()).isNotDone();
    }

    @Test
    void moreThanTheNodeCanAnswerAreRefused() {
        var questions = new OpenQuestions();
        for (int i = 0; i < OpenQuestions.MOST; i++) {
            questions.open();
        }
        assertThatThrownBy(questions::open)
                .isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.problem())
                        .isInstanceOf(Problem.Unavailable.class));
    }

    @Test
    void theEndOfTheStreamEndsEveryQuestionAlsoLateOnes() {
        var questions = new OpenQuestions();
        var before = questions.open();
        questions.end();
        assertThat(before.answer()).isCompletedExceptionally();
        assertThat(questions.open().answer()).isCompletedExceptionally();
    }
}
