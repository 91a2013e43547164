package io.parley.dialogue.bot;

import io.parley.Cut;

/** The reason for opening a case, worded for the person who takes it. */
public record Complaint(String summary) {
    public Complaint {
        summary = Cut.to(Handoff.MAX_SUMMARY, summary);
    }
}
