package io.parley.desk;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The section {@code parley.desk}, and how long tickets last.
 *
 * @param keptFrames how many frames a desk keeps for consoles that resume
 * @param keptCharacters how much text these may hold together
 * @param socketBuffer frames a console may be behind before it is closed as too slow
 * @param renewEvery how often a desk renews what it follows, and reports that a console is open
 * @param idleAfter how long a desk stays after its last console
 * @param silence how long a console may be silent before it is considered dead
 * @param mostConsoles sockets an agent may have open at the same time
 * @param ticketLifetime within which a ticket must be used
 */
public record DeskSettings(
        int keptFrames,
        int keptCharacters,
        int socketBuffer,
        Duration renewEvery,
        Duration idleAfter,
        Duration silence,
        int mostConsoles,
        Duration ticketLifetime) {

    /** @param parley the section {@code parley} */
    public static DeskSettings from(Config parley) {
        Config config = parley.getConfig("desk");
        return new DeskSettings(
                config.getInt("kept-frames"),
                Math.toIntExact(config.getBytes("kept-characters")),
                config.getInt("socket-buffer"),
                config.getDuration("renew-every"),
                config.getDuration("idle-after"),
                config.getDuration("silence"),
                config.getInt("most-consoles"),
                parley.getDuration("auth.ticket-lifetime"));
    }

    public DeskSettings {
        if (keptFrames < 1 || keptCharacters < 1 || socketBuffer < 1 || mostConsoles < 1) {
            throw new IllegalArgumentException("every count of parley.desk must be positive");
        }
        if (renewEvery.isZero() || renewEvery.isNegative()) {
            throw new IllegalArgumentException("parley.desk.renew-every must be positive");
        }
    }
}
