package io.parley.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DemoFilesTest {
    private static final ObjectMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();
    private static final Set<String> SKILLS = Set.of("zh", "en", "orders", "billing", "technical", "senior");

    private final JsonNode tenant = read("tenant.yaml");
    private final JsonNode articles = read("articles.yaml").path("articles");

    DemoFilesTest() throws IOException {}

    @Test
    void tenantIsCompleteInBothLanguages() {
        assertThat(tenant.path("tenant").path("id").asText()).isEqualTo("demo");
        assertThat(ZoneId.of(tenant.path("tenant").path("timeZone").asText())).isEqualTo(ZoneId.of("Asia/Shanghai"));
        assertBothLanguages(tenant.path("tenant").path("name"));
        for (String list : List.of("queues", "agents", "channelAccounts")) {
            assertThat(ids(tenant.path(list))).isNotEmpty().doesNotHaveDuplicates();
            tenant.path(list).forEach(entry -> assertBothLanguages(entry.path("name")));
        }
        assertThat(ids(tenant.path("queues"))).containsExactly("general", "orders", "technical", "billing");
    }

    @Test
    void openingHoursCoverTheWeekWithSpansThatEndAfterTheyBegin() {
        for (JsonNode hours : tenant.path("openingHours")) {
            Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
            for (JsonNode span : hours.path("spans")) {
                assertThat(LocalTime.parse(span.path("from").asText()))
                        .isBefore(LocalTime.parse(span.path("to").asText()));
                span.path("days")
                        .forEach(day -> days.add(DayOfWeek.valueOf(day.asText().toUpperCase(Locale.ROOT))));
            }
            assertThat(days).hasSize(7);
            hours.path("holidays")
                    .forEach(day -> assertThat(LocalDate.parse(day.asText())).isNotNull());
        }
    }

    @Test
    void queuesPromiseTimesAndAskForKnownSkills() {
        List<String> hours = ids(tenant.path("openingHours"));
        for (JsonNode queue : tenant.path("queues")) {
            assertThat(hours).contains(queue.path("openingHours").asText());
            assertSkills(queue.path("skills"));
            assertThat(Duration.parse(queue.path("sla").path("firstResponse").asText()))
                    .isPositive();
            assertThat(Duration.parse(queue.path("sla").path("resolution").asText()))
                    .isPositive();
            assertThat(Duration.parse(queue.path("maxWait").asText())).isPositive();
        }
    }

    @Test
    void everyQueueIsServedInBothLanguagesByAgentsWhoHaveItsSkills() {
        List<String> roles = new ArrayList<>();
        List<String> emails = new ArrayList<>();
        for (JsonNode agent : tenant.path("agents")) {
            roles.add(agent.path("role").asText());
            emails.add(agent.path("email").asText());
            assertSkills(agent.path("skills"));
            assertThat(ids(tenant.path("queues"))).containsAll(texts(agent.path("queues")));
            assertThat(agent.path("capacity").isInt()).isTrue();
        }
        assertThat(roles).containsExactlyInAnyOrder("agent", "agent", "agent", "agent", "agent", "supervisor", "admin");
        assertThat(emails).doesNotHaveDuplicates().allMatch(email -> email.endsWith("@demo.parley.example"));
        for (JsonNode queue : tenant.path("queues")) {
            for (String language : List.of("zh", "en")) {
                assertThat(tenant.path("agents"))
                        .anyMatch(agent -> agent.path("role").asText().equals("agent")
                                && texts(agent.path("queues"))
                                        .contains(queue.path("id").asText())
                                && agent.path("skills").path(language).asInt() >= 3
                                && has(agent.path("skills"), queue.path("skills")));
            }
        }
    }

    @Test
    void channelAccountsBelongToAQueueAndWebChatGreetsInBothLanguages() {
        List<String> queues = ids(tenant.path("queues"));
        tenant.path("channelAccounts").forEach(account -> assertThat(queues)
                .contains(account.path("queue").asText()));
        assertThat(ids(tenant.path("channelAccounts"))).containsExactly("webchat-demo", "generic-demo");
        JsonNode webChat = tenant.path("channelAccounts").path(0);
        assertBothLanguages(webChat.path("greeting"));
        assertThat(webChat.path("suggestedQuestions")).hasSize(3);
        webChat.path("suggestedQuestions").forEach(DemoFilesTest::assertBothLanguages);
    }

    @Test
    void thereAreEnoughArticlesAndEachIsCompleteInBothLanguages() {
        assertThat(articles).hasSizeGreaterThanOrEqualTo(40);
        assertThat(ids(articles)).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-z0-9]+(-[a-z0-9]+)*"));
        Set<String> questions = new TreeSet<>();
        for (JsonNode article : articles) {
            String id = article.path("id").asText();
            assertBothLanguages(article.path("title"));
            assertBothLanguages(article.path("answer"));
            assertThat(texts(article.path("tags"))).as(id).isNotEmpty();
            for (String language : List.of("zh", "en")) {
                List<String> asked = texts(article.path("questions").path(language));
                assertThat(asked).as(id).hasSizeBetween(4, 6);
                asked.forEach(question -> assertThat(questions.add(question.toLowerCase(Locale.ROOT)))
                        .as("asked only once: " + question)
                        .isTrue());
                long sentences = article.path("answer")
                        .path(language)
                        .asText()
                        .chars()
                        .filter(c -> c == '。' || c == '.')
                        .count();
                assertThat(sentences).as(id).isBetween(2L, 8L);
            }
        }
    }

    @Test
    void whatIsSuggestedToAskIsAnsweredByAnArticleOrNamesAnOrderOfTheDemo() {
        Set<String> questions = new TreeSet<>();
        articles.forEach(article -> {
            questions.addAll(texts(article.path("questions").path("zh")));
            questions.addAll(texts(article.path("questions").path("en")));
        });

        for (JsonNode suggestion : tenant.path("channelAccounts").path(0).path("suggestedQuestions")) {
            for (String language : List.of("zh", "en")) {
                String question = suggestion.path(language).asText();
                assertThat(questions.contains(question) || question.contains("10001"))
                        .as(question)
                        .isTrue();
            }
        }
    }

    private static JsonNode read(String file) throws IOException {
        return YAML.readTree(Path.of("demo", file).toFile());
    }

    private static void assertBothLanguages(JsonNode text) {
        assertThat(text.path("zh").asText()).matches("(?s).*\\p{IsHan}.*");
        assertThat(text.path("en").asText()).isNotBlank().doesNotMatch("(?s).*\\p{IsHan}.*");
    }

    private static void assertSkills(JsonNode skills) {
        skills.properties().forEach(skill -> {
            assertThat(SKILLS).contains(skill.getKey());
            assertThat(skill.getValue().asInt()).isBetween(1, 5);
        });
    }

    private static boolean has(JsonNode skills, JsonNode wanted) {
        return wanted.properties().stream()
                .allMatch(skill ->
                        skills.path(skill.getKey()).asInt() >= skill.getValue().asInt());
    }

    private static List<String> ids(JsonNode entries) {
        List<String> ids = new ArrayList<>();
        entries.forEach(entry -> ids.add(entry.path("id").asText()));
        return ids;
    }

    private static List<String> texts(JsonNode entries) {
        List<String> texts = new ArrayList<>();
        entries.forEach(entry -> texts.add(entry.asText()));
        return texts;
    }
}
