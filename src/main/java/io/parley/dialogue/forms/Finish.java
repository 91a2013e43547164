package io.parley.dialogue.forms;

/** What a form does when all is known. */
sealed interface Finish {

    record Submit(ActionUse use) implements Finish {}

    /** Nothing is done in any system: something is said, or a human goes on. */
    record Tell(ActionUse.Effect effect) implements Finish {}
}
