package io.parley.edge.page;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.parameter;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.reject;
import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.Route;
import com.typesafe.config.Config;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.directory.Directory;
import io.parley.directory.Directory.ChannelAccount;
import io.parley.edge.kit.Json;
import io.parley.signing.AccountProof;
import io.parley.signing.SigningSecrets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The server's side of the demo shop's page: {@code GET /demo/account?id=demo-customer-li} signs that the visitor is signed in with the
 * shop, as a company's own server does for its own pages. It trusts every visitor, so it signs only for the demo's customer, and exists
 * only where {@code parley.demo.page} is set.
 */
public final class DemoAccounts {

    /** A page that stays open longer requests a new one. */
    private static final Duration HOLDS = Duration.ofHours(12);

    private static final String OWN = "-[a-z0-9]{1,32}";

    /**
     * @param channel the widget key of the web chat on the page; empty when there is no page with a customer
     * @param account by which the demo shop knows its customer; with a hyphen and small letters or digits appended, each visitor can have
     *     their own
     */
    public record Settings(String channel, String account) {
        /** @param config the section {@code parley} */
        public static Settings from(Config config) {
            return new Settings(config.getString("demo.page.channel"), config.getString("demo.page.account"));
        }
    }

    private final Settings settings;
    private final Directory directory;
    private final SigningSecrets secrets;
    private final Clock clock;
    private final Pattern accounts;

    public DemoAccounts(Settings settings, Directory directory, SigningSecrets secrets, Clock clock) {
        this.settings = settings;
        this.directory = directory;
        this.secrets = secrets;
        this.clock = clock;
        this.accounts = Pattern.compile(Pattern.quote(settings.account()) + "(?:" + OWN + ")?");
    }

    public Route route() {
        return settings.channel().isEmpty()
                ? reject()
                : path(segment("demo").slash("account"), () -> get(() -> parameter("id", id -> complete(signed(id)))));
    }

    private HttpResponse signed(String id) {
        if (!accounts.matcher(id).matches()) {
            throw new Refused(
                    ErrorCode.BAD_REQUEST,
                    "The demo's customer is " + settings.account()
                            + ", optionally followed by a hyphen and lower-case letters or digits.");
        }
        ChannelAccount channel = directory
                .byWidgetKey(settings.channel())
                .orElseThrow(
                        () -> new Refused(ErrorCode.NOT_FOUND, "The demo's web chat is not there. Import the demo."));
        String proof = AccountProof.of(
                secrets.newest(channel.tenant(), channel.account()),
                id,
                clock.instant().plus(HOLDS));
        return Json.ok(Map.of("account", id, "proof", proof)).addHeader(RawHeader.create("Cache-Control", "no-store"));
    }
}
