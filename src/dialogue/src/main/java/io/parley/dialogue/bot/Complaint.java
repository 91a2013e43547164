package io.parley.dialogue.bot;

import io.parley.Cut;

/** Why a case is opened, in words for the person who takes it. */
public record Complaint(String summary) {
    public Complaint {
        summary = Cut.to(Handoff.MAX_SUMMARY, summary);
    }
}
