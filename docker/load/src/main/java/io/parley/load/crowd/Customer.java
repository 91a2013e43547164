package io.parley.load.crowd;

import io.parley.load.client.DirectLine;
import io.parley.load.client.DirectLine.Activity;
import io.parley.load.client.DirectLine.Opened;
import io.parley.load.client.DirectLine.Refusal;
import io.parley.load.client.Wire;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One customer who behaves like the widget: sends a message again under the same id until it is acknowledged, and reopens its socket from
 * the last watermark, at another node when one does not answer. Lives on the wire's loop.
 */
public final class Customer {

    /** The handoff states in which the bot has the customer again. */
    private static final Set<String> BACK = Set.of("ended", "returned");

    /** Notifies the crowd. */
    interface Audience {
        /** Its socket showed an activity. */
        default void shown(Customer customer, Activity activity) {}

        /**
         * Its socket was lost and is open again.
         *
         * @param due when the first attempt was to be made, in {@link System#nanoTime()}
         */
        default void listens(Customer customer, long due) {}

        /** The server reported that a message is stored, whether or not the bot has answered it. */
        default void acknowledged(Customer customer, Turn turn) {}

        void answered(Customer customer, Turn turn);

        /**
         * An agent has this customer, who says nothing to the bot meanwhile.
         *
         * @param asked whether the customer had asked for a person
         */
        void held(Customer customer, boolean asked);

        /** The agent is done: this customer speaks to the bot again. */
        void back(Customer customer);

        /** The conversation left the bot, or the server will never accept the message: the customer stops speaking. */
        void gone(Customer customer, String why);

        /** A request failed, and will be tried again. */
        void failed(Throwable cause);
    }

    private final Wire wire;
    private final DirectLine line;
    private final List<URI> servers;
    private final Audience audience;
    private final Texts texts;
    private final boolean served;
    private final Backoff comingBack;
    private final Ledger ledger = new Ledger();
    private final int number;

    private int server;
    private @Nullable Opened opened;
    private @Nullable String watermark;
    private Wire.@Nullable Socket socket;
    private @Nullable Turn turn;
    private int sent;
    private int reconnects;
    private long firstReconnect;
    private boolean silent;
    private boolean held;
    /** Whether the turn that the bot answered last asked for a person: a handoff is shown after the answer, perhaps in a later frame. */
    private boolean askedForPerson;

    private boolean left;

    /**
     * @param texts what this customer says
     * @param served whether people serve the customers that the bot hands over, and hand them back
     * @param comingBack when to open a lost socket again
     */
    Customer(
            Wire wire,
            DirectLine line,
            List<URI> servers,
            int number,
            Texts texts,
            boolean served,
            Backoff comingBack,
            Audience audience) {
        this.wire = wire;
        this.line = line;
        this.servers = servers;
        this.number = number;
        this.server = number % servers.size();
        this.audience = audience;
        this.texts = texts;
        this.served = served;
        this.comingBack = comingBack;
    }

    /**
     * Starts the conversation.
     *
     * @param account of a signed-in customer; null for a stranger
     * @param listen whether to open the socket as well
     */
    CompletableFuture<Void> join(String secret, String user, @Nullable String account, boolean listen) {
        return line.open(server(), secret, user, account).thenCompose(answer -> {
            opened = answer;
            return listen ? listen(answer.stream()) : CompletableFuture.completedFuture(null);
        });
    }

    /** Opens a socket for a customer who has none yet. */
    CompletableFuture<Void> listen() {
        return line.reconnect(server(), known(), watermark).thenCompose(answer -> listen(answer.stream()));
    }

    private CompletableFuture<Void> listen(URI stream) {
        return wire.socket(stream, new Wire.Listener() {
                    @Override
                    public void frame(String text) {
                        heard(text);
                    }

                    @Override
                    public void closed() {
                        socket = null;
                        comeBack(0);
                    }
                })
                .thenAccept(open -> {
                    if (left) {
                        open.close();
                    }
                    socket = open;
                    if (reconnects > 0) {
                        reconnects = 0;
                        audience.listens(this, firstReconnect);
                    }
                });
    }

