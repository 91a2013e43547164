package io.parley.dialogue.bot;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What the bot does with a turn: its answer, or an action that has to be recorded before it begins. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(name = "decision", value = Decision.class),
    @JsonSubTypes.Type(name = "begin-action", value = BeginAction.class)
})
public sealed interface Move permits Decision, BeginAction {}
