package io.parley.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The browser of this machine; none is downloaded. */
final class Chromium implements AutoCloseable {

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "chrome");

    private final Playwright playwright;
    private final Browser browser;

    Chromium(Path executable) {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync")));
    }

    static Optional<Path> find() {
        return Stream.concat(
                        Stream.of("/usr/bin"), Stream.of(System.getenv("PATH").split(File.pathSeparator)))
                .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** A person's browser of their own: nothing stored, tall enough to see a whole conversation of a test. */
    BrowserContext person(String language) {
        return browser.newContext(new Browser.NewContextOptions()
                .setLocale(language)
                .setTimezoneId("Asia/Shanghai")
                .setColorScheme(ColorScheme.LIGHT)
                .setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE)
                .setViewportSize(1280, 1600));
    }

    void closeEveryPerson() {
        List.copyOf(browser.contexts()).forEach(BrowserContext::close);
    }

    List<Page> pages() {
        return browser.contexts().stream()
                .flatMap(context -> context.pages().stream())
                .toList();
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
