package io.parley.directory;

import java.util.Locale;

/** What a request of an agent may need. Every route and every frame of the desk needs one of them; {@link Rights} says who has it. */
public enum Permission {
    /** To see who is signed in, and to sign out. */
    OWN_SIGN_IN,
    /** To read conversations, customers, queues and colleagues. */
    READ_CONVERSATIONS,
    /** To open a desk and work there. */
    WORK_AT_DESK,
    /** To read articles, questions, products and how the bot decides, to try them, and to draft articles. */
    EDIT_KNOWLEDGE,
    /** To decide what the bot says: articles, questions and products. */
    PUBLISH_KNOWLEDGE,
    /** To have the bot of today decide recorded conversations again. */
    REPLAY,
    /** To be shown alarms, and to take care of them. */
    SUPERVISE,
    /** To sign out colleagues and customers. */
    SIGN_OUT_OTHERS,
    /** To train what the bot understands, and to choose the model in use. */
    TRAIN_LANGUAGE,
    /** To destroy the key of a customer, and to begin an epoch of the tenant's key. */
    MANAGE_KEYS;

    /** As {@code x-permission} in the descriptions of the interfaces. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException for a code of none of them */
    public static Permission of(String code) {
        return Permission.valueOf(code.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