    /** @param asked how long the server asks to wait, in milliseconds */
    private void comeBack(long asked) {
        if (left) {
            return;
        }
        long delay = Math.max(asked, comingBack.millis(reconnects));
        if (reconnects++ == 0) {
            firstReconnect = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delay);
        }
        elsewhere();
        later(delay, () -> {
            if (left) {
                return;
            }
            listen().whenComplete((done, failure) -> {
                if (failure != null) {
                    Throwable cause = cause(failure);
                    audience.failed(cause);
                    comeBack(waitMillis(cause));
                }
            });
        });
    }

    /** Says the next thing; the bot is expected to answer it before the following one is said. */
    void say(long intended) {
        Turn next = post(texts.next(), intended);
        turn = next;
        next.stored().thenAccept(stored -> {
            audience.acknowledged(this, stored);
            finish(stored);
        });
    }

    /** Says the next thing without waiting for anything. */
    Turn tell(long intended) {
        return post(texts.next(), intended);
    }

    /** Has the server store a text, however often it has to be sent. */
    Turn post(String text, long intended) {
        Turn next = new Turn("m" + number + "-" + ++sent, text, intended);
        ledger.posted(next.clientId());
        send(next);
        return next;
    }

    private void send(Turn going) {
        int attempt = going.attempt();
        line.post(server(), known(), going.clientId(), going.text()).whenComplete((activity, failure) -> {
            if (failure == null) {
                ledger.acknowledged(going.clientId(), activity);
                going.acknowledge(System.nanoTime(), activity);
                return;
            }
            Throwable cause = cause(failure);
            audience.failed(cause);
            Refusal refusal = cause instanceof Refusal refused ? refused : null;
            if (refusal != null && !refusal.passes()) {
                leave();
                fallSilent(String.valueOf(cause.getMessage()));
                going.giveUp(cause);
                return;
            }
            if (refusal == null || refusal.status() != 429) {
                elsewhere();
            }
            later(Math.max(waitMillis(cause), Backoff.PROMPT.millis(attempt)), () -> {
                if (left) {
                    going.giveUp(cause);
                } else {
                    send(going);
                }
            });
        });
    }

    private void heard(String text) {
        DirectLine.ActivitySet set = DirectLine.frame(text);
        if (set.watermark() != null) {
            watermark = set.watermark();
        }
        boolean withPerson = held;
        for (Activity activity : set.activities()) {
            ledger.shown(activity);
            audience.shown(this, activity);
            if (activity.handoff() != null) {
                withPerson = !BACK.contains(activity.handoff());
            }
        }
        Turn going = turn;
        boolean answered = going != null && ledger.isAnswered(going.clientId());
        if (going != null && answered) {
            askedForPerson = texts.asksForPerson(going.text());
        }
        if (withPerson && !served) {
            fallSilent("handed over to a human");
        }
        boolean returned = held && !withPerson;
        if (withPerson && !held) {
            audience.held(this, askedForPerson);
        }
        held = withPerson;
        if (going != null && answered) {
            going.answer(System.nanoTime());
            finish(going);
        }
        // The bot does not answer messages to the agent.
        if (returned && (turn == null || turn.isAcknowledged())) {
            turn = null;
            audience.back(this);
        }
    }

    /** Messages on their way are still seen: the accounts continue. */
    private void fallSilent(String why) {
        if (!silent) {
            silent = true;
            audience.gone(this, why);
        }
    }

    private void finish(Turn going) {
        if (going.isOver() && turn == going) {
            turn = null;
            audience.answered(this, going);
        }
    }

    /** The accounts compared with what is stored, instead of with what was shown. */
    CompletableFuture<Tally> readBack() {
        Ledger stored = ledger.acknowledgedOnly();
        return readOn(stored, null).thenApply(done -> stored.tally());
    }

    private CompletableFuture<Void> readOn(Ledger stored, @Nullable String after) {
        return readPage(after, servers.size()).thenCompose(page -> {
            page.activities().forEach(stored::shown);
            String next = page.watermark();
            return next == null || next.equals(after) ? CompletableFuture.completedFuture(null) : readOn(stored, next);
        });
    }

    /** Reads from the next node where one has ended. */
    private CompletableFuture<DirectLine.ActivitySet> readPage(@Nullable String after, int tries) {
        return line.read(server(), known(), after).exceptionallyCompose(failure -> {
            if (tries <= 1) {
                return CompletableFuture.failedFuture(failure);
            }
            elsewhere();
            return readPage(after, tries - 1);
        });
    }

    /** Breaks the connection of its socket; the customer comes back. */
    void cut() {
        if (socket != null) {
            socket.close();
        }
    }

    /** Closes the socket for good. */
    void leave() {
        left = true;
        if (socket != null) {
            socket.close();
        }
    }

    /** Whether it speaks when asked to. */
    boolean speaks() {
        return !left && !silent && !held;
    }

    boolean isWaiting() {
        return waitsFor() != null;
    }

    /**
     * The current turn; null for none. For a customer who has stopped speaking, or whom a person serves, only until the message is stored
     * and shown.
     */
    @Nullable Turn waitsFor() {
        Turn going = turn;
        boolean over = (silent || held) && going != null && going.isAcknowledged() && ledger.isShown(going.clientId());
        return left || over ? null : going;
    }

    /** Which of the crowd's customers this is, from 0 on. */
    int number() {
        return number;
    }

    /** The node it talks to now. */
    public URI server() {
        return servers.get(server);
    }

    Tally tally() {
        return ledger.tally();
    }

    private Opened known() {
        Opened known = opened;
        if (known == null) {
            throw new IllegalStateException("the conversation has not been started");
        }
        return known;
    }

    private void elsewhere() {
        server = (server + 1) % servers.size();
    }

    private void later(long millis, Runnable what) {
        if (!wire.loop().isShuttingDown()) {
            wire.loop().schedule(what, millis, TimeUnit.MILLISECONDS);
        }
    }

    private static long waitMillis(Throwable failure) {
        return failure instanceof Refusal refusal ? refusal.waitMillis() : 0;
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}
