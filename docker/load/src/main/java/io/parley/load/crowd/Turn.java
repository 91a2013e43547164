package io.parley.load.crowd;

import java.util.concurrent.CompletableFuture;

/** One message of a customer on its way to the bot's answer. Times are {@link System#nanoTime()}. */
public final class Turn {

    private final String clientId;
    private final String text;
    private final long intended;
    private int attempts;
    private boolean acknowledged;
    private long acknowledgedAt;
    private String activity = "";
    private final CompletableFuture<Turn> stored = new CompletableFuture<>();
    private boolean answered;
    private long answeredAt;

    Turn(String clientId, String text, long intended) {
        this.clientId = clientId;
        this.text = text;
        this.intended = intended;
    }

    String clientId() {
        return clientId;
    }

    String text() {
        return text;
    }

    /** Counts another attempt; returns how often it has been sent, this time included. */
    int attempt() {
        return ++attempts;
    }

    /** @param as the id of the activity that it became */
    void acknowledge(long now, String as) {
        if (!acknowledged) {
            acknowledged = true;
            acknowledgedAt = now;
            activity = as;
            stored.complete(this);
        }
    }

    void answer(long now) {
        if (!answered) {
            answered = true;
            answeredAt = now;
        }
    }

    boolean isAcknowledged() {
        return acknowledged;
    }

    /** It will not be sent again. */
    void giveUp(Throwable why) {
        stored.completeExceptionally(why);
    }

    /** Completed when it is acknowledged; fails when it never will be. */
    CompletableFuture<Turn> stored() {
        return stored;
    }

    /** The id it is stored under; empty until it is acknowledged. */
    String activity() {
        return activity;
    }

    boolean isOver() {
        return acknowledged && answered;
    }

    /** When it was meant to be sent. */
    public long intended() {
        return intended;
    }

    /** When the server reported that it is stored. */
    public long acknowledgedAt() {
        return acknowledgedAt;
    }

    /** When the bot's answer was on the socket. */
    public long answeredAt() {
        return answeredAt;
    }
}
