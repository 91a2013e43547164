package io.parley.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
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
 * Reads a tenant from {@code tenant.yaml} and {@code articles.yaml} into the directory, and what is described in the directories {@code
 * actions}, {@code forms} and {@code dictionaries} and the file {@code products.yaml} beside the first. May be repeated: ids are those of
 * the files, a password that still matches keeps its hash, and only differences are written. People who are no longer in the file are
 * removed, and so signed out. Blocks; for tools and the launcher.
 */
public final class DirectoryImport {

    /** Somebody who can now sign in. */
    public record SignIn(String email, String password, String role) {}

    /**
     * @param directLineSecret of the tenant's first web chat
     * @param channelAccounts their ids, in the order of the file
     */
    public record Imported(
            TenantId tenant, List<SignIn> signIns, String directLineSecret, List<String> channelAccounts) {}

    private record TenantFile(
            TenantEntry tenant,
            List<QueueEntry> queues,
            List<AgentEntry> agents,
            List<AccountEntry> channelAccounts,
            @Nullable JsonNode silence,
            @Nullable JsonNode limits,
            @Nullable JsonNode publish,
            @Nullable JsonNode bot) {}

    private static final int MAX_NAMES = 200;
    private static final int MAX_SKILL = 100;
    private static final int MAX_SKILLS = 100;
    private static final int MAX_CAPACITY = 100;

