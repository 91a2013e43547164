package io.parley.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryLockTest {

    @TempDir
    Path directory;

    @Test
    void namesTheHolderWhenItDoesNotLetGo() {
        try (DataDirectoryLock held = DataDirectoryLock.acquire(directory, Duration.ZERO, Progress.SILENT)) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> DataDirectoryLock.acquire(directory, Duration.ofMillis(300), Progress.SILENT))
                    .isInstanceOf(EmbeddedException.class)
                    .hasMessageContaining(
                            "in use by process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void waitsForTheHolderToFinishAndSaysSo() throws Exception {
        List<String> told = new ArrayList<>();
        DataDirectoryLock first = DataDirectoryLock.acquire(directory, Duration.ZERO, Progress.SILENT);
        CompletableFuture<DataDirectoryLock> second = CompletableFuture.supplyAsync(
                () -> DataDirectoryLock.acquire(directory, Duration.ofSeconds(20), what -> {
                    told.add(what);
                    first.close();
                }));

        second.get(20, TimeUnit.SECONDS).close();

        assertThat(told).singleElement().asString().startsWith("Waiting for process");
    }

    @Test
    void letsTheNextOneInAfterwards() {
        DataDirectoryLock.acquire(directory, Duration.ZERO, Progress.SILENT).close();
        DataDirectoryLock.acquire(directory, Duration.ZERO, Progress.SILENT).close();
    }
}
