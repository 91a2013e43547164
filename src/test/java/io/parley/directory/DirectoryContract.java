package io.parley.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.AgentId;
import io.parley.ErrorCode;
import io.parley.LocalizedText;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Directory.ChannelAccount;
import io.parley.directory.Directory.Role;
import io.parley.directory.DirectoryContent.Document;
import io.parley.signing.SigningSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of every directory, in memory and in Cassandra. */
abstract class DirectoryContract {

    private static final String TENANT =
            """
            tenant:
              id: %1$s
            queues:
              - id: general
                name: {zh: 综合, en: General}
                skills: {}
                sla: {firstResponse: PT2M}
              - id: orders
                name: {zh: 订单, en: Orders}
                skills: {orders: 2}
            agents:
              - id: orders
                name: {zh: 订单专席, en: Orders desk}
                email: Orders@%1$s.example
                role: agent
                queues: [orders]
                skills: {zh: 5, orders: 4}
                capacity: %2$d
              - id: boss
                name: {zh: 主管, en: Supervisor}
                email: boss@%1$s.example
                role: supervisor
                skills: {}
                capacity: 0
            channelAccounts:
              - id: webchat-%1$s
                channel: webchat
                name: {zh: 在线客服, en: Web chat}
                greeting: {zh: 您好, en: Hello}
                suggestedQuestions:
                  - {zh: 订单在哪？, en: "Where is my order?"}
              - id: generic-%1$s
                channel: generic
                name: {zh: 通用, en: Generic}
                callback: https://crm.%1$s.example/replies
                vouches: true
            publish:
              personal: masked
            bot:
              policies: {off: [clarification]}
            """;

    private static final String ARTICLES =
            """
            articles:
              - id: return-policy
                title: {zh: 退货, en: Returns}
                answer: {zh: 七天内, en: Within 7 days}
            """;

    private final TenantId tenant =
            new TenantId("t" + UUID.randomUUID().toString().substring(0, 8));

    @TempDir
    Path files;

    abstract Directory directory();

    abstract DirectoryStore store();

    abstract TenantDocuments documents();

    /** A value that changes whenever nodes would reload the tenant. */
    abstract Object version(TenantId tenant);

    /** Waits until the directory shows what was stored. */
    abstract void seen(java.util.function.BooleanSupplier condition);

    private DirectoryImport.Imported importTenant(int capacity, String password, String secret) throws IOException {
        Path tenantFile = Files.writeString(files.resolve("tenant.yaml"), TENANT.formatted(tenant, capacity));
        Path articles = Files.writeString(files.resolve("articles.yaml"), ARTICLES);
        return new DirectoryImport(store()).run(tenantFile, articles, email -> password, secret);
    }