    private record TenantEntry(String id, @Nullable Map<String, String> signIn) {}

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
            @Nullable String callback,
            boolean vouches,
            @Nullable JsonNode signing) {}

    private record ArticlesFile(List<JsonNode> articles) {}

    private static final String WEB_CHAT = "webchat";
    /** A widget key is public; an account that restricts it to some pages lists their origins. */
    private static final String ANY_ORIGIN = "*";

    private static final ObjectMapper YAML = YAMLMapper.builder()
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

    /** @param check of all documents together; throws {@link IllegalArgumentException} when they are unusable, and nothing is imported */
    public DirectoryImport(DirectoryStore store, Consumer<List<Document>> check) {
        this.store = store;
        this.check = check;
    }

    /**
     * @param passwordOf the password of an e-mail address
     * @param directLineSecret for the first web chat; other channel accounts keep the secret they have
     * @throws UncheckedIOException when a file cannot be read or does not have the expected form
     * @throws IllegalArgumentException for an invalid id, role or password
     */
    public Imported run(Path tenantFile, Path articlesFile, UnaryOperator<String> passwordOf, String directLineSecret) {
        List<Article> articles = read(articlesFile, ArticlesFile.class).articles().stream()
                .map(node -> new Article(node.path("id").asText(), node.toString()))
                .toList();
        return run(tenantFile, articles, passwordOf, directLineSecret);
    }

    /** As above, leaving the articles alone. */
    public Imported run(Path tenantFile, UnaryOperator<String> passwordOf, String directLineSecret) {
        return run(tenantFile, List.of(), passwordOf, directLineSecret);
    }

    private Imported run(
            Path tenantFile, List<Article> articles, UnaryOperator<String> passwordOf, String directLineSecret) {
        TenantFile file = read(tenantFile, TenantFile.class);
        TenantId tenant = new TenantId(file.tenant().id());
        DirectoryContent before = store.read(tenant);
        Map<AgentId, Agent> agentsBefore =
                before.agents().stream().collect(Collectors.toMap(Agent::id, Function.identity()));
        Map<String, ChannelAccount> accountsBefore = before.channelAccounts().stream()
                .collect(Collectors.toMap(ChannelAccount::account, Function.identity()));

        List<Agent> agents = file.agents().stream()
                .map(entry -> agent(
                        tenant, entry, agentsBefore.get(new AgentId(entry.id())), passwordOf.apply(entry.email())))
                .toList();
        String webChat = file.channelAccounts().stream()
                .filter(entry -> entry.channel().equals(WEB_CHAT))
                .map(AccountEntry::id)
                .findFirst()
                .orElse("");
        List<ChannelAccount> accounts = file.channelAccounts().stream()
                .map(entry -> account(
                        tenant,
                        entry,
                        entry.id().equals(webChat)
                                ? secretHash(directLineSecret)
                                : secretHashOf(accountsBefore.get(entry.id()))))
                .toList();
        List<Queue> queues = file.queues().stream()
                .map(entry -> new Queue(
                        tenant,
                        entry.id(),
                        entry.name(),
                        entry.skills() == null ? Set.of() : entry.skills().keySet()))
                .toList();
        List<Document> documents = documents(tenantFile.resolveSibling("."));
        documents.addAll(settings(file));
        Map<String, String> links = file.tenant().signIn();
        if (links != null) {
            documents.add(signIn(links));
        }
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

    /**
     * Settings in the tenant's own file, apart from people, queues and accounts; written even where the file sets nothing, so that earlier
     * values no longer apply.
     */
    private static List<Document> settings(TenantFile file) {
        List<Document> settings = new ArrayList<>();
        settings.add(setting(Document.LIMITS, file.limits()));
        settings.add(setting(Document.SILENCE, file.silence()));
        settings.add(setting(Document.PUBLISH, file.publish()));
        settings.add(setting(Document.BOT, file.bot()));
        file.channelAccounts().forEach(entry -> {
            JsonNode signing = entry.signing();
            if (signing != null) {
                settings.add(new Document(Document.SIGNING, entry.id(), signing.toString()));
            }
        });
        return settings;
    }

    private static Document setting(String kind, @Nullable JsonNode said) {
        return new Document(kind, Document.IMPORTED, said == null ? "{}" : said.toString());
    }

    private static Document signIn(Map<String, String> links) {
        links.forEach((language, link) -> {
            if (Callbacks.address(link).isEmpty()) {
                throw new IllegalArgumentException("tenant.signIn." + language
                        + " must be an http or https address with a host, without a user or fragment");
            }
        });
        try {
            return new Document(Document.SIGN_IN, Document.IMPORTED, YAML.writeValueAsString(links));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("tenant.signIn: texts by language tag are needed", e);
        }
    }

    private static Agent agent(TenantId tenant, AgentEntry entry, @Nullable Agent before, String password) {
        requireShort(entry);
        String hash = before != null && Passwords.matches(password, before.passwordHash())
                ? before.passwordHash()
                : Passwords.hash(password);
        return new Agent(
                tenant,
                new AgentId(entry.id()),
                entry.name(),
                entry.email(),
                Role.valueOf(entry.role().toUpperCase(Locale.ROOT)),
                entry.skills() == null ? Map.of() : entry.skills(),
                entry.capacity(),
                hash);
    }

    /** An agent's data travels with messages between nodes, so it is bounded. */
    private static void requireShort(AgentEntry entry) {
        int names = entry.name().texts().entrySet().stream()
                .mapToInt(name -> name.getKey().length() + name.getValue().length())
                .sum();
        Map<String, Integer> skills = entry.skills() == null ? Map.of() : entry.skills();
        boolean longSkill = skills.keySet().stream().anyMatch(skill -> skill.length() > MAX_SKILL);
        if (names > MAX_NAMES
                || longSkill
                || skills.size() > MAX_SKILLS
                || entry.capacity() < 0
                || entry.capacity() > MAX_CAPACITY) {
            throw new IllegalArgumentException(
                    "agent " + entry.id() + ": the names of all languages together have at most "
                            + MAX_NAMES + " characters, a skill at most " + MAX_SKILL + "; there are at most "
                            + MAX_SKILLS + " skills, and the capacity is from 0 to "
                            + MAX_CAPACITY);
        }
    }

    private static ChannelAccount account(TenantId tenant, AccountEntry entry, String secretHash) {
        return new ChannelAccount(
                tenant,
                entry.id(),
                entry.channel(),
                entry.name(),
                entry.greeting() == null ? LocalizedText.of("", "") : entry.greeting(),
                entry.suggestedQuestions() == null ? List.of() : entry.suggestedQuestions(),
                secretHash,
                entry.origins() == null ? List.of(ANY_ORIGIN) : entry.origins(),
                callback(entry),
                entry.vouches());
    }

    private static String callback(AccountEntry entry) {
        String callback = entry.callback();
        if (callback == null) {
            return "";
        }
        if (Callbacks.address(callback).isEmpty()) {
            throw new IllegalArgumentException("the callback of " + entry.id()
                    + " must be an http or https address with a host, without a user or fragment");
        }
        return callback;
    }

    private static String secretHashOf(@Nullable ChannelAccount before) {
        return before == null ? "" : before.secretHash();
    }

    private static <T> T read(Path file, Class<T> type) {
        try {
            return YAML.readValue(Files.readAllBytes(file), type);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
