package io.parley.load.lab;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The figures that a node publishes at {@code /metrics}, in the Prometheus text format. Reading them disturbs the node little. */
public final class Metrics {

    private static final Pattern SAMPLE =
            Pattern.compile("(\\w+)(?:\\{(.*)\\})? ([-+]?[0-9]+(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)(?: [0-9]+)?");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** @param labels by name */
    private record Sample(String name, Map<String, String> labels, double value) {}

    private final List<Sample> samples;

    private Metrics(List<Sample> samples) {
        this.samples = samples;
    }

    /** Reads them; empty if the server publishes none, or does not answer within ten seconds. */
    public static Optional<Metrics> of(URI server) {
        HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/metrics"))
                .timeout(LIMIT)
                .build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(parse(answer.body())) : Optional.empty();
        } catch (IOException unavailable) {
            return Optional.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Skips what is not a finite number. */
    static Metrics parse(String text) {
        List<Sample> samples = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Matcher sample = SAMPLE.matcher(line);
            if (sample.matches()) {
                samples.add(new Sample(sample.group(1), labels(sample.group(2)), Double.parseDouble(sample.group(3))));
            }
        }
        return new Metrics(samples);
    }

    private static Map<String, String> labels(@Nullable String text) {
        Map<String, String> labels = new TreeMap<>();
        Matcher label = LABEL.matcher(text == null ? "" : text);
        while (label.find()) {
            labels.put(label.group(1), label.group(2));
        }
        return labels;
    }

    /** The sum of a metric over all its labels; NaN if it is not published. */
    public double sum(String name) {
        return samples.stream()
                .filter(sample -> sample.name().equals(name))
                .mapToDouble(Sample::value)
                .reduce(Double.NaN, (sum, value) -> Double.isNaN(sum) ? value : sum + value);
    }

    /** A metric by the values of one of its labels; empty if it is not published. */
    public Map<String, Double> by(String name, String label) {
        Map<String, Double> values = new TreeMap<>();
        for (Sample sample : samples) {
            String value = sample.labels().get(label);
            if (value != null && sample.name().equals(name)) {
                values.merge(value, sample.value(), Double::sum);
            }
        }
        return values;
    }
}
