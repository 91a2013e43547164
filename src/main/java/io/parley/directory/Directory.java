package io.parley.directory;

import com.fasterxml.jackson.annotation.JsonValue;
import io.parley.AgentId;
import io.parley.ErrorCode;
import io.parley.LocalizedText;
import io.parley.Refused;
import io.parley.TenantId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * A tenant's people and settings. Reads are answered from this node's copy, which follows changes within {@code
 * parley.directory.refresh-interval}; they never block.
 */
public interface Directory {

    /** The rights of a signed-in person; each role includes those before it, except OPERATOR, who sees no conversations. */
    enum Role {
        AGENT,
        SUPERVISOR,
        ADMIN,
        OPERATOR;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A person who can sign in.
     *
     * @param skills skill or language to level, 1 to 5
     * @param capacity how many conversations at the same time
     * @param passwordHash in the encoding of the password library; never leaves this package and {@code edge.auth}
     */
    record Agent(
            TenantId tenant,
            AgentId id,
            LocalizedText name,
            String email,
            Role role,
            Map<String, Integer> skills,
            int capacity,
            String passwordHash) {
        @Override
        public String toString() {
            return tenant + "/" + id;
        }
    }

    /** @param skills the skills that all work in this queue needs; the queue without skills takes everything that fits no other */
    record Queue(TenantId tenant, String id, LocalizedText name, Set<String> skills) {
        public Queue {
            skills = Set.copyOf(skills);
        }
    }

    /**
     * Our end of a channel.
     *
     * @param account unique within the tenant
     * @param channel the kind, {@code webchat} or {@code generic}
     * @param suggestions questions that a new customer is offered
     * @param secretHash SHA-256, in hex, of the secret that programs sign in with; empty when there is none
     * @param origins origins whose pages may use the public widget key; {@code *} for all
     * @param callback where replies to customers of this account are posted; empty when they are not posted anywhere
     * @param vouches whether the company's systems that sign for this account may state which of its own accounts a customer is
     */
    record ChannelAccount(
            TenantId tenant,
            String account,
            String channel,
            LocalizedText name,
            LocalizedText greeting,
            List<LocalizedText> suggestions,
            String secretHash,
            List<String> origins,
            String callback,
            boolean vouches) {
        /** Claims that must be unique across all tenants, because the account is looked up by them before the tenant is known. */
        Set<String> claims() {
            return secretHash.isEmpty()
                    ? Set.of(KEY_CLAIM + widgetKey())
                    : Set.of(KEY_CLAIM + widgetKey(), SECRET_CLAIM + secretHash);
        }

        /** The refusal of an account whose claim belongs to another; does not name any other tenant. */
        static Refused taken(String claim, ChannelAccount account) {
            return new Refused(
                    ErrorCode.NOT_POSSIBLE_NOW,
                    claim.startsWith(KEY_CLAIM)
                            ? "The widget key " + account.widgetKey()
                                    + " already belongs to another channel account: tenant and account are joined by a dot,"
                                    + " and may hold dots themselves. Give the account another id."
                            : "The secret of channel account " + account.widgetKey()
                                    + " already belongs to another channel account. Give each its own secret.");
        }

        private static final String KEY_CLAIM = "key|";
        private static final String SECRET_CLAIM = "secret|";

        /** The public key with which a page starts the widget; not a secret. */
        public String widgetKey() {
            return tenant.value() + "." + account;
        }
    }

    Optional<Agent> agent(TenantId tenant, AgentId id);

    List<Agent> agents(TenantId tenant);

    /** By e-mail address, ignoring case; addresses are unique across all tenants. */
    Optional<Agent> agentByEmail(String email);

    List<Queue> queues(TenantId tenant);

    /** The articles the tenant's bot answers from. The same list object until something changes. */
    List<DirectoryContent.Article> articles(TenantId tenant);

    /**
     * The tenant's documents of a kind, by id. The same list object until something changes.
     *
     * @param kind such as {@link DirectoryContent.Document#ACTION}
     */
    List<DirectoryContent.Document> documents(TenantId tenant, String kind);

    Optional<ChannelAccount> channelAccount(TenantId tenant, String account);

    Optional<ChannelAccount> byWidgetKey(String widgetKey);

    /** By the SHA-256 in hex of the presented secret. */
    Optional<ChannelAccount> bySecretHash(String secretHash);

    List<TenantId> tenants();

    /** Completes once this node has its first copy. */
    CompletionStage<akka.Done> ready();
}
