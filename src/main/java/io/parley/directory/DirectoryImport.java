package io.parley.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import io.parley.AgentId;
import io.parley.LocalizedText;
import io.parley.TenantId;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Directory.ChannelAccount;
import io.parley.directory.Directory.Queue;
import io.parley.directory.Directory.Role;
import io.parley.directory.DirectoryContent.Article;
import io.parley.directory.DirectoryContent.Document;
import io.parley.kit.Yaml;
import io.parley.kit.YamlNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tenant from {@code tenant.yaml} and {@code articles.yaml} into the directory, and the documents in the directories
 * {@code actions}, {@code forms} and {@code dictionaries} and the file {@code products.yaml} beside the former. Idempotent: ids are those
 * of the files, a password that still matches keeps its hash, and only differences are written. People who are no longer in the file are
 * removed and signed out. Blocks; for tools and the launcher.
 */
public final class DirectoryImport {

    /** A person who can now sign in. */
    public record SignIn(String email, String password, String role) {}

    /**
     * @param directLineSecret of the tenant's first web chat
     * @param channelAccounts their ids, in the order of the file
     */
    public record Imported(
            TenantId tenant, List<SignIn> signIns, String directLineSecret, List<String> channelAccounts) {}

    private static final int MAX_NAMES = 200;

    private record QueueEntry(String id, LocalizedText name, @Nullable Map<String, Integer> skills) {}

    private record AgentEntry(
            String id,
            LocalizedText name,
            String email,
            String role,
            @Nullable Map<String, Integer> skills,
            int capacity) {}

    private record AccountEntry(
            String id,
            String channel,
            LocalizedText name,
            @Nullable LocalizedText greeting,
            @Nullable List<LocalizedText> suggestedQuestions,
            @Nullable List<String> origins,
            boolean vouches) {}

    private static final String WEB_CHAT = "webchat";
    /** A widget key is public; an account that restricts it to some pages lists their origins. */
    private static final String ANY_ORIGIN = "*";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new ParameterNamesModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final Map<String, String> DOCUMENTS =
            Map.of("actions", Document.ACTION, "forms", Document.FORM, "dictionaries", Document.DICTIONARY);
    private static final String ENDING = ".yaml";
    private static final String PRODUCTS_FILE = "products.yaml";

    private final DirectoryStore store;
    private final Consumer<List<Document>> check;

    /** Accepts documents as they are. */
    public DirectoryImport(DirectoryStore store) {
        this(store, documents -> {});
    }

    /** @param check checks all documents together; throws {@link IllegalArgumentException} if they are unusable, and nothing is imported */
    public DirectoryImport(DirectoryStore store, Consumer<List<Document>> check) {
        this.store = store;
        this.check = check;
    }

    /**
     * @param passwordOf the password of an e-mail address
     * @param directLineSecret for the first web chat; other channel accounts keep the secret they have
     * @throws UncheckedIOException when a file cannot be read
     * @throws Yaml.Invalid when a file does not have the expected form, with the places
     */
    public Imported run(Path tenantFile, Path articlesFile, UnaryOperator<String> passwordOf, String directLineSecret) {
        List<Article> articles = read(articlesFile).at("articles").list().stream()
                .map(node -> new Article(node.at("id").text(), node.json().toString()))
                .toList();
        return run(tenantFile, articles, passwordOf, directLineSecret);
    }

    /** As above, leaving the articles alone. */
    public Imported run(Path tenantFile, UnaryOperator<String> passwordOf, String directLineSecret) {
        return run(tenantFile, List.of(), passwordOf, directLineSecret);
    }

    private Imported run(
            Path tenantFile, List<Article> articles, UnaryOperator<String> passwordOf, String directLineSecret) {
        YamlNode file = TenantSchema.FILE.checked(read(tenantFile));
        TenantId tenant = new TenantId(file.at("tenant").at("id").text());
        DirectoryContent before = store.read(tenant);
        Map<AgentId, Agent> agentsBefore =
                before.agents().stream().collect(Collectors.toMap(Agent::id, Function.identity()));
        Map<String, ChannelAccount> accountsBefore = before.channelAccounts().stream()
                .collect(Collectors.toMap(ChannelAccount::account, Function.identity()));

        List<Agent> agents = file.list("agents").stream()
                .map(node -> agent(tenant, node, agentsBefore, passwordOf))
                .toList();
        String webChat = file.list("channelAccounts").stream()
                .filter(node -> node.at("channel").text().equals(WEB_CHAT))
                .map(node -> node.at("id").text())
                .findFirst()
                .orElse("");
        List<ChannelAccount> accounts = file.list("channelAccounts").stream()
                .map(node -> account(
                        tenant,
                        node,
                        node.at("id").text().equals(webChat)
                                ? secretHash(directLineSecret)
                                : secretHashOf(accountsBefore.get(node.at("id").text()))))
                .toList();
        List<Queue> queues = file.list("queues").stream()
                .map(node -> entry(node, QueueEntry.class))
                .map(entry -> new Queue(
                        tenant,
                        entry.id(),
                        entry.name(),
                        entry.skills() == null ? Set.of() : entry.skills().keySet()))
                .toList();
        List<Document> documents = documents(tenantFile.resolveSibling("."));
        documents.addAll(settings(file));
        file.at("tenant").optional("signIn").ifPresent(links -> documents.add(signIn(links)));
        check.accept(documents);
        store.add(tenant, new DirectoryContent(agents, queues, accounts, articles).with(documents));
        Set<AgentId> gone = new HashSet<>(agentsBefore.keySet());
        agents.forEach(agent -> gone.remove(agent.id()));
        store.removeAgents(tenant, gone);
        return new Imported(
                tenant,
                agents.stream()
                        .map(agent -> new SignIn(
                                agent.email(),
                                passwordOf.apply(agent.email()),
                                agent.role().code()))
                        .toList(),
                directLineSecret,
                accounts.stream().map(ChannelAccount::account).toList());
    }

