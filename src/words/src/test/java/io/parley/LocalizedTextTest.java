package io.parley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalizedTextTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource({
        "zh, 中",
        "zh-CN, 中",
        "ZH-hans-cn, 中",
        "zh-Hant, 繁",
        "zh-hant-TW, 繁",
        "en, E",
        "en-US, E",
        "de, E",
        "'', E",
        "mixed, E"
    })
    void fallsBackFromTheTagToItsLanguageToEnglish(String tag, String shown) {
        LocalizedText text = new LocalizedText(Map.of("zh", "中", "zh-Hant", "繁", "en", "E"));
        assertThat(text.in(tag)).isEqualTo(shown);
    }

    @Test
    void fallsBackToAnotherFormOfTheLanguageThenToChineseThenToWhateverThereIs() {
        assertThat(new LocalizedText(Map.of("pt-BR", "P", "en", "E")).in("pt-PT"))
                .isEqualTo("P");
        assertThat(new LocalizedText(Map.of("zh", "中", "fr", "F")).in("de")).isEqualTo("中");
        assertThat(new LocalizedText(Map.of("fr", "F")).in("de")).isEqualTo("F");
    }

    @Test
    void passesOverWhatIsNotWrittenYet() {
        assertThat(LocalizedText.of("", "Sale").in("zh")).isEqualTo("Sale");
        assertThat(LocalizedText.of("退货", " ").in("en")).isEqualTo("退货");
        assertThat(LocalizedText.of("退货", "").only("en")).isEmpty();
        assertThat(LocalizedText.of("", "").isBlank()).isTrue();
        assertThat(LocalizedText.of("", "").in("zh")).isEmpty();
    }

    @Test
    void isThePlainMapInJson() throws Exception {
        LocalizedText text = LocalizedText.of("订单", "Orders");
        assertThat(JSON.writeValueAsString(text)).isEqualTo("{\"zh\":\"订单\",\"en\":\"Orders\"}");
        assertThat(JSON.readValue("{\"en\":\"Orders\",\"zh\":\"订单\"}", LocalizedText.class))
                .isEqualTo(text);
        for (String bad : List.of("{}", "{\"chinese!\":\"x\"}", "{\"\":\"x\"}", "{\"zh_CN\":\"x\"}", "{\"zh\":null}")) {
            assertThatThrownBy(() -> JSON.readValue(bad, LocalizedText.class))
                    .as(bad)
                    .isInstanceOf(JsonMappingException.class);
        }
    }

    @Property
    void saysSomethingInEveryLanguageWhenItSaysSomethingInOne(@ForAll String tag, @ForAll String said) {
        LocalizedText text = new LocalizedText(Map.of("sw", said + "x"));
        assertThat(text.in(tag)).isEqualTo(said + "x");
    }
}
