package io.parley.load.crowd;

import io.parley.load.client.DirectLine.Activity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of one customer's conversation: the messages posted, acknowledged, and then shown to the customer. Counts every way in which
 * these can disagree.
 */
public final class Ledger {

    private static final Pattern PLACE = Pattern.compile("\\|(\\d+)-\\d+");

    /** Activity ids by the id the client gave; null until acknowledged. */
    private final Map<String, @Nullable String> posted = new HashMap<>();
    /** Activity ids of own messages that were shown, by the id the client gave. */
    private final Map<String, String> shown = new HashMap<>();
    /** How often each activity was answered. */
    private final Map<String, Integer> answers = new HashMap<>();

    private final Set<String> activities = new HashSet<>();
    private long inConversation;
    private long last;
    private int shownTwice;
    private int outOfOrder;
    private int storedTwice;

    /** A message is sent for the first time. */
    void posted(String clientId) {
        posted.put(clientId, null);
    }

    /** The server reported that it is stored; repeated for a message that was sent again. */
    void acknowledged(String clientId, String activity) {
        String before = posted.put(clientId, activity);
        if (before != null && !before.equals(activity)) {
            storedTwice++;
        }
    }

    /**
     * The socket showed an activity. Activities that are not stored (typing, the place in line) have no place and may arrive in any order.
     */
    void shown(Activity activity) {
        Long sequence = activity.sequence();
        if (sequence == null) {
            return;
        }
        if (!activities.add(activity.id())) {
            shownTwice++;
            return;
        }
        // Numbers start over in the thread's next conversation.
        long conversation = conversation(activity.id());
        if (conversation < inConversation || (conversation == inConversation && sequence < last)) {
            outOfOrder++;
        } else {
            inConversation = conversation;
            last = sequence;
        }
        String clientId = activity.clientId();
        if (clientId != null && shown.put(clientId, activity.id()) != null) {
            shownTwice++;
        }
        String replyTo = activity.replyTo();
        if (replyTo != null) {
            answers.merge(replyTo, 1, Integer::sum);
        }
    }

    /** The number of an activity's conversation within its thread, from its id, such as {@code thread|2-17}. */
    private static long conversation(String id) {
        Matcher place = PLACE.matcher(id);
        return place.find() ? Long.parseLong(place.group(1)) : 0;
    }

    boolean isShown(String clientId) {
        return shown.containsKey(clientId);
    }

    boolean isAnswered(String clientId) {
        String activity = shown.get(clientId);
        return activity != null && answers.containsKey(activity);
    }

    /** The same acknowledged messages with nothing shown yet, to be compared with another source. */
    Ledger acknowledgedOnly() {
        Ledger other = new Ledger();
        posted.forEach((clientId, activity) -> {
            if (activity != null) {
                other.posted.put(clientId, activity);
            }
        });
        return other;
    }

    /** The current state of the accounts; messages still under way count as lost or unanswered, so ask when there are none. */
    Tally tally() {
        int acknowledged = 0;
        int lost = 0;
        int differs = 0;
        int unanswered = 0;
        for (var message : posted.entrySet()) {
            String activity = message.getValue();
            if (activity == null) {
                continue;
            }
            acknowledged++;
            String seen = shown.get(message.getKey());
            if (seen == null) {
                lost++;
            } else if (!seen.equals(activity)) {
                differs++;
            }
            if (!answers.containsKey(activity)) {
                unanswered++;
            }
        }
        int answeredTwice =
                (int) answers.values().stream().filter(count -> count > 1).count();
        return new Tally(
                posted.size(),
                acknowledged,
                lost,
                shownTwice,
                outOfOrder,
                storedTwice + differs,
                unanswered,
                answeredTwice);
    }
}