    @Test
    void findsWhatWasImportedByEveryKeyThereIs() throws IOException {
        String secret = "secret of " + tenant;
        DirectoryImport.Imported imported = importTenant(3, "a password", secret);

        assertThat(imported.directLineSecret()).isEqualTo(secret);
        assertThat(imported.signIns())
                .containsExactly(
                        new DirectoryImport.SignIn("Orders@" + tenant + ".example", "a password", "agent"),
                        new DirectoryImport.SignIn("boss@" + tenant + ".example", "a password", "supervisor"));
        seen(() -> directory().agents(tenant).size() == 2);
        Agent agent =
                directory().agentByEmail(" orders@" + tenant + ".EXAMPLE ").orElseThrow();
        assertThat(agent.id()).isEqualTo(new AgentId("orders"));
        assertThat(agent.role()).isEqualTo(Role.AGENT);
        assertThat(agent.name()).isEqualTo(LocalizedText.of("订单专席", "Orders desk"));
        assertThat(agent.skills()).isEqualTo(Map.of("zh", 5, "orders", 4));
        assertThat(agent.passwordHash()).doesNotContain("a password");
        assertThat(Passwords.matches("a password", agent.passwordHash())).isTrue();
        assertThat(Passwords.matches("another", agent.passwordHash())).isFalse();
        assertThat(directory().agent(tenant, agent.id())).contains(agent);
        assertThat(directory().queues(tenant))
                .extracting(Directory.Queue::id)
                .containsExactlyInAnyOrder("general", "orders");
        ChannelAccount account =
                directory().byWidgetKey(tenant + ".webchat-" + tenant).orElseThrow();
        assertThat(directory().bySecretHash(DirectoryImport.secretHash(secret))).contains(account);
        assertThat(directory().channelAccount(tenant, "webchat-" + tenant)).contains(account);
        assertThat(account.vouches()).isFalse();
        assertThat(directory()
                        .channelAccount(tenant, "generic-" + tenant)
                        .orElseThrow()
                        .vouches())
                .isTrue();
        assertThat(directory().documents(tenant, Document.PUBLISH))
                .containsExactly(new Document(Document.PUBLISH, Document.IMPORTED, "{\"personal\":\"masked\"}"));
        assertThat(directory().documents(tenant, Document.BOT))
                .containsExactly(
                        new Document(Document.BOT, Document.IMPORTED, "{\"policies\":{\"off\":[\"clarification\"]}}"));
        assertThat(account.suggestions())
                .containsExactly(LocalizedText.of("订单在哪？", "Where is my order?"))
                .allSatisfy(suggestion -> assertThat(suggestion.in("zh-CN")).isEqualTo("订单在哪？"));
        assertThat(directory()
                        .channelAccount(tenant, "generic-" + tenant)
                        .orElseThrow()
                        .secretHash())
                .isEmpty();
        assertThat(directory()
                        .channelAccount(tenant, "generic-" + tenant)
                        .orElseThrow()
                        .callback())
                .isEqualTo("https://crm." + tenant + ".example/replies");
        assertThat(account.callback()).isEmpty();
        assertThat(imported.channelAccounts()).containsExactly("webchat-" + tenant, "generic-" + tenant);
        assertThat(directory().bySecretHash("")).isEmpty();
        assertThat(directory().tenants()).contains(tenant);
        assertThat(store().read(tenant).articles()).singleElement().satisfies(article -> assertThat(article.json())
                .contains("Within 7 days"));
    }

    @Test
    void givesWhatTheTenantDescribesByItsKind() throws IOException {
        Files.createDirectories(files.resolve("actions"));
        Files.createDirectories(files.resolve("forms"));
        Files.writeString(files.resolve("actions/orders.yaml"), "actions: [] # 订单");
        Files.writeString(files.resolve("actions/coupons.yaml"), "actions: []");
        Files.writeString(files.resolve("actions/notes.txt"), "not a description");
        Files.writeString(files.resolve("forms/return.yaml"), "form: return");
        importTenant(3, "a password", "secret of " + tenant);

        Document orders = new Document(Document.ACTION, "orders", "actions: [] # 订单");
        seen(() -> directory().documents(tenant, Document.ACTION).size() == 2);
        List<Document> actions = directory().documents(tenant, Document.ACTION);
        assertThat(actions).containsExactly(new Document(Document.ACTION, "coupons", "actions: []"), orders);
        assertThat(directory().documents(tenant, Document.FORM))
                .containsExactly(new Document(Document.FORM, "return", "form: return"));
        assertThat(directory().documents(tenant, "another kind")).isEmpty();
        assertThat(directory().documents(new TenantId("nobody"), Document.ACTION))
                .isEmpty();

        Object version = version(tenant);
        importTenant(3, "a password", "secret of " + tenant);
        assertThat(version(tenant)).as("nothing changed").isEqualTo(version);
        assertThat(directory().documents(tenant, Document.ACTION)).isSameAs(actions);

        Files.writeString(files.resolve("actions/coupons.yaml"), "actions: [] # changed");
        importTenant(3, "a password", "secret of " + tenant);
        seen(() -> directory()
                .documents(tenant, Document.ACTION)
                .contains(new Document(Document.ACTION, "coupons", "actions: [] # changed")));
        assertThat(directory().documents(tenant, Document.ACTION)).hasSize(2).contains(orders);
    }

