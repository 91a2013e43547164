package io.parley.edge.directline;

import akka.http.javadsl.model.HttpRequest;
import io.parley.ErrorCode;
import io.parley.LogFields;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.directory.Directory;
import io.parley.directory.Directory.ChannelAccount;
import io.parley.directory.DirectoryImport;
import io.parley.edge.kit.Origins;
import io.parley.edge.kit.RequestLog;
import org.jspecify.annotations.Nullable;

/** Identifies the caller by the credentials they present. */
final class Callers {

    private static final int LONGEST = 8_192;

    /** The caller, and the channel account they are calling for. */
    sealed interface Caller {
        ChannelAccount account();
    }

    /** A program of the company; may do everything with its account. */
    record Program(ChannelAccount account) implements Caller {}

    /** A page with the public widget key, from an allowed origin; may only start threads. */
    record Page(ChannelAccount account) implements Caller {}

    /** A customer's client; may do everything with its thread. */
    record Client(ChannelAccount account, Grant grant) implements Caller {
        CustomerThread thread() {
            return grant.thread();
        }
    }

    private final Directory directory;
    private final Tokens tokens;

    Callers(Directory directory, Tokens tokens) {
        this.directory = directory;
        this.tokens = tokens;
    }

    /**
     * @throws Refused {@code SIGN_IN_REQUIRED} without credentials, {@code NOT_ALLOWED} with wrong ones or from a wrong origin
     * @throws Tokens.Expired for a token that was once valid
     */
    Caller of(HttpRequest request) {
        Caller caller = caller(request);
        LogFields fields =
                LogFields.of(caller.account().tenant()).channel(caller.account().channel());
        RequestLog.about(
                request,
                caller instanceof Client client
                        ? fields.customer(client.thread().id())
                        : fields);
        return caller;
    }

    private Caller caller(HttpRequest request) {
        String shown = shown(request);
        if (shown == null) {
            throw new Refused(
                    ErrorCode.SIGN_IN_REQUIRED, "Send Authorization: Bearer with the account's secret or a token.");
        }
        // The key is looked up first: it may look like the beginning of a token, and the look-up costs next to nothing.
        var page = directory.byWidgetKey(shown).filter(Callers::isWebChat);
        if (page.isPresent()) {
            requireOrigin(page.get(), request, true);
            return new Page(page.get());
        }
        if (Tokens.isToken(shown)) {
            Grant grant = tokens.verifyToken(shown);
            ChannelAccount account =
                    account(grant.thread().tenant(), grant.thread().account());
            requireOrigin(account, request, false);
            return new Client(account, grant);
        }
        return new Program(directory
                .bySecretHash(DirectoryImport.secretHash(shown))
                .filter(Callers::isWebChat)
                .orElseThrow(() -> new Refused(
                        ErrorCode.NOT_ALLOWED, "This token or secret is not valid here. Generate a new token.")));
    }

    /** Returns the account of a thread, if there still is one. */
    ChannelAccount account(TenantId tenant, String account) {
        return directory
                .channelAccount(tenant, account)
                .orElseThrow(() -> new Refused(ErrorCode.NOT_ALLOWED, "This token's channel account is closed."));
    }

    /** @param always whether a request without an origin, and so not from a browser, is refused as well */
    void requireOrigin(ChannelAccount account, HttpRequest request, boolean always) {
        String origin = Origins.of(request);
        if (origin == null ? always : !Origins.allows(account.origins(), origin)) {
            throw new Refused(
                    ErrorCode.NOT_ALLOWED,
                    origin == null
                            ? "The public key is for pages in browsers. A program uses the account's secret, or a token."
                            : "This page's origin may not use this channel. Add it to the account's origins.");
        }
    }

    private static boolean isWebChat(ChannelAccount account) {
        return account.channel().equals(CustomerThread.CHANNEL);
    }

    private static @Nullable String shown(HttpRequest request) {
        return request.getHeader("Authorization")
                .map(header -> header.value().strip())
                .map(value -> value.substring(value.indexOf(' ') + 1).strip())
                .filter(value -> !value.isEmpty() && value.length() <= LONGEST)
                .orElse(null);
    }
}
