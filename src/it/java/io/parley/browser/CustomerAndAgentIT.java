package io.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** What a customer on the demo shop's page and an agent at the console do together, in a real browser against a real installation. */
class CustomerAndAgentIT extends InBrowser {

    private static final String SERVICE = "service@demo.parley.example";
    private static final String SUPERVISOR = "supervisor@demo.parley.example";
    private static final String TECHNICAL = "technical@demo.parley.example";
    /** After a break both sides try again ever more rarely, at the latest after 30 seconds. */
    private static final int AFTER_A_BREAK = 60_000;

    @Test
    void answersInTheLanguageOfTheQuestionAndLooksUpAnOrder() {
        Customer customer = Customer.visits(page("zh-CN"), parley.address());
        customer.sees("您好，这里是示例电器。");

        customer.writes("多少钱可以包邮？");
        customer.sees("订单满 99 元包邮");

        customer.writes("10001");
        customer.sees("SF1000000010001");

        customer.writes("How long is the warranty?");
        customer.sees("It runs from delivery: 12 months");

        assertThat(customer.bubbles()).hasCount(7);
        assertThat(seriousFindings(customer.page())).isEmpty();
    }

    @Test
    void bringsCustomerAndAgentTogetherAndLosesOrDoublesNothing() throws IOException {
        Customer customer = Customer.visits(page("zh-CN"), parley.address());
        customer.writes("10001");
        customer.sees("SF1000000010001");
        customer.presses("转人工");
        assertThat(customer.window()).containsText("下一位就是您");

        BrowserContext agentsBrowser = person("en-GB");
        Desk agent = Desk.signsIn(agentsBrowser.newPage(), parley, SERVICE);
        Desk colleague = Desk.signsIn(page("en-GB"), parley, TECHNICAL);
        agent.becomes("Available");

        assertThat(agent.offer()).containsText(Pattern.compile("Visitor [2-9A-Z]{6}"));
        assertThat(agent.offer()).containsText(Pattern.compile("Has waited \\d+s"));
        assertThat(agent.offer()).containsText(Pattern.compile("\\d+ s left"));
        assertThat(agent.offer()).containsText("Why you The only free agent who meets the requirements.");
        assertThat(agent.offer()).containsText("已办完“查询订单”（订单 10001）");
        assertThat(seriousFindings(agent.page())).isEmpty();
        agent.accepts();
        assertThat(customer.window()).containsText("综合专席已接入");
        agent.sees("10001");

        agent.replies("您好，我看到了您的订单 10001。");
        customer.sees("您好，我看到了您的订单 10001。");
        customer.writes("耳机左边没有声音。");
        agent.sees("耳机左边没有声音。");
        agent.notes("疑似左单元故障，可换新。");
        customer.sends(picture("耳机.png"));
        Locator picture = agent.page().getByRole(AriaRole.IMG, new Page.GetByRoleOptions().setName("Picture: 耳机.png"));
        assertThat(picture).hasJSProperty("naturalWidth", 320);
        agent.replies("照片收到了，马上为您换新。");
        customer.sees("照片收到了，马上为您换新。");
        customer.doesNotSee("疑似左单元故障");
        assertThat(customer.bubbles()).hasCount(9);
        assertThat(seriousFindings(customer.page())).isEmpty();
        assertThat(seriousFindings(agent.page())).isEmpty();

        List<String> linesOfAgent = agent.messages().allTextContents();
        customer.page().reload();
        agent.page().reload();
        assertThat(customer.bubbles()).hasCount(9);
        customer.sees("照片收到了，马上为您换新。");
        customer.doesNotSee("疑似左单元故障");
        assertThat(agent.messages()).hasText(linesOfAgent.toArray(String[]::new));

        Desk secondTab = new Desk(agentsBrowser.newPage());
        secondTab.page().navigate(parley.address() + "/console/");
        assertThat(secondTab.lines()).hasCount(1);
        secondTab.opens(secondTab.lines());
        secondTab.replies("还有别的可以帮您吗？");
        agent.sees("还有别的可以帮您吗？");
        customer.sees("还有别的可以帮您吗？");
        assertThat(secondTab.messages()).hasCount(linesOfAgent.size() + 1);

        assertThat(colleague.mine()).containsText("No conversations right now");
        assertThat(colleague.lines()).hasCount(0);

        agent.resolves();
        assertThat(secondTab.lines()).hasCount(0);
        agent.becomes("Offline");
    }

