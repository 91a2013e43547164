package io.parley.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parley.kit.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TenantSchemaTest {

    private static final String SOUND =
            """
            tenant:
              id: acme
              signIn: {zh: "https://acme.example/sign-in"}
            openingHours:
              - id: service
                spans: [{days: [monday], from: "09:00", to: "18:00"}]
                holidays: ["2027-01-01"]
            queues:
              - {id: general, name: {zh: 综合}, skills: {orders: 2}, sla: {firstResponse: PT2M}, maxWait: PT1M}
            agents:
              - {id: li, name: {zh: 小李, pt-BR: Li}, email: li@acme.example, role: agent, skills: {zh: 5}, capacity: 3}
            channelAccounts:
              - {id: web, channel: webchat, name: {zh: 网站}, signing: {version: 2, previousUntil: "2026-12-24T00:00:00Z"}}
              - {id: generic, channel: generic, name: {zh: 通用}, callback: https://acme.example/replies, vouches: true}
            silence: {after: PT30M}
            limits: {uploads: {thread: {bytes: 52428800000, files: 50}}, sockets: {thread: 20}}
            publish: {personal: masked}
            """;

    @TempDir
    Path files;

    private void imported(String text) throws IOException {
        Path tenant = Files.writeString(files.resolve("tenant.yaml"), text);
        new DirectoryImport(new FakeDirectory()).run(tenant, email -> "a password", "secret");
    }

    @Test
    void acceptsEverythingThatIsDescribed() throws IOException {
        imported(SOUND);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            id: acme|id: ac me|2:7: at /tenant/id: 1 to 128 letters
            id: acme|name: {zh: 公司}|2:3: at /tenant: id is missing
            "https://acme.example/sign-in"|"ftp://acme"|3:16: at /tenant/signIn/zh: an http or https address
            monday|moonday|6:21: at /openingHours/0/spans/0/days/0: must be one of monday
            "09:00"|"9 am"|6:36: at /openingHours/0/spans/0/from: a local time
            "2027-01-01"|"2027-13-01"|7:16: at /openingHours/0/holidays/0: a day such as
            orders: 2|orders: two|at /queues/0/skills/orders: must be a whole number
            PT2M|two minutes|at /queues/0/sla/firstResponse: an ISO 8601 duration
            role: agent|role: boss|at /agents/0/role: must be one of operator, agent, supervisor, admin
            pt-BR|p|11:29: at /agents/0/name/p: a language tag
            email: li@acme.example, |''|11:5: at /agents/0: email is missing
            capacity: 3|capacity: 101|at /agents/0/capacity: must be at most 100
            name: {zh: 网站}|name: {}|13:39: at /channelAccounts/0/name: at least one
            version: 2, |''|at /channelAccounts/0/signing: version is missing
            previousUntil: "2026|previousUntil: "soon|at /channelAccounts/0/signing/previousUntil: must be a date-time
            https://acme.example/replies|https://a@acme.example|14:63: at /channelAccounts/1/callback: an http or https address
            vouches: true|vouches: sometimes|at /channelAccounts/1/vouches: must be true or false
            after: PT30M|afterwards: PT30M|15:11: at /silence/afterwards: unknown key
            files: 50|files: 0|16:56: at /limits/uploads/thread/files: must be at least 1
            sockets: {thread: 20}|sockets: {threads: 20}|at /limits/sockets/threads: unknown key
            masked|open|17:21: at /publish/personal: must be one of sealed, masked, clear
            queues:|queue:|8:1: at /queue: unknown key
            """)
    void namesTheLineOfWhatCannotBe(String sound, String broken, String message) {
        assertThat(SOUND).contains(sound);

        assertThatThrownBy(() -> imported(SOUND.replace(sound, broken)))
                .isInstanceOf(Yaml.Invalid.class)
                .hasMessageContaining("tenant.yaml:")
                .hasMessageContaining(message);
    }

    @Test
    void reportsEverythingAtOnce() {
        Yaml.Invalid invalid = catchThrowableOfType(
                Yaml.Invalid.class,
                () -> imported(SOUND.replace("monday", "moonday").replace("masked", "open")));

        assertThat(invalid.problems()).extracting(Yaml.Problem::line).containsExactly(6, 17);
    }

    @Test
    void refusesNamesThatAreTooLongTogether() {
        assertThatThrownBy(() -> imported(SOUND.replace("小李", "李".repeat(200))))
                .hasMessageContaining("tenant.yaml:11:20: at /agents/0/name: the names of all languages together");
    }
}
