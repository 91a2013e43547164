package io.parley.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Products, stock and coupons. */
class ShopProductsTest extends ShopFixture {

    @Test
    void findsProductsByWordsInEitherLanguageByPriceAndByFeature() throws Exception {
        assertThat(ids("/products")).hasSizeGreaterThanOrEqualTo(25).doesNotHaveDuplicates();
        assertThat(ids("/products?query=" + encoded("降噪耳机"))).containsExactly("aurora-h1");
        assertThat(ids("/products?query=wireless+headphones")).contains("aurora-h1", "aurora-buds-2");
        assertThat(ids("/products?query=" + encoded("耳机") + "&maxPrice=450")).containsExactly("clip-s3");
        assertThat(ids("/products?feature=wifi-6")).containsExactly("router-ax3000");
        assertThat(ids("/products?feature=" + encoded("主动降噪") + "&maxPrice=499"))
                .contains("aurora-buds-2");
        assertThat(ids("/products?feature=" + encoded("主动降噪, multipoint"))).contains("aurora-h1");
        assertThat(ids("/products?feature=" + encoded("主动降噪、wifi-6"))).isEmpty();
        assertThat(ids("/products?query=unicorn")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "AURORA-H1, aurora-h1",
        "极光 H1, aurora-h1",
        "aurora h1, aurora-h1",
        "Lumo 8 手机, lumo-phone-8",
        "lumo phone 8, lumo-phone-8",
        "lumo phone 8 mini, lumo-phone-8-mini"
    })
    void knowsAProductByItsIdAndByItsName(String asked, String id) throws Exception {
        assertThat(get("/products/" + encoded(asked)).at(200).path("id").asText())
                .isEqualTo(id);
        assertThat(get("/products/" + encoded(asked) + "/stock")
                        .at(200)
                        .path("product")
                        .asText())
                .isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aurora", "lumo", "unicorn", "1", "极"})
    void takesNoProductForAnother(String asked) throws Exception {
        assertThat(get("/products/" + encoded(asked)).code(404)).isEqualTo("product-not-found");
    }

    @Test
    void describesEveryProductCompletely() throws Exception {
        for (JsonNode product : get("/products").at(200).path("products")) {
            for (String field : List.of("name", "description", "category")) {
                assertThat(product.path(field).path("zh").asText()).isNotBlank();
                assertThat(product.path(field).path("en").asText()).isNotBlank();
            }
            assertThat(product.path("features")).isNotEmpty();
            assertThat(product.path("priceMinor").asLong()).isPositive();
            assertThat(product.path("priceFormatted").asText()).matches("¥[0-9,]+\\.00");
            for (JsonNode accessory : product.path("accessories")) {
                assertThat(accessory.path("name").path("zh").asText()).isNotBlank();
            }
        }
        assertThat(get("/products/unicorn").code(404)).isEqualTo("product-not-found");
    }

    @Test
    void saysWhatIsInStockAndWhenTheRestComes() throws Exception {
        assertThat(get("/products/aurora-h1/stock").at(200).path("state").asText())
                .isEqualTo("in-stock");
        assertThat(get("/products/lumo-book-14/stock").at(200).path("state").asText())
                .isEqualTo("low");
        JsonNode out = get("/products/lumo-phone-8-mini/stock").at(200);
        assertThat(out.path("available").asInt()).isZero();
        assertThat(Instant.parse(out.path("restockExpectedAt").asText())).isAfter(clock.instant());
    }

    @Test
    void redeemsACouponOnlyWithinItsRules() throws Exception {
        String demo = "{\"customer\":\"demo-customer\",\"amountMinor\":%d}";

        assertThat(get("/coupons/welcome20").at(200).path("state").asText()).isEqualTo("valid");
        assertThat(get("/coupons/SUMMER30").at(200).path("state").asText()).isEqualTo("expired");
        assertThat(get("/coupons/NOSUCH").code(404)).isEqualTo("coupon-not-found");
        assertThat(post("/coupons/SUMMER30/redeem", demo.formatted(89900), null).code(409))
                .isEqualTo("coupon-expired");
        assertThat(post("/coupons/SAVE50/redeem", demo.formatted(49899), null).code(409))
                .isEqualTo("coupon-minimum-not-reached");
        assertThat(post("/coupons/SAVE50/redeem", demo.formatted(49899), null)
                        .at(409)
                        .path("detail")
                        .asText())
                .contains("¥499.00");
        assertThat(post("/coupons/AUDIO10/redeem", demo.formatted(329900), null)
                        .at(200)
                        .path("discountMinor")
                        .asLong())
                .isEqualTo(10000);
        assertThat(post("/coupons/SAVE50/redeem", "{\"customer\":\"demo-customer\"}", null)
                        .code(400))
                .isEqualTo("invalid-request");
    }

    private List<String> ids(String path) throws Exception {
        List<String> ids = new ArrayList<>();
        get(path)
                .at(200)
                .path("products")
                .forEach(product -> ids.add(product.path("id").asText()));
        return ids;
    }
}
