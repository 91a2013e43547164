package io.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

/** An agent at the console, reading English. */
record Desk(Page page) {

    static Desk signsIn(Page page, Installation parley, String email) {
        page.navigate(parley.address() + "/console/");
        page.getByLabel("E-mail").fill(email);
        page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true)).fill(parley.password(email));
        page.getByRole(AriaRole.CHECKBOX, new Page.GetByRoleOptions().setName("Keep me signed in"))
                .check();
        Desk desk = new Desk(page);
        desk.presses("Sign in");
        assertThat(desk.mine()).isVisible();
        return desk;
    }

    void becomes(String presence) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Your presence"))
                .click();
        page.getByRole(
                        AriaRole.MENUITEM,
                        new Page.GetByRoleOptions().setName(presence).setExact(true))
                .click();
        assertThat(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Your presence: " + presence)))
                .isVisible();
    }

    Locator offer() {
        return page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Offers"))
                .getByRole(AriaRole.ARTICLE);
    }

    void accepts() {
        offer().getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Accept"))
                .click();
        assertThat(reply()).isVisible();
    }

    void replies(String text) {
        reply().fill(text);
        reply().press("Enter");
        sees(text);
    }

    void notes(String text) {
        page.getByText("Note", new Page.GetByTextOptions().setExact(true)).click();
        Locator field = field("Note for your team");
        field.fill(text);
        field.press("Enter");
        sees(text);
        page.getByText("Reply", new Page.GetByTextOptions().setExact(true)).click();
    }

    void resolves() {
        presses("Resolve");
        Locator dialog =
                page.getByRole(AriaRole.DIALOG, new Page.GetByRoleOptions().setName("Resolve this conversation"));
        dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Resolve"))
                .click();
        assertThat(dialog).isHidden();
    }

    /** Sees this once in the transcript, and no more than once. */
    void sees(String text) {
        assertThat(transcript().getByText(text, new Locator.GetByTextOptions().setExact(true)))
                .hasCount(1);
    }

    void opens(Locator line) {
        line.click();
        assertThat(transcript()).isVisible();
    }

    Locator transcript() {
        return page.getByRole(AriaRole.LOG, new Page.GetByRoleOptions().setName("Transcript"));
    }

    Locator messages() {
        return transcript().getByRole(AriaRole.ARTICLE);
    }

    /** The list of conversations that is shown. */
    Locator mine() {
        return page.getByRole(AriaRole.NAVIGATION, new Page.GetByRoleOptions().setName("Conversations"));
    }

    Locator lines() {
        return mine().getByRole(AriaRole.BUTTON).filter(new Locator.FilterOptions().setHasText("web chat"));
    }

    /** The names in the list, in its order. */
    Locator customers() {
        return lines().getByRole(AriaRole.STRONG);
    }

    Locator reply() {
        return field("Reply to the customer");
    }

    private Locator field(String name) {
        return page.getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName(name));
    }

    private void presses(String name) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name))
                .click();
    }
}
