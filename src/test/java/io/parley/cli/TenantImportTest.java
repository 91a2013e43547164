package io.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.parley.directory.DirectoryContent.Document;
import io.parley.kit.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TenantImportTest {

    private static final Config CONFIG = ConfigFactory.load();
    private static final Path DEMO = Path.of("..", "docker", "seed", "demo");

    private final List<Document> documents = new ArrayList<>();

    TenantImportTest() throws IOException {
        add("actions", Document.ACTION);
        add("forms", Document.FORM);
    }

    private void add(String folder, String kind) throws IOException {
        try (Stream<Path> files = Files.list(DEMO.resolve(folder))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".yaml")).toList()) {
                documents.add(new Document(kind, file.getFileName().toString(), Files.readString(file)));
            }
        }
    }

    private void change(String name, String from, String to) {
        documents.replaceAll(document -> document.id().equals(name)
                ? new Document(document.kind(), name, document.text().replace(from, to))
                : document);
    }

    @Test
    void takesTheDemo() {
        assertThatCode(() -> TenantImport.check(CONFIG, documents)).doesNotThrowAnyException();
    }

    @Test
    void reportsTheProblemsOfAllFilesWithTheirPlaces() {
        change("coupons.yaml", "service: shop", "servise: shop");
        change("return.yaml", "keep: PT24H", "keep: soon");
        documents.add(new Document(Document.PRODUCTS, Document.IMPORTED, "products: 5"));
        documents.add(new Document(Document.DICTIONARY, "product", "- 手机"));

        Yaml.Invalid invalid = catchThrowableOfType(Yaml.Invalid.class, () -> TenantImport.check(CONFIG, documents));

        assertThat(invalid.problems())
                .extracting(problem -> problem.pointer() + " " + problem.what())
                .contains("/keep a positive ISO 8601 duration such as PT24H is needed", "/products must be a list")
                .anyMatch(problem -> problem.startsWith("/actions/0/servise unknown key"))
                .anyMatch(problem -> problem.startsWith("/0 must be keys and values"));
        assertThat(invalid)
                .hasMessageContaining("forms/return.yaml")
                .hasMessageContaining("dictionaries/product.yaml:1:3");
    }

    @Test
    void refusesAFormThatAsksForLessThanTheActionsItHasDone() {
        change("cancel-order.yaml", "requires: verified", "requires: known\nfactor: order-phone");

        assertThatThrownBy(() -> TenantImport.check(CONFIG, documents))
                .hasMessage(
                        "form cancel-order: action cancel-order requires verified, and is done for those of whom only known"
                                + " is required; raise requires of the form");
    }

    @Test
    void refusesAFormWithoutARequirementForAnActionThatHasOne() {
        change("refund-status.yaml", "requires: known\nfactor: order-phone\n", "");

        assertThatThrownBy(() -> TenantImport.check(CONFIG, documents))
                .hasMessageStartingWith("form refund-status: action order requires known");
    }

    @Test
    void refusesToSwitchOffAPolicyThatDoesNotExist() {
        documents.add(new Document(Document.BOT, Document.IMPORTED, "{\"policies\":{\"off\":[\"clarify\"]}}"));

        assertThatThrownBy(() -> TenantImport.check(CONFIG, documents))
                .hasMessageContainingAll("bot", "/policies/off", "clarify", "clarification");
    }

    @Test
    void refusesAnActionThatNobodyDescribed() {
        change("order-phone.yaml", "confirm-order", "confirm-ordr");

        assertThatThrownBy(() -> TenantImport.check(CONFIG, documents))
                .hasMessageEndingWith("there is no action confirm-ordr");
    }
}
