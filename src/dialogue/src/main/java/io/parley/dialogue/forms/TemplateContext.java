package io.parley.dialogue.forms;

import com.ibm.icu.number.NumberFormatter;
import com.ibm.icu.number.Precision;
import com.ibm.icu.text.DateFormat;
import com.ibm.icu.text.MessageFormat;
import com.ibm.icu.util.Currency;
import com.ibm.icu.util.GregorianCalendar;
import com.ibm.icu.util.TimeZone;
import com.ibm.icu.util.ULocale;
import io.parley.dialogue.bot.Value;
import io.parley.language.Language;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The context in which a text is said: language, channel, time and values.
 *
 * @param channel the kind of channel; null when unknown
 * @param zone the time zone in which dates are given
 * @param lists how values that are lists are worded, by name
 */
record TemplateContext(
        Language language,
        @Nullable String channel,
        Instant now,
        ZoneId zone,
        Map<String, Value> values,
        Map<String, FormList> lists) {

    /** Appended to a moment's name: {@code past}, {@code future}. */
    static final String WHEN = "_when";

    /** Appended to the name of a slot with choices: the value of the choice, for selects. */
    static final String CODE = "_code";

    /** Appended to the name of an amount: the number alone. */
    static final String NUMBER = "_number";

    /** What a select receives for a missing value. */
    private static final String NONE = "none";

    /** A missing value: can be selected on, but not said. */
    private static final class Absent extends Date {
        private static final long serialVersionUID = 1;

        @Override
        public long getTime() {
            throw new IllegalArgumentException(NONE);
        }

        @Override
        public String toString() {
            return NONE;
        }
    }

    /** Whether the text is said in Chinese; a mixed text is answered in Chinese. */
    boolean chinese() {
        return language != Language.EN;
    }

    private Locale locale() {
        return chinese() ? Locale.SIMPLIFIED_CHINESE : Locale.ENGLISH;
    }

    TemplateContext with(Map<String, Value> others) {
        return new TemplateContext(language, channel, now, zone, others, lists);
    }

    /** Returns the message with its values; empty when it refers to one that is missing. */
    Optional<String> fill(MessageFormat message, Set<String> dated) {
        // A message format has mutable state while it is in use.
        MessageFormat own = (MessageFormat) message.clone();
        try {
            return Optional.of(
                    own.format(new Arguments(dated), new StringBuffer(), null).toString());
        } catch (IllegalArgumentException missing) {
            return Optional.empty();
        }
    }

    /** Returns what a select on a name would receive. */
    String code(String name) {
        Value value = value(name);
        if (value instanceof Value.Text text && !text.text().isEmpty()) {
            return text.text();
        }
        return name.endsWith(WHEN)
                ? when(name)
                : value == null ? NONE : argument(name).toString();
    }

    /** Returns an existing value as it is said by itself. */
    String plain(String name) {
        return argument(name).toString();
    }

    private @Nullable Value value(String name) {
        Value plain = values.get(name);
        return plain != null ? plain : values.get(name + (chinese() ? ".zh" : ".en"));
    }

    private String when(String name) {
        Value value = value(name.substring(0, name.length() - WHEN.length()));
        return value instanceof Value.Moment moment ? (moment.at().isBefore(now) ? "past" : "future") : NONE;
    }

    private Object argument(String name) {
        if (name.endsWith(WHEN)) {
            return when(name);
        }
        Value value = value(name);
        FormList list = lists.get(name);
        if (value instanceof Value.Text text && !text.text().isEmpty()) {
            return text.text();
        } else if (value instanceof Value.Number number) {
            return number.number();
        } else if (value instanceof Value.Money money) {
            return said(money);
        } else if (value instanceof Value.Moment moment) {
            return said(moment);
        } else if (value instanceof Value.Items items
                && list != null
                && !items.items().isEmpty()) {
            return list.say(items, this);
        }
        return new Absent();
    }

    private String said(Value.Money money) {
        Currency currency = Currency.getInstance(money.currency());
        int digits = currency.getDefaultFractionDigits();
        BigDecimal amount = BigDecimal.valueOf(money.minor(), digits);
        boolean round = amount.stripTrailingZeros().scale() <= 0;
        return NumberFormatter.withLocale(locale())
                .unit(currency)
                .unitWidth(NumberFormatter.UnitWidth.NARROW)
                .precision(Precision.fixedFraction(round ? 0 : digits))
                .format(amount)
                .toString();
    }

    /** Returns a calendar, from which date patterns take the time zone. */
    private GregorianCalendar calendar(Instant at) {
        GregorianCalendar calendar = new GregorianCalendar(icuZone(), locale());
        calendar.setTimeInMillis(at.toEpochMilli());
        return calendar;
    }

    private TimeZone icuZone() {
        return TimeZone.getTimeZone(zone instanceof ZoneOffset ? "GMT" + zone.getId() : zone.getId());
    }

    /** Returns a date, with the year only when it is not the current one. */
    private String said(Value.Moment moment) {
        boolean thisYear =
                moment.at().atZone(zone).getYear() == now.atZone(zone).getYear();
        DateFormat format =
                DateFormat.getInstanceForSkeleton(thisYear ? "MMMMd" : "yMMMMd", ULocale.forLocale(locale()));
        format.setTimeZone(icuZone());
        return format.format(Date.from(moment.at()));
    }

    /** Has something to say for every name, if only that its value is missing. */
    private final class Arguments extends AbstractMap<String, Object> {
        private final Set<String> dated;

        Arguments(Set<String> dated) {
            this.dated = dated;
        }

        @Override
        public Object get(Object name) {
            String key = (String) name;
            return dated.contains(key) && value(key) instanceof Value.Moment moment
                    ? calendar(moment.at())
                    : argument(key);
        }

        @Override
        public boolean containsKey(Object name) {
            return true;
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            return Collections.emptySet();
        }
    }
}
