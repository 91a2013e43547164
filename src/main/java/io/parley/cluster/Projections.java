package io.parley.cluster;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.ShardedDaemonProcessSettings;
import akka.cluster.sharding.typed.javadsl.ShardedDaemonProcess;
import akka.persistence.cassandra.query.javadsl.CassandraReadJournal;
import akka.persistence.query.PersistenceQuery;
import io.parley.ClusterMessage;
import io.parley.Slices;
import io.parley.projection.CassandraDeadLetters;
import io.parley.projection.CassandraOffsets;
import io.parley.projection.Consumer;
import io.parley.projection.GaplessJournals;
import io.parley.projection.SliceReader;
import io.parley.site.Projected;
import io.parley.site.Role;
import io.parley.site.Site;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the journals slice by slice for the consumers of all components, spread over the nodes with the role {@code projection}. Each
 * consumer continues from its stored offset and may repeat its last step, which is idempotent.
 */
final class Projections {

    /** Each process reads every sixteenth slice of each kind. Nodes beyond this number have nothing to read. */
    private static final int PROCESSES = 16;

    /** Ends a process, so that it can start on another node. */
    enum Stop implements ClusterMessage {
        NOW
    }

    private final Site site;
    private final SliceReader.Stores stores;
    private final SliceReader.Settings settings;
    private final Instant began;

    /** @param began when the installation began */
    Projections(Site site, Instant began) {
        this.site = site;
        this.stores = new SliceReader.Stores(
                new CassandraOffsets(site.cassandra()), new CassandraDeadLetters(site.cassandra()));
        this.settings = SliceReader.Settings.from(site.parley().getConfig("projection"));
        this.began = began;
    }

    void start(List<Projected<?>> projected) {
        Map<Slices, List<Projected<?>>> bySlices = new LinkedHashMap<>();
        projected.forEach(one -> bySlices.merge(
                one.slices(), List.of(one), (some, more) -> java.util.stream.Stream.concat(some.stream(), more.stream())
                        .toList()));
        List<Reader<?>> readers =
                bySlices.values().stream().<Reader<?>>map(this::reader).toList();
        ShardedDaemonProcess.get(site.system())
                .init(
                        Stop.class,
                        "projections",
                        PROCESSES,
                        process -> process(process, readers),
                        ShardedDaemonProcessSettings.create(site.system()).withRole(Role.PROJECTION.code()),
                        Optional.of(Stop.NOW));
    }

    private static Behavior<Stop> process(int process, List<Reader<?>> readers) {
        return Behaviors.setup(context -> {
            for (Reader<?> reader : readers) {
                for (int slice = process; slice < reader.slices.count(); slice += PROCESSES) {
                    String tag = reader.slices.tags().get(slice);
                    context.spawn(reader.of(tag), tag);
                }
            }
            return Behaviors.receive(Stop.class)
                    .onMessage(Stop.class, stop -> Behaviors.stopped())
                    .build();
        });
    }

    private Reader<?> reader(List<Projected<?>> ofOneKind) {
        return typed(ofOneKind);
    }

    /** Consumers of the same slices read the same type of events. */
    @SuppressWarnings("unchecked")
    private <E> Reader<E> typed(List<Projected<?>> ofOneKind) {
        Projected<E> first = (Projected<E>) ofOneKind.get(0);
        List<Consumer<E>> consumers =
                ofOneKind.stream().map(one -> ((Projected<E>) one).consumer()).toList();
        CassandraReadJournal journal = PersistenceQuery.get(site.system())
                .getReadJournalFor(CassandraReadJournal.class, CassandraReadJournal.Identifier());
        return new Reader<>(first.slices(), new GaplessJournals<>(first.type(), began, journal), consumers);
    }

    /** The readers of one kind of entity. */
    private final class Reader<E> {
        private final Slices slices;
        private final GaplessJournals<E> journals;
        private final List<Consumer<E>> consumers;

        Reader(Slices slices, GaplessJournals<E> journals, List<Consumer<E>> consumers) {
            this.slices = slices;
            this.journals = journals;
            this.consumers = consumers;
        }

        Behavior<SliceReader.Command> of(String slice) {
            return SliceReader.create(slice, consumers, journals, stores, settings, site.clock());
        }
    }
}
