package io.parley.training;

import static io.parley.edge.EdgeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.language.Phrases;
import io.parley.training.TenantModels.Origin;
import io.parley.training.TenantModels.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The contract of every store of models. Each test uses its own tenant. */
abstract class TenantModelsContract {

    static final byte[] MODEL = Phrases.model().toBytes();

    final TenantId tenant = new TenantId("t" + UUID.randomUUID().toString().substring(0, 8));

    abstract TenantModels models();

    private Version install(Origin origin, boolean use) {
        return await(models().install(tenant, origin, MODEL.clone(), use));
    }

    private List<String> kept() {
        return await(models().versions(tenant)).stream().map(Version::version).toList();
    }

    static void refuses(ErrorCode code, CompletionStage<?> stage) {
        assertThatThrownBy(() -> await(stage))
                .satisfies(failure ->
                        assertThat(Refused.from(rooted(failure)).code()).isEqualTo(code));
    }

    private static Throwable rooted(Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof Refused) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    @Test
    void givesAModelBackAndUsesTheNewest() {
        assertThat(kept()).isEmpty();
        assertThat(await(models().inUse())).doesNotContainKey(tenant);

        Version first = install(Origin.IMPORTED, true);
        Version second = install(Origin.TRAINED, true);

        assertThat(await(models().read(tenant, second.version()))).isEqualTo(MODEL);
        assertThat(await(models().inUse())).containsEntry(tenant, second.version());
        assertThat(await(models().versions(tenant))).containsExactly(second, first);
        assertThat(second.bytes()).isEqualTo(MODEL.length);
        assertThat(second.particulars()).isEqualTo(Phrases.model().particulars());
    }

    @Test
    void goesBackToAKeptOne() {
        Version first = install(Origin.TRAINED, true);
        install(Origin.TRAINED, true);
        await(models().use(tenant, first.version()));

        assertThat(await(models().inUse())).containsEntry(tenant, first.version());
        Version third = install(Origin.IMPORTED, false);
        assertThat(await(models().inUse())).containsEntry(tenant, first.version());
        assertThat(kept()).contains(third.version());
    }

    @Test
    void keepsTheNewestTrainedTheLastImportedAndTheOneInUse() {
        Version used = install(Origin.TRAINED, true);
        install(Origin.IMPORTED, false);
        Version imported = install(Origin.IMPORTED, false);
        List<String> trained = new ArrayList<>();
        for (int i = 0; i < TenantModels.KEPT + 2; i++) {
            trained.add(install(Origin.TRAINED, false).version());
        }

        List<String> expected = new ArrayList<>(trained.subList(2, trained.size()));
        expected.add(imported.version());
        expected.add(used.version());
        assertThat(kept()).containsExactlyInAnyOrderElementsOf(expected);
        refuses(ErrorCode.NOT_FOUND, models().read(tenant, trained.get(0)));
    }

    @Test
    void knowsNothingOfVersionsThatAreNotItsOwn() {
        Version version = install(Origin.TRAINED, true);
        TenantId other = new TenantId("other" + tenant);

        for (String unknown : List.of("x", UUID.randomUUID().toString(), "00000000-0000-1000-8000-000000000000")) {
            refuses(ErrorCode.NOT_FOUND, models().use(tenant, unknown));
            refuses(ErrorCode.NOT_FOUND, models().read(tenant, unknown));
        }
        refuses(ErrorCode.NOT_FOUND, models().use(other, version.version()));
        assertThat(await(models().inUse())).containsEntry(tenant, version.version());
    }

    @Test
    void keepsPhrasesByKindAndReplacesThem() {
        byte[] large = new byte[200_000];
        java.util.Arrays.fill(large, (byte) 'x');
        assertThat(await(models().phrases(tenant, PhraseKind.INTENTS))).isEmpty();

        await(models().keepPhrases(tenant, PhraseKind.INTENTS, large));
        await(models().keepPhrases(tenant, PhraseKind.EMOTIONS, new byte[0]));
        assertThat(await(models().phrases(tenant, PhraseKind.INTENTS)).orElseThrow())
                .isEqualTo(large);
        assertThat(await(models().phrases(tenant, PhraseKind.EMOTIONS)).orElseThrow())
                .isEmpty();
        await(models().keepPhrases(tenant, PhraseKind.INTENTS, new byte[] {'y'}));

        assertThat(await(models().phrases(tenant, PhraseKind.INTENTS)).orElseThrow())
                .containsExactly('y');
    }
}