    @Test
    void putsADocumentInThePlaceOfTheVersionThatWasRead() throws IOException {
        Files.writeString(files.resolve("products.yaml"), "products: []");
        importTenant(3, "a password", "secret of " + tenant);
        Document imported = new Document(Document.PRODUCTS, Document.IMPORTED, "products: []");
        Document first = new Document(Document.PRODUCTS, Document.EDITED, "{}");
        Document second = new Document(Document.PRODUCTS, Document.EDITED, "kinds: []");

        assertThat(read()).containsExactly(imported);
        assertThat(replaced(null, first)).isTrue();
        assertThat(replaced(null, second)).as("there is one already").isFalse();
        assertThat(replaced(second, second)).as("another was read").isFalse();
        assertThat(replaced(first, second)).isTrue();

        assertThat(read()).containsExactlyInAnyOrder(imported, second);
        assertThat(Document.inForce(read())).contains(second);
        seen(() -> directory().documents(tenant, Document.PRODUCTS).contains(second));
        importTenant(3, "a password", "secret of " + tenant);
        assertThat(Document.inForce(read())).contains(second);
    }

    private List<Document> read() {
        return documents().read(tenant, Document.PRODUCTS).toCompletableFuture().join();
    }

    private boolean replaced(@Nullable Document before, Document after) {
        return documents().replace(tenant, before, after).toCompletableFuture().join();
    }

    @Test
    void importsNothingWhenADocumentIsRefused() throws IOException {
        Files.createDirectories(files.resolve("actions"));
        Files.writeString(files.resolve("actions/orders.yaml"), "nonsense");
        Path tenantFile = Files.writeString(files.resolve("tenant.yaml"), TENANT.formatted(tenant, 3));
        Path articles = Files.writeString(files.resolve("articles.yaml"), ARTICLES);
        DirectoryImport strict = new DirectoryImport(store(), documents -> {
            throw new IllegalArgumentException(documents.get(0).id() + " is refused");
        });

        assertThatThrownBy(() -> strict.run(tenantFile, articles, email -> "a password", "secret of " + tenant))
                .hasMessage("orders is refused");
        assertThat(store().read(tenant)).isEqualTo(DirectoryContent.EMPTY);
    }

    @Test
    void knowsNothingOfTenantsThatAreNotThere() {
        TenantId nobody = new TenantId("nobody");

        assertThat(directory().agents(nobody)).isEmpty();
        assertThat(directory().agent(nobody, new AgentId("orders"))).isEmpty();
        assertThat(directory().queues(nobody)).isEmpty();
        assertThat(directory().channelAccount(nobody, "webchat")).isEmpty();
        assertThat(directory().agentByEmail("nobody@nowhere.example")).isEmpty();
    }

    @Test
    void changesNothingWhenTheSameIsImportedAgain() throws IOException {
        importTenant(3, "a password", "secret of " + tenant);
        DirectoryContent before = store().read(tenant);
        Object version = version(tenant);
        importTenant(3, "a password", "secret of " + tenant);

        assertThat(store().read(tenant)).isEqualTo(before);
        assertThat(version(tenant)).isEqualTo(version);
    }

    @Test
    void changesOnlyWhatDiffers() throws IOException {
        importTenant(3, "a password", "secret of " + tenant);
        seen(() -> directory().agents(tenant).size() == 2);
        Agent boss = directory().agent(tenant, new AgentId("boss")).orElseThrow();
        importTenant(5, "a password", "secret of " + tenant);

        seen(() ->
                directory().agent(tenant, new AgentId("orders")).orElseThrow().capacity() == 5);
        assertThat(directory().agent(tenant, new AgentId("boss"))).contains(boss);
        importTenant(5, "a new password", "secret of " + tenant);
        seen(() -> Passwords.matches(
                "a new password",
                directory().agent(tenant, new AgentId("boss")).orElseThrow().passwordHash()));
    }

