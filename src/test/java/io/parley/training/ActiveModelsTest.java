package io.parley.training;

import static io.parley.edge.EdgeFixture.await;
import static io.parley.edge.EdgeFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.TenantId;
import io.parley.language.Phrases;
import io.parley.language.embedding.FakeEmbedder;
import io.parley.language.engine.ModelledLanguage.Active;
import io.parley.training.TenantModels.Origin;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ActiveModelsTest {

    private static final TenantId SHOP = new TenantId("shop");
    private static final TenantId OTHER = new TenantId("other");
    private static final byte[] MODEL = Phrases.model().toBytes();

    private final FakeTenantModels store = new FakeTenantModels();
    private final List<ActiveModels> open = new java.util.ArrayList<>();

    private ActiveModels started() {
        ActiveModels models = new ActiveModels(store, FakeEmbedder.WORDING, Duration.ofMillis(10));
        open.add(models);
        await(models.ready());
        return models;
    }

    @AfterEach
    void close() {
        open.forEach(ActiveModels::close);
    }

    private String install(TenantId tenant) {
        return await(store.install(tenant, Origin.TRAINED, MODEL.clone(), true)).version();
    }

    private static String used(ActiveModels models, TenantId tenant) {
        return models.active(tenant).map(Active::version).orElse("none");
    }

    @Test
    void hasTheModelsWhenItIsReadyAndFollowsChanges() {
        String first = install(SHOP);
        ActiveModels models = started();

        assertThat(used(models, SHOP)).isEqualTo(first);
        assertThat(used(models, OTHER)).isEqualTo("none");
        String second = install(SHOP);
        String others = install(OTHER);
        eventually(
                () -> used(models, SHOP).equals(second) && used(models, OTHER).equals(others));
        await(store.use(SHOP, first));
        eventually(() -> used(models, SHOP).equals(first));
    }

    @Test
    void refusesADamagedModelKeepsTheOneBeforeAndGoesOn() {
        String good = install(SHOP);
        ActiveModels models = started();
        String damaged =
                await(store.install(SHOP, Origin.TRAINED, MODEL.clone(), false)).version();
        store.damage(SHOP, damaged);
        await(store.use(SHOP, damaged));
        String others = install(OTHER);

        eventually(() -> used(models, OTHER).equals(others));
        assertThat(used(models, SHOP)).isEqualTo(good);
        String mended = install(SHOP);
        eventually(() -> used(models, SHOP).equals(mended));
    }

    @Test
    void isReadyWithoutAModelThatIsDamagedFromTheBeginning() {
        String damaged = install(SHOP);
        store.damage(SHOP, damaged);
        String others = install(OTHER);

        ActiveModels models = started();

        assertThat(used(models, SHOP)).isEqualTo("none");
        assertThat(used(models, OTHER)).isEqualTo(others);
    }

    @Test
    void keepsItsModelsWhileTheDatabaseIsAway() {
        String good = install(SHOP);
        ActiveModels models = started();
        store.away(new IllegalStateException("the database is away"));
        CompletableFuture<Void> asked = store.askedAgain();
        eventually(asked::isDone);

        assertThat(used(models, SHOP)).isEqualTo(good);
    }
}
