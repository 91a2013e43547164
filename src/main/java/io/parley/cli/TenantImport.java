package io.parley.cli;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.bots.BotSettings;
import io.parley.bots.actions.ActionDescription;
import io.parley.bots.actions.ActionFile;
import io.parley.dialogue.bot.Requires;
import io.parley.dialogue.forms.Form;
import io.parley.dialogue.forms.Forms;
import io.parley.dialogue.knowledge.Article;
import io.parley.dialogue.knowledge.ArticleFile;
import io.parley.dialogue.products.GraphFile;
import io.parley.directory.CassandraDirectoryStore;
import io.parley.directory.CassandraPublishedArticles;
import io.parley.directory.DirectoryContent.Document;
import io.parley.directory.DirectoryImport;
import io.parley.directory.SigningRotations;
import io.parley.edge.kit.Json;
import io.parley.edge.kit.Limits;
import io.parley.edge.kit.TenantLimits;
import io.parley.events.PublishSettings;
import io.parley.inbox.Silences;
import io.parley.kit.Yaml;
import io.parley.knowledge.ArticleImport;
import io.parley.knowledge.CassandraArticleStore;
import io.parley.knowledge.CassandraVectorStore;
import io.parley.language.entity.Dictionary;
import io.parley.persistence.embedded.EmbeddedException;
import io.parley.persistence.embedded.Libraries;
import io.parley.persistence.embedded.Progress;
import io.parley.signing.SigningSecrets;
import io.parley.training.CassandraTenantModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a tenant into the directory: agents, queues, channels, articles, products, actions, forms, and its language model. May be repeated;
 * changes only what differs.
 */
final class TenantImport {

    private static final Logger LOG = LoggerFactory.getLogger(TenantImport.class);
    private static final String SECRET = "parley.demo.direct-line-secret";
    private static final int MIN_SECRET_LENGTH = 32;

    /** Somebody who can sign in to the console. */
    record SignIn(String email, String password, String role) {}

    /**
     * @param directLineSecret of the tenant's first web chat; null if nothing was imported
     * @param signIns in the order in which they are shown
     * @param signingSecrets by tenant and channel account with a dot between, in the order in which they are shown
     */
    record Outcome(@Nullable String directLineSecret, List<SignIn> signIns, Map<String, String> signingSecrets) {

        static final Outcome NOTHING = new Outcome(null, List.of(), Map.of());

        Outcome {
            signIns = List.copyOf(signIns);
        }
    }

    private TenantImport() {}

    /**
     * Imports into a cluster whose databases are already running. The passwords are those in {@code sign-ins.json} of the given directory;
     * anyone who has none there gets a generated one, which is added to it. Writes {@code signing-secrets.json} beside it: the secrets with
     * which the channel accounts and the company's systems sign.
     *
     * @param config of a node; its {@code parley.demo.direct-line-secret} becomes the secret of the tenant's first web chat
     * @param secrets the directory; created if missing, readable only by its owner
     * @param progress receives progress on the language model, which may take a while
     * @return how many people can now sign in
     * @throws EmbeddedException if the secret is missing or short, or the directory cannot be used
     */
    static int run(Config config, Path tenantFile, Path articlesFile, Path secrets, Progress progress) {
        try {
            PrivateFiles.createDirectory(secrets);
            PrivateFiles files = new PrivateFiles(secrets);
            Outcome outcome = run(config, tenantFile, articlesFile, kept(files), progress);
            files.writeSignIns(outcome.signIns());
            files.writeSigningSecrets(outcome.signingSecrets());
            return outcome.signIns().size();
        } catch (IOException unusable) {
            throw new EmbeddedException("The directory " + secrets + " cannot be used: " + unusable, unusable);
        }
    }

    /** Returns a function from an e-mail address to its password: the one used before, else a new one, the same on every call. */
    static UnaryOperator<String> kept(PrivateFiles files) throws IOException {
        Map<String, String> passwords = new HashMap<>();
        files.signIns().forEach(signIn -> passwords.putIfAbsent(signIn.email(), signIn.password()));
        return email -> passwords.computeIfAbsent(email, unknown -> files.newPassword());
    }

    /** @param passwordOf the password for an e-mail address */
    static Outcome demo(Config config, UnaryOperator<String> passwordOf, Progress progress) {
        Path demo = Libraries.home().resolve("docker/seed/demo");
        return run(config, demo.resolve("tenant.yaml"), demo.resolve("articles.yaml"), passwordOf, progress);
    }

    /**
     * Refuses now what a node could only leave out later, and forms that require less of the customer than the actions they run.
     *
     * @throws Yaml.Invalid with the problems of all documents
     */
    static void check(Config config, List<Document> documents) {
        Map<String, ActionDescription> actions = new HashMap<>();
        List<Yaml.Problem> problems = new ArrayList<>();
        for (Document document : documents) {
            noting(problems, () -> {
                if (document.kind().equals(Document.ACTION)) {
                    ActionFile.parse("actions/" + document.id() + ".yaml", document.text())
                            .forEach(action -> actions.put(action.id(), action));
                } else {
                    check(config, document);
                }
            });
        }
        noting(problems, () -> checkForms(documents, actions, problems.isEmpty()));
        if (!problems.isEmpty()) {
            throw new Yaml.Invalid(problems);
        }
    }

