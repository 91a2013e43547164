package io.parley.training;

import akka.Done;
import io.parley.site.Component;
import io.parley.site.Role;
import io.parley.site.Site;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The training of tenants' language models. */
public final class TrainingComponent implements Component {

    /** The tools it works with. */
    public record Tools(TenantModels models, TrainingLog log, Trainer trainer) {

        private static Tools cassandra(Site site) {
            return new Tools(
                    new CassandraTenantModels(site.cassandra()),
                    new CassandraTrainingLog(site.cassandra(), site.json()),
                    new TrainingProcess(site.parley().getInt("language.training-processors")));
        }
    }

    private final Function<Site, Tools> choice;
    private volatile @Nullable TenantModels models;
    private volatile @Nullable Trainings trainings;

    public TrainingComponent() {
        this(Tools::cassandra);
    }

    public TrainingComponent(Function<Site, Tools> choice) {
        this.choice = choice;
    }

    @Override
    public Set<Role> roles() {
        return EnumSet.of(Role.EDGE);
    }

    @Override
    public CompletionStage<Done> start(Site site) {
        Tools tools = choice.apply(site);
        Trainings made = new Trainings(tools.models(), tools.log(), tools.trainer(), site.clock());
        site.closeAtEnd(made::close);
        models = tools.models();
        trainings = made;
        return Component.started();
    }

    public TenantModels models() {
        return Objects.requireNonNull(models, "not started");
    }

    public Trainings trainings() {
        return Objects.requireNonNull(trainings, "not started");
    }
}