    @Test
    void learnsWhatItCouldNotAnswer() {
        Customer customer = Customer.visits(page("zh-CN"), parley.address());
        customer.writes("无人机 考试 报名 13800138000");
        customer.sees("抱歉，我没太明白您的问题");
        customer.writes("哪里报名无人机 考试");
        Desk agent = Desk.signsIn(page("en-GB"), parley, TECHNICAL);
        agent.becomes("Available");
        agent.accepts();
        agent.replies("无人机考试在民航局的平台报名，每月一次。");
        agent.resolves();
        agent.becomes("Offline");

        Page supervisor = Desk.signsIn(page("en-GB"), parley, SUPERVISOR).page();
        button(supervisor, "Knowledge").click();
        assertThat(supervisor.getByRole(AriaRole.MAIN)).containsText("Choose an article");
        assertThat(seriousFindings(supervisor)).isEmpty();
        supervisor
                .getByText("Unanswered", new Page.GetByTextOptions().setExact(true))
                .click();
        Locator question = supervisor.getByRole(AriaRole.ARTICLE).filter(with("无人机 考试 报名 [#]"));
        assertThat(question).containsText("Asked 1×");
        assertThat(seriousFindings(supervisor)).isEmpty();
        button(question, "Ignore").click();
        assertThat(question).hasCount(0);

        supervisor
                .getByText("Proposed", new Page.GetByTextOptions().setExact(true))
                .click();
        supervisor.getByRole(AriaRole.BUTTON).filter(with("哪里报名无人机 考试")).click();
        supervisor
                .getByRole(
                        AriaRole.TEXTBOX,
                        new Page.GetByRoleOptions().setName("Answer").setExact(true))
                .fill("请在民航局的平台报名，每月一次。");
        supervisor.keyboard().press("Control+s");
        assertThat(supervisor.getByRole(AriaRole.MAIN)).containsText("Version 2");
        assertThat(seriousFindings(supervisor)).isEmpty();
        button(supervisor, "Publish").click();
        assertThat(supervisor.getByRole(AriaRole.MAIN)).containsText("Version 3");

        supervisor
                .getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName("A customer's question"))
                .fill("哪里报名无人机考试？");
        Locator tried = supervisor.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Try it"));
        assertThat(tried).containsText("The bot would answer");
        assertThat(tried).containsText("每月一次");
        assertThat(seriousFindings(supervisor)).isEmpty();
        customer.presses("非常满意");
        customer.presses("开始新的对话");
        customer.writes("哪里报名无人机考试？");
        customer.sees("请在民航局的平台报名，每月一次。");

        button(supervisor, "Desk").click();
        supervisor.getByText("All", new Page.GetByTextOptions().setExact(true)).click();
        supervisor
                .getByRole(AriaRole.NAVIGATION, new Page.GetByRoleOptions().setName("Conversations"))
                .getByRole(AriaRole.BUTTON)
                .filter(with("无人机"))
                .first()
                .click();
        button(supervisor, "Replay").click();
        Locator replay = supervisor.getByRole(
                AriaRole.REGION, new Page.GetByRoleOptions().setName("What today's bot would say"));
        assertThat(replay.getByRole(AriaRole.STATUS)).containsText("turns differ");
        assertThat(replay.getByRole(AriaRole.ARTICLE)
                        .filter(with("Differs"))
                        .filter(with("请在民航局的平台报名，每月一次。"))
                        .first())
                .isVisible();
        assertThat(seriousFindings(supervisor)).isEmpty();
        button(supervisor, "Back to the transcript").click();
        assertThat(replay).hasCount(0);
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator button(Locator within, String name) {
        return within.getByRole(
                AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator.FilterOptions with(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }

    @Test
    void goesOnByItselfAfterTheNodeWasKilled() throws Exception {
        Customer customer = Customer.visits(page("zh-CN"), parley.address());
        customer.writes("我想转人工客服。");
        Desk agent = Desk.signsIn(page("en-GB"), parley, SERVICE);
        agent.becomes("Available");
        agent.accepts();
        agent.replies("您好，请讲。");
        customer.sees("您好，请讲。");
        List<String> list = agent.customers().allInnerTexts();

        parley.killNode();
        assertThat(customer.window()).containsText("网络已断开", within(AFTER_A_BREAK));
        customer.writes("断线的时候写的。");
        agent.reply().fill("断线的时候答的。");
        agent.reply().press("Enter");
        assertThat(agent.transcript()).containsText("Will be sent when the connection is back");
        parley.startAgain();

        assertThat(agent.transcript().getByText("断线的时候写的。")).hasCount(1, times(AFTER_A_BREAK));
        assertThat(customer.bubbles().filter(new Locator.FilterOptions().setHasText("断线的时候答的。")))
                .hasCount(1, times(AFTER_A_BREAK));
        assertThat(customer.window()).not().containsText("网络已断开");
        assertThat(agent.customers()).hasText(list.toArray(String[]::new));
        agent.replies("现在又连上了。");
        customer.sees("现在又连上了。");
        customer.writes("好的，谢谢！");
        agent.sees("好的，谢谢！");
        agent.sees("断线的时候答的。");
        agent.sees("断线的时候写的。");
        customer.sees("断线的时候写的。");

        agent.resolves();
        assertThat(customer.transcript()).containsText("本次对话已结束");
        customer.presses("非常满意");
        assertThat(customer.window()).containsText("感谢您的评价");
        assertThat(agent.mine()).containsText("No conversations right now");

        customer.presses("开始新的对话");
        customer.writes("怎么申请退货？");
        customer.sees("签收后 7 天内可以退货");
        assertThat(agent.lines()).hasCount(0);
        agent.becomes("Offline");
    }

    private static FilePayload picture(String name) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB), "png", png);
        return new FilePayload(name, "image/png", png.toByteArray());
    }

    private static LocatorAssertions.ContainsTextOptions within(int milliseconds) {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(milliseconds);
    }

    private static LocatorAssertions.HasCountOptions times(int milliseconds) {
        return new LocatorAssertions.HasCountOptions().setTimeout(milliseconds);
    }
}
