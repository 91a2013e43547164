package io.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.FileChooser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;

/** A customer on the demo shop's page, reading Chinese. */
record Customer(Page page) {

    static Customer visits(Page page, String address) {
        page.navigate(address + "/");
        button(page, "打开在线客服").click();
        return new Customer(page);
    }

    void writes(String text) {
        Locator field = page.getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName("请输入消息"));
        field.fill(text);
        field.press("Enter");
        assertThat(said(text)).hasCount(1);
    }

    /** Sees this once, and no more than once. */
    void sees(String text) {
        assertThat(said(text)).hasCount(1);
    }

    /** Sees that somebody else had the last word: what comes next is a new turn. */
    void isAnswered() {
        assertThat(bubbles().last()).hasClass(java.util.regex.Pattern.compile("\\bbot\\b"));
    }

    void doesNotSee(String text) {
        assertThat(said(text)).hasCount(0);
    }

    void sends(FilePayload picture) {
        FileChooser chooser = page.waitForFileChooser(() -> presses("发送图片"));
        chooser.setFiles(picture);
        assertThat(page.getByAltText("图片：" + picture.name)).hasCount(1);
    }

    void presses(String name) {
        button(page, name).click();
    }

    Locator transcript() {
        return page.getByRole(AriaRole.LOG, new Page.GetByRoleOptions().setName("对话内容"));
    }

    /** Every bubble, the greeting included. */
    Locator bubbles() {
        return transcript().getByRole(AriaRole.ARTICLE);
    }

    Locator window() {
        return page.getByRole(AriaRole.DIALOG);
    }

    private Locator said(String text) {
        return bubbles().filter(new Locator.FilterOptions().setHasText(text));
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }
}
