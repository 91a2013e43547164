package io.parley.inbox;

import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation;
import io.parley.conversation.Conversation.MessageReceived;
import io.parley.inbox.Transcripts.Recorded;
import io.parley.language.Analysis;
import io.parley.language.Emotion;
import io.parley.language.Entity;
import io.parley.language.Language;
import io.parley.language.LanguageEngine;
import io.parley.language.Sentiment;
import io.parley.language.annotation.Annotation;
import io.parley.language.annotation.Annotators;
import io.parley.language.annotation.Aspect;
import io.parley.privacy.ErasableCache;
import io.parley.privacy.Keyring;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the entities a customer named in a conversation, and the sentiment of each message according to two engines; shown to people, never
 * used by the bot. Computed on demand. A message is read once, and the findings are available as long as the message itself can be read.
 */
public final class ConversationReader {

    /** In a longer conversation, only the newest messages are read. */
    private static final int MAX_MESSAGES = 40;

    /** After this time, the rest is left for the next request. */
    private static final Duration MAX_TIME = Duration.ofSeconds(8);

    private static final int REMEMBERED = 20_000;

    /**
     * An entity the customer named.
     *
     * @param value as they last wrote it; for a date, the ISO day
     * @param times how many messages name it
     * @param sequence of the last of these
     */
    public record Name(String type, String value, int times, long sequence) {}

    /**
     * How one message sounds.
     *
     * @param emotion according to the tenant's own model
     * @param first the sentiment of that emotion
     * @param second the sentiment according to the structure of the sentences
     */
    public record Opinion(long sequence, Emotion emotion, Sentiment first, Sentiment second) {}

    /**
     * The findings in a conversation.
     *
     * @param names the last named first; dates in every language, the others where the language has a reader
     * @param opinions of the messages for which there are two, in order
     * @param complete false when a reader was missing, late or broken for part of it
     */
    public record Reading(List<Name> names, List<Opinion> opinions, boolean complete) {}

    private record Key(ConversationId conversation, long sequence) {}

    /** @param annotation null when no reader returned one */
    private record Message(long sequence, Analysis analysis, @Nullable Annotation annotation) {}

    private final LanguageEngine language;
    private final Annotators annotators;
    private final Function<TenantId, ZoneId> zone;
    private final Duration limit;
    private final Executor executor;
    private final Transcripts transcripts;
    private final ErasableCache<Key, Message> read;

    /**
     * @param zone the time zone of a tenant's dates
     * @param limit how long to wait for one message
     * @param executor where messages are read; has a bounded queue
     */
    public ConversationReader(
            Transcripts transcripts,
            Keyring keyring,
            LanguageEngine language,
            Annotators annotators,
            Function<TenantId, ZoneId> zone,
            Duration limit,
            Executor executor) {
        this.transcripts = transcripts;
        this.read = keyring.remembered(REMEMBERED);
        this.language = language;
        this.annotators = annotators;
        this.zone = zone;
        this.limit = limit;
        this.executor = executor;
    }

    /** Returns, by language, the aspects that can currently be found besides dates. */
    public Map<Language, Set<Aspect>> aspects() {
        Map<Language, Set<Aspect>> aspects = new LinkedHashMap<>();
        for (Language each : List.of(Language.EN, Language.ZH)) {
            Set<Aspect> findable = EnumSet.noneOf(Aspect.class);
            findable.addAll(annotators.aspects(each));
            aspects.put(each, findable);
        }
        return aspects;
    }

    /**
     * Reads the customer's newest messages of one conversation.
     *
     * @return fails with {@link ErrorCode#TEMPORARILY_UNAVAILABLE} when too many are being read
     */
    public CompletionStage<Reading> read(TenantId tenant, Conversation.Summary conversation) {
        ErasableCache<Key, Message>.Access look = read.look();
        return transcripts
                .read(
                        tenant,
                        conversation.id(),
                        Math.max(0, conversation.sequence() - Transcripts.MAX_LIMIT),
                        Transcripts.MAX_LIMIT)
                .thenCompose(events -> {
                    List<Recorded> received = events.stream()
                            .filter(recorded -> recorded.event() instanceof MessageReceived)
                            .collect(Collectors.toCollection(ArrayList::new));
                    List<Recorded> newest =
                            received.subList(Math.max(0, received.size() - MAX_MESSAGES), received.size());
                    Collections.reverse(newest);
                    Run run = new Run(tenant, conversation.customer(), conversation.id(), newest, look);
                    try {
                        return CompletableFuture.supplyAsync(run::next, executor)
                                .thenCompose(Function.identity());
                    } catch (RejectedExecutionException full) {
                        throw new Refused(ErrorCode.TEMPORARILY_UNAVAILABLE, "Too many conversations are being read.");
                    }
                });
    }

