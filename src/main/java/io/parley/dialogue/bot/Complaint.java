package io.parley.dialogue.bot;

/** Why a case is opened, in words for the person who takes it. */
public record Complaint(String summary) {}
