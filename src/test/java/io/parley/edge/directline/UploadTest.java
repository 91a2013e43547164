package io.parley.edge.directline;

import static io.parley.edge.EdgeFixture.SECRET;
import static io.parley.edge.EdgeFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.edge.Answer;
import io.parley.edge.Client;
import io.parley.edge.EdgeFixture;
import io.parley.edge.directline.DirectLineClient.Open;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Files, through the public protocol. */
class UploadTest {

    private static final byte[] PNG = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
    private static final String BOUNDARY = "----parley";

    private static EdgeFixture parley;
    private static Client http;
    private static DirectLineClient client;

    private record File(String name, String claimed, byte[] bytes) {}

    @BeforeAll
    static void start() {
        parley = new EdgeFixture();
        http = parley.client;
        client = new DirectLineClient(http);
    }

    @AfterAll
    static void stop() {
        parley.close();
        http.described.expectAllAnswered("files");
    }

    @Test
    void keepsAPictureAndShowsItToTheThread() {
        Open thread = client.start(SECRET);
        Answer sent = upload(thread, DirectLineClient.message("u1", "look"), new File("点.png", "image/png", PNG));
        assertThat(sent.status()).as(sent.body()).isEqualTo(200);

        eventually(() -> !attachments(thread).isEmpty());
        JsonNode attachment = attachments(thread).get(0);
        assertThat(attachment.path("contentType").asText()).isEqualTo("image/png");
        assertThat(attachment.path("name").asText()).isEqualTo("点.png");
        Answer file = get(attachment.path("contentUrl").asText());
        assertThat(file.status()).isEqualTo(200);
        assertThat(file.header("Content-Type")).isEqualTo("image/png");
        assertThat(file.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(file.header("Content-Disposition")).startsWith("inline").contains("%E7%82%B9.png");
        assertThat(file.header("Content-Security-Policy")).contains("sandbox");
    }

    @Test
    void storesAnUploadOnceWhenItIsRepeated() {
        Open thread = client.start(SECRET);
        File picture = new File("dot.png", "image/png", PNG);
        Answer first = upload(thread, DirectLineClient.message("u1", "look"), picture);
        int kept = parley.uploads.count();
        Answer again = upload(thread, DirectLineClient.message("u1", "look"), picture);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(parley.uploads.count()).isEqualTo(kept);

        byte[] other = PNG.clone();
        other[other.length - 1]++;
        Answer changed =
                upload(thread, DirectLineClient.message("u1", "look"), new File("dot.png", "image/png", other));
        assertThat(changed.status()).isEqualTo(409);
    }

    @Test
    void takesOneFileAsTheBody() {
        Open thread = client.start(SECRET);
        Answer sent = http.post(
                "/v3/directline/conversations/" + thread.id() + "/upload?userId=someone",
                thread.token(),
                PNG,
                "Content-Type",
                "image/png",
                "Content-Disposition",
                "attachment; filename=\"dot.png\"");
        assertThat(sent.status()).as(sent.body()).isEqualTo(200);
        eventually(() -> attachments(thread).size() == 1);
    }

    @Test
    void looksAtTheFileAndNotAtWhatIsClaimed() {
        Open thread = client.start(SECRET);
        byte[] page =
                "<!doctype html><html><body><script>alert(1)</script></body></html>".getBytes(StandardCharsets.UTF_8);
        byte[] drawing = "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>"
                .getBytes(StandardCharsets.UTF_8);
        byte[] program = new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 62, 0};
        for (File file : List.of(
                new File("picture.png", "image/png", page),
                new File("picture.svg", "image/png", drawing),
                new File("script.js", "text/plain", "alert(1)".getBytes(StandardCharsets.UTF_8)),
                new File("picture.jpg", "image/jpeg", program),
                new File("empty.png", "image/png", new byte[0]))) {
            Answer sent = upload(thread, DirectLineClient.message(null, "look"), file);
            assertThat(sent.status()).as(file.name()).isEqualTo(400);
            assertThat(sent.json().path("code").asText()).isEqualTo("bad-request");
        }
    }

    @Test
    void savesRatherThanShowsATextOrADocument() {
        Open thread = client.start(SECRET);
        upload(
                thread,
                DirectLineClient.message(null, "see"),
                new File("a.txt", "text/plain", "hello".getBytes(StandardCharsets.UTF_8)));
        upload(
                thread,
                DirectLineClient.message(null, "see"),
                new File("a.pdf", "x/y", "%PDF-1.4\n%%EOF".getBytes(StandardCharsets.UTF_8)));
        eventually(() -> attachments(thread).size() == 2);
        for (JsonNode attachment : attachments(thread)) {
            assertThat(get(attachment.path("contentUrl").asText()).header("Content-Disposition"))
                    .startsWith("attachment");
        }
    }

    @Test
    void refusesMoreThanTheLimit() {
        Open thread = client.start(SECRET);
        byte[] large = new byte[10 * 1024 * 1024 + 1];
        System.arraycopy(PNG, 0, large, 0, PNG.length);
        Answer sent = upload(thread, DirectLineClient.message(null, "look"), new File("large.png", "image/png", large));
        assertThat(sent.status()).isEqualTo(413);
        assertThat(sent.json().path("code").asText()).isEqualTo("too-large");
    }

    @Test
    void refusesWhatIsNoUpload() {
        Open thread = client.start(SECRET);
        String path = "/v3/directline/conversations/" + thread.id() + "/upload";
        Answer broken = http.post(path, thread.token(), "nonsense", "Content-Type", "multipart/form-data; boundary=x");
        assertThat(broken.status()).as(broken.body()).isEqualTo(400);
        Answer none = upload(thread, DirectLineClient.message(null, "only words"));
        assertThat(none.status()).as(none.body()).isEqualTo(400);
        assertThat(get(parley.base() + "/api/v1/uploads/0123").status()).isEqualTo(404);
    }

    private static Answer get(String url) {
        return http.get(url.substring(parley.base().length()), null);
    }

    private static List<JsonNode> attachments(Open thread) {
        return DirectLineClient.activities(client.poll(thread, null).json()).stream()
                .filter(activity -> activity.has("attachments"))
                .map(activity -> activity.path("attachments").path(0))
                .toList();
    }

    private static Answer upload(Open thread, String activity, File... files) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        part(body, "activity", "blob", "application/vnd.microsoft.activity", activity.getBytes(StandardCharsets.UTF_8));
        for (File file : files) {
            part(body, "file", file.name(), file.claimed(), file.bytes());
        }
        body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return http.post(
                "/v3/directline/conversations/" + thread.id() + "/upload?userId=someone",
                thread.token(),
                body.toByteArray(),
                "Content-Type",
                "multipart/form-data; boundary=" + BOUNDARY);
    }

    private static void part(ByteArrayOutputStream body, String name, String file, String type, byte[] bytes) {
        body.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\""
                        + file + "\"\r\nContent-Type: " + type + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(bytes);
        body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }
}