    /** Reads one message at a time, the newest first, so that a turn that waits for a name waits for at most one of them. */
    private final class Run {
        private final TenantId tenant;
        private final CustomerId customer;
        private final ConversationId conversation;
        private final List<Recorded> received;
        private final ErasableCache<Key, Message>.Access look;
        private final long began = System.nanoTime();
        private final List<Message> done = new ArrayList<>();
        private final Set<Language> failed = EnumSet.noneOf(Language.class);
        private boolean complete = true;
        private int at;

        Run(
                TenantId tenant,
                CustomerId customer,
                ConversationId conversation,
                List<Recorded> received,
                ErasableCache<Key, Message>.Access look) {
            this.tenant = tenant;
            this.customer = customer;
            this.conversation = conversation;
            this.received = received;
            this.look = look;
        }

        CompletionStage<Reading> next() {
            while (at < received.size()) {
                Recorded recorded = received.get(at++);
                MessageReceived message = (MessageReceived) recorded.event();
                String text = text(message);
                if (text.isBlank()) {
                    // Also the case for an erased customer: nothing is reported about unreadable messages.
                    continue;
                }
                Key key = new Key(conversation, recorded.sequence());
                Message before = look.get(tenant, customer, key);
                if (before != null) {
                    done.add(before);
                    continue;
                }
                if (System.nanoTime() - began > MAX_TIME.toNanos()) {
                    complete = false;
                    break;
                }
                Analysis analysis = language.analyse(
                        new LanguageEngine.Utterance(tenant, text, null, null, null, message.at(), zone.apply(tenant)));
                Language reader = analysis.language() == Language.EN ? Language.EN : Language.ZH;
                Set<Aspect> wanted = annotators.aspects(reader);
                if (wanted.isEmpty() || failed.contains(reader)) {
                    complete = false;
                    done.add(new Message(recorded.sequence(), analysis, null));
                    continue;
                }
                return annotators
                        .annotate(reader, text, wanted, limit)
                        .handle((annotation, failure) -> {
                            Message outcome = new Message(recorded.sequence(), analysis, annotation);
                            done.add(outcome);
                            if (annotation == null) {
                                // It would probably be late for each of the others, too.
                                failed.add(reader);
                                complete = false;
                            } else {
                                look.put(tenant, customer, key, outcome);
                            }
                            return outcome;
                        })
                        .thenCompose(outcome -> readOn());
            }
            return CompletableFuture.completedFuture(reading());
        }

        private CompletionStage<Reading> readOn() {
            try {
                return CompletableFuture.supplyAsync(this::next, executor).thenCompose(Function.identity());
            } catch (RejectedExecutionException full) {
                complete = false;
                return CompletableFuture.completedFuture(reading());
            }
        }

        private Reading reading() {
            Map<String, Name> names = new LinkedHashMap<>();
            List<Opinion> opinions = new ArrayList<>();
            for (Message message : done) {
                message.analysis().entities(Entity.DATE).forEach(date -> add(names, date, message.sequence()));
                Annotation annotation = message.annotation();
                if (annotation == null) {
                    continue;
                }
                annotation.names().stream().distinct().forEach(name -> add(names, name, message.sequence()));
                Sentiment second = annotation.sentiment();
                if (second != null) {
                    opinions.add(new Opinion(
                            message.sequence(),
                            message.analysis().emotion(),
                            message.analysis().emotion().sentiment(),
                            second));
                }
            }
            Collections.reverse(opinions);
            return new Reading(List.copyOf(names.values()), opinions, complete);
        }
    }

    private static void add(Map<String, Name> names, Entity entity, long sequence) {
        names.merge(
                entity.type() + ":" + entity.value().toLowerCase(Locale.ROOT),
                new Name(entity.type(), entity.value(), 1, sequence),
                (newer, older) -> new Name(
                        newer.type(),
                        newer.value(),
                        newer.times() + (newer.sequence() == older.sequence() ? 0 : 1),
                        newer.sequence()));
    }

    private static String text(MessageReceived message) {
        return message.contents().stream()
                .filter(content -> !(content instanceof Content.Media))
                .map(Content::plainText)
                .collect(Collectors.joining("\n"));
    }
}
