package io.parley.browser;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tests in a real browser against a real installation; both are started once for all of them. */
@ExtendWith(InBrowser.Start.class)
abstract class InBrowser {

    private static final Path PICTURES = Path.of("target", "browser-pictures");
    private static final int ORDINARILY = 15_000;

    static Installation parley;
    private static Chromium chromium;

    /** Started by the first class, stopped after the last. */
    static final class Start implements BeforeAllCallback {
        @Override
        public void beforeAll(ExtensionContext context) {
            context.getRoot()
                    .getStore(ExtensionContext.Namespace.create(InBrowser.class))
                    .getOrComputeIfAbsent(Stage.class);
        }
    }

    static final class Stage implements AutoCloseable {
        Stage() {
            Path executable = Chromium.find().orElseGet(() -> {
                String missing =
                        "There is no Chromium on the PATH (apt install chromium); the pages are not tried in a browser.";
                return "true".equals(System.getenv("CI")) ? fail(missing) : abort(missing);
            });
            PlaywrightAssertions.setDefaultAssertionTimeout(ORDINARILY);
            try {
                parley = new Installation(
                        Files.createTempDirectory(Files.createDirectories(Path.of("target")), "browser-"));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            chromium = new Chromium(executable);
        }

        @Override
        public void close() throws InterruptedException {
            if (chromium != null) {
                chromium.close();
            }
            parley.close();
        }
    }

    /** Leaves nobody signed in for the next test, and a picture of what was on the screens last. */
    @AfterEach
    void leave(TestInfo test) {
        int number = 0;
        for (Page page : chromium.pages()) {
            String name = test.getTestMethod().orElseThrow().getName() + "-" + number++ + ".png";
            try {
                page.screenshot(new Page.ScreenshotOptions()
                        .setPath(PICTURES.resolve(name))
                        .setTimeout(ORDINARILY));
            } catch (PlaywrightException noPicture) {
                // A page in the background may not paint; the picture only helps to understand a failure.
                System.err.println("no picture of " + name + ": " + noPicture.getMessage());
            }
        }
        chromium.closeEveryPerson();
    }

    static BrowserContext person(String language) {
        return chromium.person(language);
    }

    static Page page(String language) {
        return person(language).newPage();
    }

    static List<String> seriousFindings(Page page) {
        return new AxeBuilder(page)
                .analyze().getViolations().stream()
                        .filter(found -> Set.of("serious", "critical").contains(found.getImpact()))
                        .map(InBrowser::finding)
                        .toList();
    }

    private static String finding(Rule rule) {
        return rule.getId() + ": "
                + rule.getNodes().stream().map(node -> node.getHtml()).toList();
    }
}