    /** The value of {@link ChannelAccount#secretHash()} for a secret. */
    public static String secretHash(String secret) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static List<Document> documents(Path directory) {
        List<Document> documents = new ArrayList<>();
        DOCUMENTS.forEach((name, kind) -> {
            Path ofKind = directory.resolve(name);
            if (!Files.isDirectory(ofKind)) {
                return;
            }
            try (Stream<Path> files = Files.list(ofKind)) {
                for (Path file : files.filter(file -> file.toString().endsWith(ENDING))
                        .sorted()
                        .toList()) {
                    String fileName = String.valueOf(file.getFileName());
                    documents.add(new Document(
                            kind, fileName.substring(0, fileName.length() - ENDING.length()), Files.readString(file)));
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + ofKind, e);
            }
        });
        Path products = directory.resolve(PRODUCTS_FILE);
        if (Files.isRegularFile(products)) {
            try {
                documents.add(new Document(Document.PRODUCTS, Document.IMPORTED, Files.readString(products)));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + products, e);
            }
        }
        return documents;
    }

    /** The settings in the tenant's own file; written even where the file sets nothing, so that earlier values no longer apply. */
    private static List<Document> settings(YamlNode file) {
        List<Document> settings = new ArrayList<>();
        for (String kind : List.of(Document.LIMITS, Document.SILENCE, Document.PUBLISH, Document.BOT)) {
            String json =
                    file.optional(kind).map(node -> node.json().toString()).orElse("{}");
            settings.add(new Document(kind, Document.IMPORTED, json));
        }
        file.list("channelAccounts").forEach(account -> account.optional("signing")
                .ifPresent(signing -> settings.add(new Document(
                        Document.SIGNING,
                        account.at("id").text(),
                        signing.json().toString()))));
        return settings;
    }

    private static Document signIn(YamlNode links) {
        links.entries().forEach(link -> address(link.getValue()));
        return new Document(Document.SIGN_IN, Document.IMPORTED, links.json().toString());
    }

    private static Agent agent(
            TenantId tenant, YamlNode node, Map<AgentId, Agent> agentsBefore, UnaryOperator<String> passwordOf) {
        AgentEntry entry = entry(node, AgentEntry.class);
        requireShort(node.at("name"), entry.name());
        AgentId id = new AgentId(entry.id());
        Agent before = agentsBefore.get(id);
        String password = passwordOf.apply(entry.email());
        String hash = before != null && Passwords.matches(password, before.passwordHash())
                ? before.passwordHash()
                : Passwords.hash(password);
        return new Agent(
                tenant,
                id,
                entry.name(),
                entry.email(),
                Role.valueOf(entry.role().toUpperCase(Locale.ROOT)),
                entry.skills() == null ? Map.of() : entry.skills(),
                entry.capacity(),
                hash);
    }

    /** An agent's data travels with messages between nodes, so it is bounded. */
    private static void requireShort(YamlNode node, LocalizedText name) {
        int names = name.texts().entrySet().stream()
                .mapToInt(text -> text.getKey().length() + text.getValue().length())
                .sum();
        if (names > MAX_NAMES) {
            throw node.wrong("the names of all languages together have at most " + MAX_NAMES + " characters");
        }
    }

    private static ChannelAccount account(TenantId tenant, YamlNode node, String secretHash) {
        AccountEntry entry = entry(node, AccountEntry.class);
        return new ChannelAccount(
                tenant,
                entry.id(),
                entry.channel(),
                entry.name(),
                entry.greeting() == null ? LocalizedText.of("", "") : entry.greeting(),
                entry.suggestedQuestions() == null ? List.of() : entry.suggestedQuestions(),
                secretHash,
                entry.origins() == null ? List.of(ANY_ORIGIN) : entry.origins(),
                node.optional("callback").map(DirectoryImport::address).orElse(""),
                entry.vouches());
    }

    private static String address(YamlNode node) {
        String address = node.json().textValue();
        if (Callbacks.address(address).isEmpty()) {
            throw node.wrong("an http or https address with a host is needed, without a user or fragment");
        }
        return address;
    }

    private static String secretHashOf(@Nullable ChannelAccount before) {
        return before == null ? "" : before.secretHash();
    }

    private static YamlNode read(Path file) {
        Yaml.Source source = Yaml.source(String.valueOf(file.getFileName()), file);
        return Yaml.read(source.file(), source.text());
    }

    private static <T> T entry(YamlNode node, Class<T> type) {
        try {
            return JSON.treeToValue(node.json(), type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what follows the schema can be read as " + type.getSimpleName(), e);
        }
    }
}
