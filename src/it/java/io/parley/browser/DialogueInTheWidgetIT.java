package io.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What the bot does for customers in the widget, from start to end, with the demo shop's real service. */
class DialogueInTheWidgetIT extends InBrowser {

    private static final String SERVICE = "service@demo.parley.example";
    /** What is saved is read and learned anew by every node. */
    private static final int REACHES_THE_BOT = 40_000;

    private static final String SUPERVISOR = "supervisor@demo.parley.example";

    @Test
    void returnsGoodsWithACorrectionAndAQuestionInTheMiddle() {
        Customer customer = Customer.visits(page("zh-CN"), parley.address());
        customer.writes("你好，我想退个货");
        customer.sees("请问要退哪个订单？");
        customer.writes("11873");
        customer.sees("请问退货的原因是？");
        customer.writes("对了，退货的运费谁出？");
        assertThat(customer.bubbles().last()).containsText("请问退货的原因是？");
        customer.presses("质量问题");
        customer.sees("退回订单 11873");
        customer.writes("等等，不对，应该是 20433 那单");
        customer.sees("退回订单 20433");
        customer.writes("没错");
        customer.sees("订单 20433 的退货申请已提交");
    }

    @Test
    void doesTheSameInEnglishAndInAMixtureAndSaysThatAnOrderDoesNotExist() {
        Customer customer = Customer.visits(page("zh-CN"), parley.address());
        customer.writes("I'd like to return order 99999999 please");
        customer.sees("I cannot find an order 99999999");
        customer.writes("oh sorry, 55120");
        customer.sees("Why do you want to return it?");
        customer.presses("It is faulty");
        customer.sees("order 55120");
        customer.writes("yes please");
        customer.sees("The return of order 55120 is under way");

        customer.writes("我那个 order 30552 想 cancel 掉");
        customer.isAnswered();
        customer.writes("ok");
        customer.sees("已取消");
    }

    @Test
    void tellsWhatIsKnownOfAProductAndLearnsWhatASupervisorChanges() {
        Customer customer = Customer.visits(page("zh-CN"), parley.address());
        customer.writes("极光 H1 的续航有多久？");
        customer.sees("40 小时");
        customer.writes("那它防水吗");
        customer.isAnswered();
        customer.writes("It won't charge, what can I do?");
        customer.isAnswered();
        assertThat(customer.bubbles()).hasCount(7);

        Page supervisor = Desk.signsIn(page("en-GB"), parley, SUPERVISOR).page();
        button(supervisor, "Knowledge").click();
        supervisor
                .getByText("Products", new Page.GetByTextOptions().setExact(true))
                .click();
        supervisor
                .getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName("Search products"))
                .fill("H1");
        supervisor
                .getByRole(AriaRole.BUTTON)
                .filter(new Locator.FilterOptions().setHasText("Aurora H1 noise-cancelling headphones"))
                .click();
        assertThat(seriousFindings(supervisor)).isEmpty();
        supervisor
                .getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName("battery life, Text, Chinese"))
                .fill("开启降噪 41 小时");
        button(supervisor, "Save").click();
        supervisor
                .getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName("A customer's question"))
                .fill("极光 H1 续航多久");
        Locator tried = supervisor.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Try it"));
        assertThat(tried)
                .containsText("41 小时", new LocatorAssertions.ContainsTextOptions().setTimeout(REACHES_THE_BOT));
        assertThat(seriousFindings(supervisor)).isEmpty();
    }

    @Test
    void bringsAnAngryCustomerToASeniorAgent() {
        Customer customer = Customer.visits(page("zh-CN"), parley.address());
        Desk agent = Desk.signsIn(page("en-GB"), parley, SERVICE);
        agent.becomes("Available");

        customer.writes("你们这什么破服务，气死我了，等了一个礼拜还没到！");
        customer.isAnswered();
        customer.writes("太过分了！你们就是骗子！");
        agent.accepts();
        assertThat(customer.window()).containsText("综合专席已接入");
        agent.sees("太过分了！你们就是骗子！");

        agent.resolves();
        agent.becomes("Offline");
    }

    @Test
    void tellsTheSupervisorOnceOfACustomerWhoIsUnhappyThreeTimesInARow() {
        Desk supervisor = Desk.signsIn(page("en-GB"), parley, SUPERVISOR);
        Locator bell = button(supervisor.page(), "Alarms (0)");
        assertThat(bell).isVisible();

        Customer customer = Customer.visits(page("zh-CN"), parley.address());
        customer.writes("你们太让我失望了，订单 20418 怎么还没到");
        customer.isAnswered();
        customer.writes("真的很失望，DD20261119-3327 也没有发货");
        customer.isAnswered();
        customer.writes("太让人失望了，DD20261105-7716 的退款也没到");

        button(supervisor.page(), "Alarms (1)").click();
        assertThat(supervisor.page().getByText("Unhappy customer, case opened")).isVisible();
        assertThat(seriousFindings(supervisor.page())).isEmpty();
        button(supervisor.page(), "Acknowledge").click();
        assertThat(bell).isVisible();

        Desk agent = Desk.signsIn(page("en-GB"), parley, SERVICE);
        agent.becomes("Available");
        agent.accepts();
        assertThat(agent.transcript()).containsText("Case opened: the customer is unhappy");
        agent.resolves();
        agent.becomes("Offline");
        assertThat(bell).isVisible();
    }

    @Test
    void finishesOnAnotherChannelTheFormThatWasBegunInTheWidget() throws IOException {
        try (OwnSystem system = new OwnSystem(parley)) {
            Page page = page("zh-CN");
            signIn(page, "demo-customer-4711");
            Customer customer = Customer.visits(page, parley.address());
            customer.writes("我要退货");
            customer.sees("请问要退哪个订单？");
            customer.writes("41877");
            customer.sees("请问退货的原因是？");
            customer.page().close();

            system.says("m1", "demo-customer-4711", "质量问题");
            assertThat(system.hears()).contains("41877").contains("质量问题");
            system.says("m2", "demo-customer-4711", "对");
            assertThat(system.hears()).contains("订单 41877 的退货申请已提交");

            Page later = page("zh-CN");
            signIn(later, "demo-customer-4711");
            Customer again = Customer.visits(later, parley.address());
            again.sees("订单 41877 的退货申请已提交");
        }
    }

    /** The demo's page, signed in with an account of this name. */
    private static void signIn(Page page, String account) {
        page.addInitScript("localStorage.setItem('demo-shop-account', '" + account + "')");
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }
}
