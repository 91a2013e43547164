package io.parley.privacy;

import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.privacy.KeyRows.CustomerRow;
import io.parley.privacy.KeyRows.OwnedRow;
import io.parley.privacy.KeyRows.TenantRow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life cycle of tenants' keys: an epoch is begun, customers' keys are re-wrapped by it, then the previous epochs and at last their root
 * keys are destroyed. Customers' own keys stay the same, so none of their data is read or written.
 *
 * <p>An epoch is destroyed only when no node can depend on it. It is marked as emptied once all rows have been scanned. From then on a node
 * that finds a row of it re-wraps the row before using its key. A node that has not seen the mark read the epochs before it was set, and
 * stops using what it read within {@link PrivacySettings#settled()}. The rows are counted only after that time; the key in a row that is
 * written even later has never been used.
 */
public final class KeyEpochs {

    private static final Logger LOG = LoggerFactory.getLogger(KeyEpochs.class);

    /** Number of rows that are re-wrapped concurrently. */
    private static final int AT_ONCE = 10;

    private final KeyRows rows;
    private final Kms kms;
    private final TenantKeys keys;
    private final PrivacySettings settings;
    private final Executor blocking;
    private final Clock clock;

    KeyEpochs(KeyRows rows, Kms kms, TenantKeys keys, PrivacySettings settings, Executor blocking, Clock clock) {
        this.rows = rows;
        this.kms = kms;
        this.keys = keys;
        this.settings = settings;
        this.blocking = blocking;
        this.clock = clock;
    }

    /** Lists a tenant's epochs, newest first; fails with {@code NOT_FOUND} for a tenant that has no keys. */
    public CompletionStage<List<KeyEpoch>> list(TenantId tenant) {
        return all(tenant).thenApply(all -> {
            List<KeyEpoch> epochs = new ArrayList<>();
            for (int i = all.size() - 1; i >= 0; i--) {
                epochs.add(KeyEpoch.of(all.get(i), newest(all)));
            }
            return epochs;
        });
    }

    private CompletionStage<List<TenantRow>> all(TenantId tenant) {
        return rows.ofTenant(tenant, TenantKeys.CUSTOMERS).thenApply(all -> {
            if (all.isEmpty()) {
                throw new Refused(
                        ErrorCode.NOT_FOUND,
                        "There is no tenant " + tenant + " with keys; a tenant gets them when a node first serves it.");
            }
            return all;
        });
    }

    private static TenantRow newest(List<TenantRow> all) {
        return all.get(all.size() - 1);
    }

    /** Returns the older epochs that may still wrap something. */
    private static List<TenantRow> outgoing(List<TenantRow> all) {
        return all.subList(0, all.size() - 1).stream()
                .filter(row -> row.wrapped() != null && row.emptiedAt() == null)
                .toList();
    }

    /**
     * Begins a new epoch: within {@link PrivacySettings#revalidate()} every node wraps new customers' keys by it; existing keys follow
     * gradually, see {@link #move}. It is wrapped by the newest root key, which from then on also wraps the key that ids are derived with.
     *
     * @param by the person doing so; informational
     * @return fails with {@code CHANGED_MEANWHILE} if another epoch is begun at the same time, and with {@code NOT_POSSIBLE_NOW} while the
     *     last one has not taken over; in either case there is only one new epoch
     */
    public CompletionStage<KeyEpoch> begin(TenantId tenant, String by) {
        if (!settings.sealing()) {
            throw new Refused(
                    ErrorCode.NOT_POSSIBLE_NOW,
                    "Nothing is sealed here (parley.privacy.sealing = off), so there are no customers' keys to re-wrap.");
        }
        return all(tenant)
                .thenCompose(all -> {
                    TenantRow last = newest(all);
                    if (!outgoing(all).isEmpty()) {
                        throw new Refused(
                                ErrorCode.NOT_POSSIBLE_NOW,
                                "Epoch " + last.version() + ", begun by " + last.madeBy() + " at " + last.madeAt()
                                        + ", has not taken over yet: " + last.moved()
                                        + " % of the customers' keys have been scanned. Begin the next one after that.");
                    }
                    return keys.requireRootKey(tenant)
                            .thenCompose(done -> byNewestRoot(tenant))
                            .thenCompose(done -> keys.fresh(tenant, last.version() + 1, by));
                })
                .thenCompose(row -> rows.add(tenant, TenantKeys.CUSTOMERS, row).thenApply(added -> {
                    if (!added) {
                        throw new Refused(
                                ErrorCode.CHANGED_MEANWHILE,
                                "Epoch " + row.version()
                                        + " has just been begun by somebody else; no other was begun.");
                    }
                    LOG.info(
                            "AUDIT: epoch {} of the key of tenant {} was begun by {}, under root key {}",
                            row.version(),
                            tenant,
                            by,
                            row.root());
                    keys.doubt(tenant);
                    return KeyEpoch.of(row, row);
                }));
    }

    /** Re-wraps the key that ids are derived with by the newest root key; the key itself stays the same, because ids never change. */
    private CompletionStage<Void> byNewestRoot(TenantId tenant) {
        return keys.ids(tenant)
                .thenCompose(key -> rows.ofTenant(tenant, TenantKeys.IDS)
                        .thenComposeAsync(
                                all -> {
                                    TenantRow before = newest(all);
                                    int root = kms.version(tenant);
                                    return before.root() == root
                                            ? CompletableFuture.completedStage(false)
                                            : rows.change(
                                                    tenant,
                                                    TenantKeys.IDS,
                                                    before,
                                                    before.wrappedBy(root, kms.wrap(tenant, root, key)));
                                },
                                blocking))
                .thenAccept(changed -> {});
    }

    /**
     * Re-wraps the keys of older epochs by the newest one, and continues where it was interrupted. Begins once every node knows the epoch.
     * Several nodes may do so at the same time; each row is then re-wrapped by one of them.
     *
     * @param pause waits for the given time
     * @return whether there was something to do and it has been completed
     */
    public CompletionStage<Boolean> move(TenantId tenant, Function<Duration, CompletionStage<Void>> pause) {
        return rows.ofTenant(tenant, TenantKeys.CUSTOMERS).thenCompose(all -> {
            if (all.isEmpty()
                    || outgoing(all).isEmpty()
                    || clock.instant().isBefore(newest(all).madeAt().plus(settings.settled()))) {
                return CompletableFuture.completedStage(false);
            }
            keys.doubt(tenant);
            return new Move(tenant, all, pause).run();
        });
    }

    /** One pass through all rows. */
    private final class Move {
        private final TenantId tenant;
        private final List<TenantRow> before;
        private final Function<Duration, CompletionStage<Void>> pause;
        private final AtomicLong unreadable = new AtomicLong();
        private TenantRow newest;

        Move(TenantId tenant, List<TenantRow> before, Function<Duration, CompletionStage<Void>> pause) {
            this.tenant = tenant;
            this.before = before;
            this.pause = pause;
            this.newest = newest(before);
        }

        CompletionStage<Boolean> run() {
            LOG.info(
                    "customers' keys of tenant {} are wrapped by epoch {}: {} % scanned",
                    tenant, newest.version(), newest.moved());
            return scanFrom(newest.moved())
                    .thenCompose(whole -> whole ? emptied() : CompletableFuture.completedStage(false));
        }

        /** @return false if another node changes the row that records the progress: it is doing the same work */
        private CompletionStage<Boolean> scanFrom(int part) {
            if (part == KeyRows.PARTS) {
                return CompletableFuture.completedStage(true);
            }
            return rows.scan(
                            part,
                            page -> groups(page.stream().filter(this::older).toList(), 0))
                    .thenCompose(done -> recorded(newest.moved(part + 1)))
                    .thenCompose(mine -> mine ? scanFrom(part + 1) : CompletableFuture.completedStage(false));
        }

        private CompletionStage<Boolean> recorded(TenantRow after) {
            TenantRow known = newest;
            newest = after;
            return rows.change(tenant, TenantKeys.CUSTOMERS, known, after);
        }

        private boolean older(OwnedRow found) {
            return found.tenant().equals(tenant)
                    && found.row().wrapped() != null
                    && found.row().epoch() < newest.version();
        }

        /** Re-wraps a group concurrently, then pauses, so that the configured pace is not exceeded. */
        private CompletionStage<Void> groups(List<OwnedRow> all, int from) {
            if (from >= all.size()) {
                return CompletableFuture.completedStage(null);
            }
            List<OwnedRow> group = all.subList(from, Math.min(all.size(), from + AT_ONCE));
            CompletableFuture<?>[] wrapped = group.stream()
                    .map(found -> rewrapped(found).toCompletableFuture())
                    .toArray(CompletableFuture<?>[]::new);
            return CompletableFuture.allOf(wrapped)
                    .thenCompose(done -> pause.apply(
                            Duration.ofSeconds(1).multipliedBy(group.size()).dividedBy(settings.rewrapPerSecond())))
                    .thenCompose(done -> groups(all, from + AT_ONCE));
        }

        private CompletionStage<Void> rewrapped(OwnedRow found) {
            CustomerRow row = found.row();
            TenantRow epoch = before.stream()
                    .filter(known -> known.version() == row.epoch())
                    .findFirst()
                    .orElse(null);
            if (epoch == null || epoch.wrapped() == null) {
                return CompletableFuture.completedStage(null);
            }
            return keys.opened(tenant, found.customer(), row, epoch)
                    .thenCompose(key -> keys.rewrap(tenant, found.customer(), row, key))
                    .handle((done, failure) -> failure)
                    .thenCompose(failure -> {
                        Throwable cause = failure == null || failure.getCause() == null ? failure : failure.getCause();
                        if (cause instanceof TenantKeys.Damaged) {
                            unreadable.incrementAndGet();
                            LOG.error(
                                    "the key of {}/{} in generation {} is damaged and cannot be re-wrapped. Restore its row from a backup,"
                                            + " or destroy it",
                                    tenant,
                                    found.customer(),
                                    row.generation());
                            return CompletableFuture.completedStage(null);
                        }
                        return failure == null
                                ? CompletableFuture.completedStage(null)
                                : CompletableFuture.failedStage(cause == null ? failure : cause);
                    });
        }

        private CompletionStage<Boolean> emptied() {
            if (unreadable.get() > 0) {
                return recorded(newest.moved(0)).thenApply(done -> false);
            }
            Instant now = clock.instant();
            CompletionStage<Boolean> all = CompletableFuture.completedStage(true);
            for (TenantRow old : outgoing(before)) {
                all = all.thenCombine(
                        rows.change(tenant, TenantKeys.CUSTOMERS, old, old.emptied(now)), Boolean::logicalAnd);
            }
            return all.thenApply(done -> {
                LOG.info("all customers' keys of tenant {} are wrapped by epoch {}", tenant, newest.version());
                return done;
            });
        }
    }

    /**
     * Destroys the key of an epoch that no longer wraps anything. Scans all rows, which takes a while.
     *
     * @return fails with {@code NOT_POSSIBLE_NOW} and the reason while the epoch is needed
     */
    public CompletionStage<Void> destroy(TenantId tenant, int epoch, String by) {
        return all(tenant).thenCompose(all -> {
            TenantRow newest = newest(all);
            TenantRow row = all.stream()
                    .filter(known -> known.version() == epoch)
                    .findFirst()
                    .orElseThrow(() ->
                            new Refused(ErrorCode.NOT_FOUND, "Tenant " + tenant + " has had no epoch " + epoch + "."));
            destroyable(row, newest);
            return wrappedBy(tenant, epoch)
                    .thenCompose(left -> left > 0 ? rescan(tenant, row, newest, left) : end(tenant, row, by));
        });
    }

    private void destroyable(TenantRow row, TenantRow newest) {
        Instant emptied = row.emptiedAt();
        String why;
        if (row.wrapped() == null) {
            why = "was destroyed at " + row.destroyedAt() + ".";
        } else if (row.version() == newest.version()) {
            why = "is in use. Begin another one first.";
        } else if (emptied == null) {
            why = "still wraps customers' keys: " + newest.moved() + " % of them have been scanned for epoch "
                    + newest.version() + ". Try again when that is done.";
        } else if (clock.instant().isBefore(emptied.plus(settings.settled()))) {
            why = "was emptied only at " + emptied + "; a node may still use it. Try again after "
                    + emptied.plus(settings.settled()) + ".";
        } else {
            return;
        }
        throw new Refused(ErrorCode.NOT_POSSIBLE_NOW, "Epoch " + row.version() + " " + why);
    }

    private CompletionStage<Long> wrappedBy(TenantId tenant, int epoch) {
        AtomicLong left = new AtomicLong();
        CompletionStage<Void> counted = CompletableFuture.completedStage(null);
        for (int part = 0; part < KeyRows.PARTS; part++) {
            int next = part;
            counted = counted.thenCompose(done -> rows.scan(next, page -> {
                left.addAndGet(page.stream()
                        .filter(found -> found.tenant().equals(tenant)
                                && found.row().wrapped() != null
                                && found.row().epoch() == epoch)
                        .count());
                return CompletableFuture.completedStage(null);
            }));
        }
        return counted.thenApply(done -> left.get());
    }

    /** Makes the nodes scan all rows again. */
    private CompletionStage<Void> rescan(TenantId tenant, TenantRow row, TenantRow newest, long left) {
        return rows.change(tenant, TenantKeys.CUSTOMERS, newest, newest.moved(0))
                .thenCompose(done -> rows.change(tenant, TenantKeys.CUSTOMERS, row, row.emptied(null)))
                .thenAccept(done -> {
                    throw new Refused(
                            ErrorCode.NOT_POSSIBLE_NOW,
                            "Epoch " + row.version() + " still wraps " + left
                                    + " of the customers' keys. The nodes are scanning all of them again; try again when that"
                                    + " is done.");
                });
    }

    private CompletionStage<Void> end(TenantId tenant, TenantRow row, String by) {
        return rows.change(tenant, TenantKeys.CUSTOMERS, row, row.destroyed(clock.instant()))
                .thenAccept(mine -> {
                    if (!mine) {
                        throw new Refused(
                                ErrorCode.CHANGED_MEANWHILE,
                                "Epoch " + row.version()
                                        + " has meanwhile been changed by somebody else. Check it again.");
                    }
                    LOG.info("AUDIT: epoch {} of the key of tenant {} was destroyed by {}", row.version(), tenant, by);
                    keys.doubt(tenant);
                });
    }

    // ---- root keys ----

    /**
     * Makes a tenant's next root key, which wraps the epochs that begin from now on. Every node must be able to read it before one begins.
     *
     * @return its version
     */
    public CompletionStage<Integer> newRoot(TenantId tenant, String by) {
        return all(tenant)
                .thenCompose(known -> keys.requireRootKey(tenant))
                .thenApplyAsync(
                        done -> {
                            int version = kms.newVersion(tenant);
                            LOG.info("AUDIT: root key {} of tenant {} was made by {}", version, tenant, by);
                            return version;
                        },
                        blocking);
    }

    /**
     * Destroys a root key that no longer wraps anything; keys it once wrapped can no longer be read from backups, either.
     *
     * @return fails with {@code NOT_POSSIBLE_NOW} and the reason while it is needed
     */
    public CompletionStage<Void> retireRoot(TenantId tenant, int version, String by) {
        return all(tenant)
                .thenCombine(rows.ofTenant(tenant, TenantKeys.IDS), (epochs, ids) -> Stream.concat(
                                epochs.stream()
                                        .filter(row -> row.root() == version && row.wrapped() != null)
                                        .map(row -> "epoch " + row.version()),
                                ids.stream()
                                        .filter(row -> row.root() == version)
                                        .map(row -> "the key that ids are derived with"))
                        .collect(Collectors.joining(", ")))
                .thenCompose(wrapped -> keys.requireRootKey(tenant).thenApply(done -> wrapped))
                .thenAcceptAsync(
                        wrapped -> {
                            if (version < 1 || version > kms.version(tenant)) {
                                throw new Refused(
                                        ErrorCode.NOT_FOUND, "Tenant " + tenant + " has no root key " + version + ".");
                            }
                            if (version == kms.version(tenant)) {
                                throw new Refused(
                                        ErrorCode.NOT_POSSIBLE_NOW,
                                        "Root key " + version
                                                + " is the newest, which wraps the next epoch. Make another one first.");
                            }
                            if (!wrapped.isEmpty()) {
                                throw new Refused(
                                        ErrorCode.NOT_POSSIBLE_NOW,
                                        "Root key " + version + " still wraps " + wrapped
                                                + ". Begin a new epoch, and destroy these first.");
                            }
                            kms.destroy(tenant, version);
                            LOG.info("AUDIT: root key {} of tenant {} was destroyed by {}", version, tenant, by);
                        },
                        blocking);
    }
}
