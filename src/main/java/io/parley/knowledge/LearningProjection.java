package io.parley.knowledge;

import akka.Done;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.EntityKey;
import io.parley.LocalizedText;
import io.parley.TenantId;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation;
import io.parley.inbox.Transcripts;
import io.parley.inbox.Transcripts.Recorded;
import io.parley.language.Language;
import io.parley.language.Languages;
import io.parley.language.Spelling;
import io.parley.language.entity.Masking;
import io.parley.privacy.Keyring;
import io.parley.privacy.Stored;
import io.parley.projection.Consumer;
import io.parley.projection.JournalEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Learns from conversations: collects what the bot did not understand, and proposes an article when a human solved what was handed over.
 * Stateless; what came before an event is read from the conversation's journal. Everything is written under its own id, so repeated events
 * and rebuilds have no further effect.
 */
public final class LearningProjection implements Consumer<Stored<Conversation.Event>> {

    private static final String NOT_UNDERSTOOD = "not-understood";

    /** How far back a question may have begun; customers do not write more without an answer. */
    private static final int LOOKED_BACK = 100;

    /** Of longer conversations only the end is read. */
    private static final int MAX_READ = 2_000;

    /** Longer texts are cut before they are examined. */
    private static final int LOOKED_AT = 2_000;

    private static final int QUESTION = 300;
    private static final int ANSWER = 2_000;

    /** Shorter answers, such as "done", contain nothing to learn. */
    private static final int MIN_ANSWER = 10;

    private final Transcripts transcripts;
    private final OpenQuestions questions;
    private final Articles articles;
    private final Keyring keyring;

    /** @param keyring gives questions ids that do not reveal the words */
    public LearningProjection(Transcripts transcripts, OpenQuestions questions, Articles articles, Keyring keyring) {
        this.keyring = keyring;
        this.transcripts = transcripts;
        this.questions = questions;
        this.articles = articles;
    }

    @Override
    public String name() {
        return "knowledge";
    }

    /** One after the other, so that a node learns from one conversation of a slice at a time. */
    @Override
    public CompletionStage<Done> handle(List<JournalEvent<Stored<Conversation.Event>>> events) {
        CompletionStage<Done> handled = done();
        for (JournalEvent<Stored<Conversation.Event>> recorded : events) {
            EntityKey key = recorded.key();
            handled = handled.thenCompose(done -> learn(
                    key.tenant(),
                    recorded.event().owner(),
                    new ConversationId(key.id()),
                    recorded.sequence(),
                    recorded.event().closed()));
        }
        return handled;
    }

    CompletionStage<Done> learn(
            TenantId tenant,
            CustomerId customer,
            ConversationId conversation,
            long sequence,
            Conversation.Event event) {
        if (event instanceof Conversation.BotAnswered answered
                && answered.trace().stream().anyMatch(code -> code.startsWith(NOT_UNDERSTOOD))) {
            return transcripts
                    .read(tenant, conversation, Math.max(0, sequence - 1 - LOOKED_BACK), LOOKED_BACK)
                    .thenCompose(before -> asked(tenant, customer, conversation, sequence, answered, before));
        }
        if (event instanceof Conversation.ConversationEnded ended
                && ended.disposition() == Conversation.Disposition.SOLVED) {
            return history(tenant, conversation, Math.max(0, sequence - MAX_READ), sequence, new ArrayList<>())
                    .thenCompose(before -> solved(tenant, customer, conversation, ended, before));
        }
        return done();
    }

    // ---- what was not understood ----

