package io.parley.directory;

import io.parley.directory.Directory.Agent;
import io.parley.directory.Directory.ChannelAccount;
import io.parley.directory.Directory.Queue;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Everything the directory holds about one tenant.
 *
 * @param documents by kind, those of a kind in the order of their ids
 */
public record DirectoryContent(
        List<Agent> agents,
        List<Queue> queues,
        List<ChannelAccount> channelAccounts,
        List<Article> articles,
        Map<String, List<Document>> documents) {

    /** One piece of knowledge; {@code json} is the article as it was given, with its variants per language. */
    public record Article(String id, String json) {}

    /**
     * A definition or setting that the tenant provides as text, such as an action or a form.
     *
     * @param id the name of the file it came from, without its ending
     * @param text the whole file
     */
    public record Document(String kind, String id, String text) {
        public static final String ACTION = "action";
        public static final String FORM = "form";
        /** Names of the tenant's own things, such as its products; the id is their entity type. */
        public static final String DICTIONARY = "dictionary";
        /** The product graph: {@link #IMPORTED} as in its file, {@link #EDITED} as changed since, which takes precedence. */
        public static final String PRODUCTS = "products";

        /** How long conversations stay open, as JSON; see {@code silence} in docker/seed/README.md. */
        public static final String SILENCE = "silence";
        /** The limits of what the tenant's customers may use; {@link #IMPORTED} is the only one. */
        public static final String LIMITS = "limits";
        /** How often the signing secret of a channel account was replaced; the id is the account's. */
        public static final String SIGNING = "signing";
        /** How the tenant's bot differs from others; {@link #IMPORTED} is the only one. */
        public static final String BOT = "bot";
        /** The form in which personal data is published to Kafka; {@link #IMPORTED} is the only one. */
        public static final String PUBLISH = "publish";
        /** Where customers sign in with the company, by language tag, as YAML; a single one, with the id {@link #IMPORTED}. */
        public static final String SIGN_IN = "sign-in";

        public static final String IMPORTED = "imported";
        public static final String EDITED = "edited";

        /** The document in force: the edited one if there is one, otherwise the imported one. */
        public static Optional<Document> inForce(List<Document> documents) {
            return documents.stream()
                    .min(Comparator.comparing(document -> !document.id().equals(EDITED)));
        }
    }

    public static final DirectoryContent EMPTY = new DirectoryContent(List.of(), List.of(), List.of(), List.of());

    public DirectoryContent {
        agents = List.copyOf(agents);
        queues = List.copyOf(queues);
        channelAccounts = List.copyOf(channelAccounts);
        articles = List.copyOf(articles);
        documents = Map.copyOf(documents);
    }

    /** Without documents. */
    public DirectoryContent(
            List<Agent> agents, List<Queue> queues, List<ChannelAccount> channelAccounts, List<Article> articles) {
        this(agents, queues, channelAccounts, articles, Map.of());
    }

    /** The same with these documents, in any order. */
    public DirectoryContent with(Collection<Document> documents) {
        return new DirectoryContent(
                agents,
                queues,
                channelAccounts,
                articles,
                documents.stream()
                        .sorted(Comparator.comparing(Document::id))
                        .collect(Collectors.groupingBy(Document::kind, Collectors.toUnmodifiableList())));
    }

    List<Document> allDocuments() {
        return documents.values().stream().flatMap(List::stream).toList();
    }
}
