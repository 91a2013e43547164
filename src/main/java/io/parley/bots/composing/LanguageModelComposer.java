package io.parley.bots.composing;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.output.TokenUsage;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.parley.LogFields;
import io.parley.bots.actions.BoundedBody;
import io.parley.bots.composing.Prompt.Reply;
import io.parley.bots.composing.Prompt.Unreadable;
import io.parley.dialogue.bot.Composed;
import io.parley.dialogue.composing.Composer;
import io.parley.dialogue.composing.Composition;
import io.parley.kit.Calls;
import io.parley.kit.Threads;
import io.parley.language.entity.Masking;
import io.parley.language.entity.Masking.Masked;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Composes answers with a language model: any that supports OpenAI's chat completions. Personal data stays here: the model sees
 * placeholders. What it writes is used only if {@link AnswerCheck} has no objection. When a model is late, at capacity or failing, the
 * answer is given without it; one that keeps failing is not called for a while.
 *
 * <p>Metrics: {@code parley.language.model} counts and times requests by outcome; {@code parley.language.model.tokens} counts the tokens
 * that are paid for. Neither the metrics nor the log contain message text.
 */
public final class LanguageModelComposer implements Composer, AutoCloseable {

    /** Longer questions are judged by their end, as elsewhere. */
    private static final int MAX_QUESTION = 2_000;

    private static final String OPEN = "open";

    private static final Logger LOG = LoggerFactory.getLogger(LanguageModelComposer.class);

    private final LanguageModelSettings settings;
    private final MeterRegistry metrics;
    private final ChatModel model;
    private final Calls<Reply> calls;
    private final ThreadPoolExecutor executor;

    public LanguageModelComposer(LanguageModelSettings settings, MeterRegistry metrics) {
        this.settings = settings;
        this.metrics = metrics;
        OpenAiChatModel.OpenAiChatModelBuilder builder = OpenAiChatModel.builder()
                .httpClientBuilder(new BoundedHttp.Builder(settings))
                .baseUrl(settings.baseUrl())
                .modelName(settings.model())
                .temperature(settings.temperature())
                .maxTokens(settings.maxTokens())
                .strictJsonSchema(true)
                .timeout(settings.timeout())
                .maxRetries(0) // a turn has no time for a second attempt
                .logRequests(false)
                .logResponses(false);
        this.model = (settings.apiKey().isEmpty() ? builder : builder.apiKey(settings.apiKey())).build();
        this.calls = new Calls<>("the language model", settings.pause(), reply -> false);
        // Nobody waits for a thread: a plain answer now is better than a composed one later.
        this.executor = new ThreadPoolExecutor(
                0,
                settings.maxConcurrent(),
                60,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Threads.factory("language-model", settings.maxConcurrent()));
    }

    @Override
    public boolean rephrases() {
        return settings.rephrase();
    }

    @Override
    public CompletionStage<Composed> compose(Composition wanted) {
        long begun = System.nanoTime();
        LogFields about = LogFields.current();
        return asked(wanted)
                .exceptionally(failure -> {
                    String code = code(failure);
                    if (!code.equals(OPEN)) { // that was logged when it opened
                        about.run(() -> LOG.warn("the language model gave no answer: {}", code));
                    }
                    return wanted.notComposed("failed:" + code);
                })
                .thenApply(composed -> {
                    Timer.builder("parley.language.model")
                            .description("Answers requested from the language model")
                            .tag("outcome", composed.outcome())
                            .register(metrics)
                            .record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
                    return composed;
                });
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    private CompletionStage<Composed> asked(Composition wanted) {
        try {
            Masked question = Masking.mask(
                    end(wanted.question()), wanted.customer() == null ? List.of() : List.of(wanted.customer()));
            ChatRequest request = Prompt.request(wanted, question, settings);
            return calls.call(() -> exchange(request), Calls.Limits.once(settings.timeout()))
                    .thenApply(reply -> judged(wanted, question, reply));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<Reply> exchange(ChatRequest request) {
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        Future<?> running = executor.submit(() -> {
            try {
                ChatResponse response = model.chat(request);
                count(response.tokenUsage());
                reply.complete(Prompt.read(response.aiMessage().text()));
            } catch (RuntimeException | Unreadable e) {
                reply.completeExceptionally(e);
            }
        });
        reply.whenComplete((done, failure) -> {
            if (failure != null) {
                running.cancel(true); // a body that trickles would keep its thread
            }
        });
        return reply;
    }

    private void count(@Nullable TokenUsage usage) {
        if (usage != null) {
            count("input", usage.inputTokenCount());
            count("output", usage.outputTokenCount());
        }
    }

    private void count(String kind, @Nullable Integer tokens) {
        if (tokens != null) {
            metrics.counter("parley.language.model.tokens", "kind", kind).increment(tokens);
        }
    }

    private Composed judged(Composition wanted, Masked question, Reply reply) {
        if (!reply.answerable()) {
            return wanted.notComposed(Composed.UNANSWERABLE);
        }
        String answer = question.restored(reply.text());
        Optional<String> objection =
                new AnswerCheck(wanted, settings.maxCharacters()).objection(answer, reply.numbers());
        if (objection.isPresent()) {
            return wanted.notComposed("rejected:" + objection.get());
        }
        // [1] and [3] become [1] and [2], because the customer sees only these.
        List<Integer> cited = new ArrayList<>(AnswerCheck.cited(answer, reply.numbers()));
        String text = AnswerCheck.MARK
                .matcher(answer)
                .replaceAll(mark -> "[" + (cited.indexOf(Integer.parseInt(mark.group(1))) + 1) + "]");
        return wanted.composed(
                text,
                cited.stream()
                        .map(place -> wanted.passages().get(place - 1).article())
                        .toList());
    }

    private static String end(String question) {
        int from = Math.max(0, question.length() - MAX_QUESTION);
        return question.substring(from > 0 && Character.isLowSurrogate(question.charAt(from)) ? from + 1 : from);
    }

    /** Returns a code for a failure instead of its message, since messages of third-party exceptions may contain what was sent. */
    private static String code(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException || cause instanceof dev.langchain4j.exception.TimeoutException) {
                return "timeout";
            } else if (Calls.isRefused(cause)) {
                return OPEN;
            } else if (cause instanceof RejectedExecutionException) {
                return "full";
            } else if (cause instanceof HttpException http) {
                return "http-" + http.statusCode();
            } else if (cause instanceof BoundedBody.TooLong) {
                return "too-long";
            } else if (cause instanceof Unreadable || cause instanceof JsonProcessingException) {
                return "malformed";
            } else if (cause instanceof IOException && !(cause.getCause() instanceof IOException)) {
                return "unreachable";
            }
        }
        return failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause().getClass().getSimpleName()
                : failure.getClass().getSimpleName();
    }
}
