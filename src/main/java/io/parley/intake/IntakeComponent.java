package io.parley.intake;

import akka.Done;
import io.parley.customer.CustomerIds;
import io.parley.site.Component;
import io.parley.site.Role;
import io.parley.site.Site;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The entry point of customers' messages, from all channels. */
public final class IntakeComponent implements Component {

    private volatile @Nullable Intake intake;
    private volatile @Nullable CustomerIds customers;

    @Override
    public Set<Role> roles() {
        return EnumSet.of(Role.EDGE, Role.PROJECTION);
    }

    @Override
    public CompletionStage<Done> start(Site site) {
        CustomerIds ids = new CustomerIds(site.keyring()::pepper);
        Intake made = new Intake(site.system(), site.entities(), ids, site.askTimeout());
        site.keyring().follow(erased -> made.forget(erased.tenant(), erased.customer()));
        customers = ids;
        intake = made;
        return Component.started();
    }

    public Intake intake() {
        return Objects.requireNonNull(intake, "not started");
    }

    public CustomerIds customers() {
        return Objects.requireNonNull(customers, "not started");
    }
}