    @Test
    void givesAnEMailAddressToOneAgentOnly() throws IOException {
        importTenant(3, "a password", "secret of " + tenant);
        Agent thief = new Agent(
                new TenantId("thieves"),
                new AgentId("thief"),
                LocalizedText.of("贼", "Thief"),
                "ORDERS@" + tenant + ".example",
                Role.ADMIN,
                Map.of(),
                1,
                "-");

        assertThatThrownBy(() -> store().add(
                                thief.tenant(), new DirectoryContent(List.of(thief), List.of(), List.of(), List.of())))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(ErrorCode.NOT_POSSIBLE_NOW));
    }

    private static ChannelAccount webChat(TenantId tenant, String account, String secret) {
        return new ChannelAccount(
                tenant,
                account,
                "webchat",
                LocalizedText.of("", ""),
                LocalizedText.of("", ""),
                List.of(),
                DirectoryImport.secretHash(secret),
                List.of("*"),
                "",
                false);
    }

    private void add(ChannelAccount account) {
        store().add(account.tenant(), new DirectoryContent(List.of(), List.of(), List.of(account), List.of()));
    }

    @Test
    void givesAWidgetKeyAndASecretToOneAccountOnly() {
        TenantId joined = new TenantId(tenant + ".a");
        add(webChat(tenant, "a.b", "one secret of " + tenant));

        assertThatThrownBy(() -> add(webChat(joined, "b", "another secret of " + tenant)))
                .as("both keys are " + tenant + ".a.b")
                .isInstanceOf(Refused.class)
                .hasMessageContaining(tenant + ".a.b");
        assertThatThrownBy(() -> add(webChat(joined, "c", "one secret of " + tenant)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("secret");
        assertThat(store().read(joined)).isEqualTo(DirectoryContent.EMPTY);

        // A replaced secret can be claimed again.
        add(webChat(tenant, "a.b", "a new secret of " + tenant));
        add(webChat(joined, "c", "one secret of " + tenant));
        seen(() -> directory().byWidgetKey(joined + ".c").isPresent());
        assertThat(directory().byWidgetKey(tenant + ".a.b").orElseThrow().tenant())
                .isEqualTo(tenant);
    }

    @Test
    void removesPeopleWhomTheFileNoLongerHas() throws IOException {
        importTenant(3, "a password", "secret of " + tenant);
        seen(() -> directory().agents(tenant).size() == 2);
        Path tenantFile = files.resolve("tenant.yaml");
        String text = Files.readString(tenantFile);
        int boss = text.indexOf("  - id: boss");
        int next = text.indexOf("\nchannelAccounts", boss);
        Files.writeString(tenantFile, text.substring(0, boss) + text.substring(next));
        new DirectoryImport(store())
                .run(tenantFile, files.resolve("articles.yaml"), email -> "a password", "secret of " + tenant);

        seen(() -> directory().agents(tenant).size() == 1);
        assertThat(directory().agent(tenant, new AgentId("boss"))).isEmpty();
        assertThat(directory().agentByEmail("boss@" + tenant + ".example")).isEmpty();
    }

    @Test
    void keepsLimitsAndRotationsOfTheTenantsFile() throws IOException {
        String text = TENANT.formatted(tenant, 3);
        Path tenantFile = Files.writeString(files.resolve("tenant.yaml"), text + "\nlimits: {sockets: {thread: 5}}\n");
        Path articles = Files.writeString(files.resolve("articles.yaml"), ARTICLES);
        new DirectoryImport(store()).run(tenantFile, articles, email -> "a password", "secret of " + tenant);

        seen(() -> directory().documents(tenant, Document.LIMITS).size() == 1);
        assertThat(directory().documents(tenant, Document.LIMITS).get(0).text()).contains("\"thread\":5");
        assertThat(new SigningRotations(directory()::documents).of(tenant, "webchat-" + tenant))
                .isEqualTo(SigningSecrets.Rotation.NEVER);
        add(webChat(tenant, "another", "a third secret of " + tenant));
        store().add(
                        tenant,
                        DirectoryContent.EMPTY.with(List.of(new Document(
                                Document.SIGNING,
                                "another",
                                "{\"version\":2,\"previousUntil\":\"2026-12-24T00:00:00Z\"}"))));
        seen(() -> new SigningRotations(directory()::documents)
                        .of(tenant, "another")
                        .version()
                == 2);
    }
}