    private static void noting(List<Yaml.Problem> problems, Runnable check) {
        try {
            check.run();
        } catch (Yaml.Invalid invalid) {
            problems.addAll(invalid.problems());
        }
    }

    /** @param complete whether all files of actions could be read */
    private static void checkForms(List<Document> documents, Map<String, ActionDescription> actions, boolean complete) {
        List<Yaml.Source> texts = documents.stream()
                .filter(document -> document.kind().equals(Document.FORM))
                .map(document -> new Yaml.Source("forms/" + document.id() + ".yaml", document.text()))
                .toList();
        for (Form form : Forms.parse(texts, Map.of()).all()) {
            if (complete) {
                form.actions().forEach(action -> check(form, action, form.requires(), actions));
                form.factorAction().ifPresent(action -> check(form, action, Requires.ANYONE, actions));
            }
        }
    }

    private static void check(Config config, Document document) {
        if (document.kind().equals(Document.DICTIONARY)) {
            Dictionary.parse("dictionaries/" + document.id() + ".yaml", document.text());
        } else if (document.kind().equals(Document.PUBLISH)) {
            PublishSettings.parse(document.text());
        } else if (document.kind().equals(Document.BOT)) {
            BotSettings.parse(document.text());
        } else if (document.kind().equals(Document.PRODUCTS)) {
            GraphFile.parse(document.text());
        } else if (document.kind().equals(Document.SILENCE)) {
            Silences.check(document, config);
        } else if (document.kind().equals(Document.LIMITS)) {
            TenantLimits.parse(
                    document.text(),
                    Limits.from(config.getConfig("parley.http.limits")).ofTenants());
        } else if (document.kind().equals(Document.SIGNING)) {
            SigningRotations.parse(document.text());
        }
    }

    private static void check(Form form, String action, Requires most, Map<String, ActionDescription> actions) {
        ActionDescription description = actions.get(action);
        if (description == null) {
            throw new IllegalArgumentException(form + ": there is no action " + action);
        }
        if (description.requires().compareTo(most) > 0) {
            throw new IllegalArgumentException(form + ": action " + action + " requires "
                    + description.requires().code() + ", and is done for those of whom only "
                    + most.code() + " is required; raise requires of the form");
        }
    }

    private static Outcome run(
            Config config, Path tenantFile, Path articlesFile, UnaryOperator<String> passwordOf, Progress progress) {
        String secret = config.getString(SECRET);
        if (secret.length() < MIN_SECRET_LENGTH) {
            throw new EmbeddedException(SECRET + " must have at least " + MIN_SECRET_LENGTH
                    + " characters. Make one with: openssl rand -hex 32");
        }
        try (CqlSession session = Schema.session(config)) {
            List<Article> articles = ArticleFile.read(articlesFile);
            CassandraDirectoryStore store = new CassandraDirectoryStore(session);
            DirectoryImport.Imported imported = new DirectoryImport(store, documents -> check(config, documents))
                    .run(tenantFile, passwordOf, secret);
            importArticles(session, imported.tenant(), articlesFile, articles);
            new ModelImport(new CassandraTenantModels(session), progress).run(imported.tenant(), tenantFile);
            new VectorImport(new CassandraVectorStore(session)).run(imported.tenant(), tenantFile);
            SigningSecrets secrets = SigningSecrets.from(
                    config.getConfig("parley.auth"),
                    new SigningRotations(
                            (tenant, kind) -> store.read(tenant).documents().getOrDefault(kind, List.of())),
                    Clock.systemUTC());
            Map<String, String> signingSecrets = new LinkedHashMap<>();
            imported.channelAccounts()
                    .forEach(account -> signingSecrets.put(
                            imported.tenant() + "." + account, secrets.newest(imported.tenant(), account)));
            return new Outcome(
                    imported.directLineSecret(),
                    imported.signIns().stream()
                            .map(signIn -> new SignIn(signIn.email(), signIn.password(), signIn.role()))
                            .toList(),
                    signingSecrets);
        } catch (IOException unreadable) {
            throw new EmbeddedException("cannot read " + articlesFile + ": " + unreadable, unreadable);
        } catch (UncheckedIOException unreadable) {
            throw new EmbeddedException(unreadable.getMessage() + ": " + unreadable.getCause(), unreadable);
        } catch (IllegalArgumentException | Refused refused) {
            throw new EmbeddedException(String.valueOf(refused.getMessage()), refused);
        }
    }

    private static void importArticles(CqlSession session, TenantId tenant, Path file, List<Article> articles) {
        ArticleImport.Imported outcome = new ArticleImport(
                        new CassandraArticleStore(session, Json.mapper()),
                        new CassandraPublishedArticles(session),
                        Clock.systemUTC())
                .run(tenant, articles)
                .toCompletableFuture()
                .join();
        if (!outcome.leftAlone().isEmpty()) {
            LOG.warn(
                    "{} has other text for articles that people have changed since; theirs was kept: {}",
                    file.getFileName(),
                    String.join(", ", outcome.leftAlone()));
        }
    }
}
