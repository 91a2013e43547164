package io.parley.conversation;

import io.parley.channel.spi.Content;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Tells whether two messages under one id have the same body, without keeping the body. */
public final class MessageDigests {

    private MessageDigests() {}

    /** The first 64 bits of the SHA-256 of everything the message carries. */
    public static long of(List<Content> contents) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            // Records print all their fields, so equal contents, and only those, print alike.
            byte[] hash = sha.digest(contents.toString().getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
