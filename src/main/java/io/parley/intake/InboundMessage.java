package io.parley.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.CustomerId;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.customer.Customer;
import io.parley.customer.CustomerIds;
import io.parley.directory.Callbacks;
import io.parley.directory.Directory.ChannelAccount;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A customer's message as delivered by a company's system over HTTP or Kafka, validated and within all limits. The only place where such
 * messages are validated.
 *
 * @param messageId the sender's id for the message
 * @param accountId the company's own id for the customer, when the company vouches for it
 */
public record InboundMessage(
        String messageId,
        ChannelAddress from,
        @Nullable String accountId,
        @Nullable String name,
        List<Content> contents,
        @Nullable String locale) {

    private static final int MAX_ID = 128;
    private static final int MAX_NAME = 100;
    private static final int MAX_FILE_NAME = 200;
    private static final int MAX_URL = 2_048;
    private static final int MAX_MEDIA = 10;
    private static final Pattern LOCALE = Pattern.compile("[A-Za-z0-9-]{1,35}");
    private static final Pattern MIME = Pattern.compile("[A-Za-z0-9.+-]{1,64}/[A-Za-z0-9.+-]{1,64}");

    /**
     * @param json as described by {@code InboundMessage} in the OpenAPI document
     * @param account the channel account that received it
     * @param signed whether the channel account signed it; only then can the company vouch for the customer's account
     * @param longest maximum length of a text, in UTF-16 units
     * @throws Refused {@code BAD_REQUEST}, {@code TOO_LARGE}, or {@code NOT_ALLOWED} for a customer's account that this channel account
     *     must not vouch for
     */
    public static InboundMessage read(JsonNode json, ChannelAccount account, boolean signed, int longest) {
        if (!json.isObject()) {
            throw bad("The message must be a JSON object.");
        }
        String id = Fields.text(json, "messageId", "messageId");
        if (!Visible.isVisible(id)
                || id.length() > MAX_ID
                || !Texts.cleanName(id, MAX_ID).equals(id)) {
            throw bad("messageId must have 1 to " + MAX_ID + " printable characters.");
        }
        JsonNode from = json.path("from");
        if (!from.isObject()) {
            throw bad("from is required: {\"id\": ...}.");
        }
        String accountId = Fields.text(from, "account", "from.account");
        if (!accountId.isEmpty() && !Customer.isAccount(accountId)) {
            throw bad("from.account is too long or contains characters that are not allowed.");
        }
        if (!accountId.isEmpty() && !(signed && account.vouches())) {
            throw new Refused(
                    ErrorCode.NOT_ALLOWED,
                    "from.account needs a signed message of a channel account that has vouches: true. Leave it out, or set that.");
        }
        String name = Texts.cleanName(Fields.text(from, "name", "from.name"), MAX_NAME);
        String locale = Fields.text(json, "locale", "locale");
        if (!locale.isEmpty() && !LOCALE.matcher(locale).matches()) {
            throw bad("locale must be a language tag, e.g. zh-CN.");
        }
        checkInstant(json.path("sentAt"));
        return new InboundMessage(
                id,
                address(account.account(), Fields.text(from, "id", "from.id")),
                accountId.isEmpty() ? null : accountId,
                name.isEmpty() ? null : name,
                contents(json, longest),
                locale.isEmpty() ? null : locale);
    }

    /** Returns the id of the sender: the customer the company vouches for, or otherwise the one who has the address. */
    public CustomerId customer(CustomerIds ids, TenantId tenant) {
        return accountId == null ? ids.of(tenant, from) : ids.of(tenant, accountId);
    }

    private static ChannelAddress address(String account, String user) {
        ChannelAddress address;
        try {
            address = new ChannelAddress(SignedChannels.CHANNEL, account, user);
        } catch (IllegalArgumentException e) {
            throw bad("from.id is not usable: " + e.getMessage() + ".");
        }
        if (!Visible.isVisible(user) || !Texts.isId(user)) {
            throw bad("from.id contains characters that are not allowed.");
        }
        return address;
    }

    private static List<Content> contents(JsonNode json, int longest) {
        List<Content> contents = new ArrayList<>(2);
        String text = Texts.clean(Fields.text(json, "text", "text"), longest);
        if (Visible.isVisible(text)) {
            contents.add(new Content.Text(text));
        }
        // Picking an option counts as typing its value.
        String choice = Texts.clean(Fields.text(Fields.object(json, "choice"), "value", "choice.value"), longest);
        if (Visible.isVisible(choice)) {
            contents.add(new Content.Text(choice));
        }
        JsonNode media = Fields.list(json, "media");
        if (media.size() > MAX_MEDIA) {
            throw bad("A message has at most " + MAX_MEDIA + " media.");
        }
        media.forEach(one -> contents.add(media(one)));
        if (contents.isEmpty()) {
            throw bad("The message is empty. Send text, media or a choice.");
        }
        return contents;
    }

    private static Content media(JsonNode json) {
        String url = Fields.text(json, "url", "the url of media");
        if (url.length() > MAX_URL || Callbacks.address(url).isEmpty()) {
            throw bad("The url of media must be an http or https address of at most " + MAX_URL + " characters.");
        }
        String mime = Fields.text(json, "mime", "the mime of media");
        if (!MIME.matcher(mime).matches()) {
            throw bad("The mime of media must be a media type, e.g. image/png.");
        }
        String name = Texts.cleanName(Fields.text(json, "name", "the name of media"), MAX_FILE_NAME);
        JsonNode bytes = json.path("bytes");
        if (!Fields.isAbsent(bytes)
                && !(bytes.canConvertToLong() && bytes.isIntegralNumber() && bytes.longValue() >= 0)) {
            throw bad("bytes of media must be a whole number that is not negative.");
        }
        return new Content.Media(url, mime, name.isEmpty() ? "file" : name, bytes.asLong(0));
    }

    /**
     * Checks the format only, since messages are ordered by arrival: a malformed instant shows that the sender means something other than
     * what we read.
     */
    private static void checkInstant(JsonNode sentAt) {
        try {
            if (!Fields.isAbsent(sentAt)) {
                Instant.parse(sentAt.asText());
            }
        } catch (DateTimeParseException e) {
            throw bad("sentAt must be an instant in ISO 8601, e.g. 2026-11-21T08:00:00Z.");
        }
    }

    private static Refused bad(String detail) {
        return new Refused(ErrorCode.BAD_REQUEST, detail);
    }
}
