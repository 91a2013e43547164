package io.parley.desk;

import io.parley.conversation.Conversation;

/** What became of a frame of a console. */
public sealed interface Answer {

    /** The id of that frame. */
    String re();

    record Done(String re) implements Answer {}

    record Stored(String re, Conversation.Stored stored) implements Answer {}

    /** @param conversation that is watched from now on */
    record Watched(String re, Conversation.Summary conversation) implements Answer {}

    record Refused(String re, io.parley.Refused refused) implements Answer {}
}