    private CompletionStage<Done> asked(
            TenantId tenant,
            CustomerId customer,
            ConversationId conversation,
            long sequence,
            Conversation.BotAnswered answered,
            List<Recorded> before) {
        NavigableMap<Long, String> said = new TreeMap<>();
        for (Recorded recorded : before) {
            if (recorded.sequence() >= sequence) {
                break;
            }
            if (recorded.event() instanceof Conversation.MessageReceived received) {
                said.put(recorded.sequence(), words(received.contents()));
            } else if (recorded.event() instanceof Conversation.BotAnswered earlier) {
                // What was said while it was being decided belongs to the next turn.
                said.headMap(earlier.turn(), true).clear();
            } else if (recorded.event() instanceof Conversation.ConversationEnded
                    || (recorded.event() instanceof Conversation.MessagePosted posted
                            && posted.visibility() == Conversation.Visibility.CUSTOMER)) {
                said.clear();
            }
        }
        String words =
                question(String.join(" ", said.headMap(answered.turn(), true).values()));
        String wording = wording(words);
        return wording.isEmpty()
                ? done()
                : keyring.digest(tenant, "question", wording)
                        .thenCompose(id -> questions.record(
                                tenant,
                                new OpenQuestions.QuestionOccurrence(
                                        id,
                                        customer,
                                        conversation,
                                        sequence,
                                        answered.at(),
                                        Languages.guess(words, null),
                                        words)));
    }

    /** The same for questions that differ only in case, spaces, punctuation and numbers. */
    private static String wording(String question) {
        return Spelling.folded(question).replaceAll("[^\\p{L}]", "");
    }

    // ---- what a human solved ----

    private CompletionStage<List<Recorded>> history(
            TenantId tenant, ConversationId conversation, long after, long until, List<Recorded> found) {
        int limit = (int) Math.min(Transcripts.MAX_LIMIT, until - 1 - after);
        if (limit < 1) {
            return CompletableFuture.completedStage(found);
        }
        return transcripts.read(tenant, conversation, after, limit).thenCompose(page -> {
            found.addAll(page);
            return page.size() < limit
                    ? CompletableFuture.completedStage(found)
                    : history(tenant, conversation, after + limit, until, found);
        });
    }

    private CompletionStage<Done> solved(
            TenantId tenant,
            CustomerId customer,
            ConversationId conversation,
            Conversation.ConversationEnded ended,
            List<Recorded> history) {
        String asked = null;
        String first = null;
        List<String> answers = new ArrayList<>();
        boolean handedOff = false;
        for (Recorded recorded : history) {
            Conversation.Event event = recorded.event();
            if (event instanceof Conversation.BotAnswered answered) {
                asked = answered.memory().asked();
            } else if (event instanceof Conversation.HandedOff) {
                handedOff = true;
                first = null;
                answers.clear();
            } else if (event instanceof Conversation.MessageReceived received && handedOff && first == null) {
                first = words(received.contents());
            } else if (event instanceof Conversation.MessagePosted posted
                    && handedOff
                    && posted.visibility() == Conversation.Visibility.CUSTOMER) {
                answers.add(words(posted.contents()));
            }
        }
        String question = question(asked != null ? asked : first);
        String answer = ArticleContent.cut(
                masked(answers.stream()
                        .max(Comparator.comparingInt(String::length))
                        .orElse("")),
                ANSWER);
        if (!handedOff || wording(question).isEmpty() || answer.codePointCount(0, answer.length()) < MIN_ANSWER) {
            return done();
        }
        return articles.propose(
                tenant,
                "learned-" + hash(conversation.value()).substring(0, 16),
                ArticleContent.draft(
                        question,
                        chinese(question),
                        chinese(answer) ? LocalizedText.of(answer, "") : LocalizedText.of("", answer)),
                new ArticleVersion.Origin(conversation.value(), null, customer),
                ended.at());
    }

    static boolean chinese(String text) {
        return Languages.guess(text, null) != Language.EN;
    }

    // ---- words ----

    private static String question(@Nullable String said) {
        return said == null
                ? ""
                : ArticleContent.cut(masked(said).replaceAll("\\s+", " ").strip(), QUESTION);
    }

    private static String masked(String said) {
        return Masking.marked(ArticleContent.cut(said.strip(), LOOKED_AT));
    }

    private static String words(List<Content> contents) {
        return contents.stream()
                .filter(Content.Text.class::isInstance)
                .map(Content::plainText)
                .collect(Collectors.joining("\n"));
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static CompletionStage<Done> done() {
        return CompletableFuture.completedStage(Done.getInstance());
    }
}
