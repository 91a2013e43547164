package io.parley.dialogue.forms;

import com.ibm.icu.text.MessageFormat;
import com.ibm.icu.text.MessagePattern;
import io.parley.kit.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Something to say, in both languages, possibly worded differently on some channels. A text is one ICU message or a list of them; messages
 * that refer to a missing value are left out. Checked when it is read, so that saying it cannot fail.
 */
final class FormText {

    private static final String ZH = "zh";
    private static final String EN = "en";

    /** @param dated the values formatted by a date pattern; others are formatted in their usual way */
    record Message(MessageFormat format, Set<String> dated) {}

    private record Wording(List<Message> zh, List<Message> en) {}

    private final Wording everywhere;
    private final Map<String, Wording> on;

    private FormText(Wording everywhere, Map<String, Wording> on) {
        this.everywhere = everywhere;
        this.on = on;
    }

    /** Reads the keys {@code zh} and {@code en}, and names of channel kinds with the same two keys below. */
    static FormText read(YamlNode place, Set<String> arguments) {
        Map<String, Wording> on = new LinkedHashMap<>();
        for (Map.Entry<String, YamlNode> entry : place.entries()) {
            if (!entry.getKey().equals(ZH) && !entry.getKey().equals(EN)) {
                on.put(entry.getKey(), wording(entry.getValue(), arguments));
            }
        }
        return new FormText(wording(place, arguments), on);
    }

    private static Wording wording(YamlNode place, Set<String> arguments) {
        return new Wording(
                messages(place.required(ZH), Locale.SIMPLIFIED_CHINESE, arguments),
                messages(place.required(EN), Locale.ENGLISH, arguments));
    }

    private static List<Message> messages(YamlNode place, Locale locale, Set<String> arguments) {
        List<YamlNode> sentences = place.json().isArray() ? place.list() : List.of(place);
        return sentences.stream()
                .map(sentence -> message(sentence, locale, arguments))
                .toList();
    }

    private static Message message(YamlNode place, Locale locale, Set<String> arguments) {
        String text = place.text();
        MessageFormat message;
        try {
            message = new MessageFormat(text, locale);
        } catch (IllegalArgumentException e) {
            throw place.wrong("not a message: " + e.getMessage());
        }
        for (String name : argumentsOf(text)) {
            if (!arguments.contains(name)) {
                throw place.wrong(
                        "{" + name + "} is not known here; known are " + String.join(", ", new TreeSet<>(arguments)));
            }
        }
        return new Message(message, dated(text));
    }

    private static Set<String> dated(String text) {
        MessagePattern pattern = new MessagePattern(text);
        Set<String> dated = new TreeSet<>();
        for (int i = 2; i < pattern.countParts(); i++) {
            if (pattern.getPart(i).getType() == MessagePattern.Part.Type.ARG_TYPE
                    && Set.of("date", "time").contains(pattern.getSubstring(pattern.getPart(i)))) {
                dated.add(pattern.getSubstring(pattern.getPart(i - 1)));
            }
        }
        return dated;
    }

    /** Returns all arguments, including those nested inside others, which the message format itself does not report. */
    private static Set<String> argumentsOf(String text) {
        MessagePattern pattern = new MessagePattern(text);
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < pattern.countParts(); i++) {
            MessagePattern.Part part = pattern.getPart(i);
            MessagePattern.Part.Type type = part.getType();
            if (type == MessagePattern.Part.Type.ARG_NAME || type == MessagePattern.Part.Type.ARG_NUMBER) {
                names.add(pattern.getSubstring(part));
            }
        }
        return names;
    }

    /** Returns the text; empty when all of it refers to missing values. */
    String say(TemplateContext context) {
        Wording wording = context.channel() == null ? everywhere : on.getOrDefault(context.channel(), everywhere);
        List<String> said = new ArrayList<>();
        for (Message message : context.chinese() ? wording.zh() : wording.en()) {
            context.fill(message.format(), message.dated())
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .ifPresent(said::add);
        }
        return String.join(context.chinese() ? "" : " ", said);
    }
}
