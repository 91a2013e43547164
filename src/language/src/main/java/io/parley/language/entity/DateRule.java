package io.parley.language.entity;

import io.parley.language.Entity;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Days, given or counted from today, in Chinese and English. Where the year or the month is left open, the nearest such day is meant,
 * unless words such as 买的 or "ordered" show that it is past. Recurring days, weeks, months and spans ("within 3 days") do not count.
 */
final class DateRule {

    private static final String SMALL = "(?:\\d{1,3}|[零〇一二两三四五六七八九十]{1,3})";
    private static final String NO_NUMBER_BEFORE = "(?<![\\d.第几a-z" + Numerals.HAN + "])";

    private static final Pattern ISO =
            Pattern.compile("(?<![\\d.a-z/-])((?:19|20)\\d{2})([-/.])(\\d{1,2})\\2(\\d{1,2})(?!\\d|[-/.]\\d)");
    private static final Pattern COMPACT = Pattern.compile("(?<![\\da-z.-])((?:19|20)\\d{6})(?![\\da-z]|[-.]\\d)");
    private static final Pattern SLASHED_WITH_YEAR =
            Pattern.compile("(?<![\\d.a-z/-])(\\d{1,2})([/.-])(\\d{1,2})\\2((?:19|20)?\\d{2})(?![\\d/]|[.-]\\d)");
    private static final Pattern SLASHED =
            Pattern.compile("(?<![\\d.a-z/-])(1[0-2]|0?[1-9])/(3[01]|[12]\\d|0?[1-9])(?![\\d/.%折a-z])");

    private static final Pattern RELATIVE =
            Pattern.compile("大前天|大后天|(?<![以最今往先之年月天前])[前后]天(?![天猫气])|今[天日晚早儿]|昨[天日晚夜儿]|明[天日晚早儿](?!星)");

    private static final Map<String, Integer> RELATIVE_DAYS =
            Map.of("大前天", -3, "大后天", 3, "前天", -2, "后天", 2, "今", 0, "昨", -1, "明", 1);

    private static final Pattern MONTH_AND_DAY =
            Pattern.compile("(?:(?<year>(?<!\\d)\\d{4}|[零〇一二三四五六七八九]{4})\\s?年\\s?|(?<relative>今年|去年|明年|前年|后年)的?)?"
                    + "(?:" + NO_NUMBER_BEFORE + "(?<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\\s?月份?的?\\s?"
                    + "|(?<offset>上上个?|上个?|下下个?|下个?|这个?|本|当)月份?的?\\s?)"
                    + "(?:(?<day>" + SMALL + ")\\s?[日号]|(?<bare>3[01]|[12]\\d|[1-9])(?![\\d.:%]|\\s?[个件元块万千月年天折台]))");

    private static final Pattern DAY_OF_MONTH = Pattern.compile("(?<![\\d.第#月单款色大小a-z/" + Numerals.HAN + "])(?:("
            + SMALL + ")号(?![楼店线门机仓院码订单客馆厅库室座球字房车坐柜员款产商链选桌链卡柜])|(3[01]|[12]\\d)日(?![内游元常期本子报均]))");

    private static final Pattern WEEKDAY = Pattern.compile("(?:(?<!一)(?<offset>上上个?|上个?|下下个?|下个?|这个?|本)|(?<![每个几半\\d"
            + Numerals.HAN + "]))(?:周|星期|礼拜)(?<day>[一二三四五六日天1-6])(?![年岁次\\d内])");

    private static final Pattern SPAN =
            Pattern.compile(NO_NUMBER_BEFORE + "(" + SMALL + "|半)\\s?(天|日|周|个?星期|个?礼拜|个月)(?:之|以)?(前|后)(?!悔|台|续|面|者)");
    private static final Pattern AFTER_SPAN =
            Pattern.compile("(?<![超不经])再?过(" + SMALL + ")\\s?(天|周|个?星期|个?礼拜|个月)(?!的|内|了)");

    private static final String MONTHS =
            "(jan(?:uary|\\.(?=\\s?\\d))?|feb(?:ruary|\\.(?=\\s?\\d))?|mar(?:ch|\\.(?=\\s?\\d))?|apr(?:il|\\.(?=\\s?\\d))?|may|june?|july?|aug(?:ust|\\.(?=\\s?\\d))?"
                    + "|sept?(?:ember|\\.(?=\\s?\\d))?|oct(?:ober|\\.(?=\\s?\\d))?|nov(?:ember|\\.(?=\\s?\\d))?|dec(?:ember|\\.(?=\\s?\\d))?)";
    private static final String MONTH_NAMES = "janfebmaraprmayjunjulaugsepoctnovdec";
    private static final String YEAR = "(?:(?:,\\s?|\\s)((?:19|20)\\d{2})(?!\\d))?";
    private static final Pattern MONTH_FIRST = Pattern.compile("(?<![a-z\\d])" + MONTHS
            + "\\s?(?:the )?(3[01]|[12]\\d|0?[1-9])(?:\\s?(?:st|nd|rd|th))?(?![\\d%a-z]|:\\d|\\.\\d)" + YEAR);
    private static final Pattern DAY_FIRST =
            Pattern.compile("(?<![a-z\\d.])(?:the )?(3[01]|[12]\\d|0?[1-9])(?:st|nd|rd|th)?(?: of)?[ -]?" + MONTHS
                    + "(?![a-z])" + YEAR);
    private static final Pattern THE_DAY = Pattern.compile(
            "(?<![a-z])(?:on|by|since|before|until|from|the) (?:the )?(3[01]|[12]\\d|[1-9])(?:st|nd|rd|th)(?![a-z])"
                    + "(?!\\s(?:order|time|item|one|purchase|floor|street|st|ave|avenue|generation|gen|anniversary|birthday|century|day|week|month|party|message|try|attempt))");
    private static final Pattern ENGLISH_RELATIVE = Pattern.compile(
            "(?<![a-z])(?:(?:the )?day (after tomorrow|before yesterday)"
                    + "|(today|tonight|this (?:morning|afternoon|evening)|last night|tomorrow|tommorr?ow|tomorow|tmrw|tmr|yesterday|yday))(?![a-z])");

    private static final String WEEKDAYS_LONG = "monday|tuesday|wednesday|thursday|friday|saturday|sunday";
    private static final String WEEKDAYS_SHORT = "mon|tues?|wed|thurs?|thu|fri|sat|sun";
    private static final Pattern ENGLISH_WEEKDAY = Pattern.compile("(?<![a-z])(?<!every |each |black |cyber |good )"
            + "(?:(?:(?<offset>next|last|past|this past|this|coming|this coming) (?:week(?:'s)?(?: on)? )?(?<long>"
            + WEEKDAYS_LONG + "|" + WEEKDAYS_SHORT + ")"
            + "|(?<plain>" + WEEKDAYS_LONG + ")|(?<=on |by |since |until |before )(?<short>" + WEEKDAYS_SHORT
            + "))(?![a-z]))"
            + "(?: of)?(?: (?<week>next|last|this) week(?!\\s?(?:end|day)))?");
    private static final String COUNT =
            "(\\d{1,3}|an?|(?:a )?couple of|" + Numerals.ENGLISH_WORD + "(?:-" + Numerals.ENGLISH_WORD + ")?)";
    private static final Pattern ENGLISH_SPAN = Pattern.compile(
            "(?<![a-z\\d.])(?:in " + COUNT + " (day|week|month)s?(?:'s?)?(?: time)?(?![a-z])(?! of)|" + COUNT
                    + " (day|week|month)s? (ago|from now|from today|later|earlier|back(?! guarantee)))(?![a-z])");

    private static final Pattern BEEN_AFTER =
            Pattern.compile("买[的了到]|下的?单|付[的了款]|签收|收[到的]|购买|拍[的下了]|订的|[寄发][的了出]|退[的了]|坏|来的|就");
    private static final Pattern BEEN_BEFORE = Pattern.compile(
            "(?:bought|ordered|purchased|paid|received|arrived|delivered|got|since|placed|came|was|returned|shipped)[a-z ]{0,24}$");
    private static final Pattern NOT_BEEN = Pattern.compile("(?:能|会|可以|要|想|将|需要|请|will|going to|want to)");
    private static final int WINDOW = 10;

    private static final int CENTURY = 2000;

    private DateRule() {}

    /** The day that eight digits such as 20261120 make, in this century or the last. */
    static Optional<LocalDate> compact(String digits) {
        if (digits.length() != 8 || !(digits.startsWith("19") || digits.startsWith("20"))) {
            return Optional.empty();
        }
        return day(number(digits.substring(0, 4)), number(digits.substring(4, 6)), number(digits.substring(6)));
    }

    static void find(Findings findings, LocalDate today) {
        new Search(findings, today).run();
    }

    private static int number(String numeral) {
        return Numerals.parse(numeral).map(BigDecimal::intValue).orElse(0);
    }

    private static Optional<LocalDate> day(int year, int month, int day) {
        try {
            return Optional.of(LocalDate.of(year, month, day));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** One text, one today. */
    private record Search(Findings findings, LocalDate today) {

        void run() {
            numbers();
            chinese();
            english();
        }

        private void numbers() {
            for (Matcher m = matcher(ISO); m.find(); ) {
                add(m, day(number(m.group(1)), number(m.group(3)), number(m.group(4))));
            }
            for (Matcher m = matcher(COMPACT); m.find(); ) {
                compact(m.group(1))
                        .ifPresent(day -> findings.add(
                                Findings.Rank.COMPACT_DATE, Entity.DATE, day.toString(), m.start(), m.end()));
            }
            for (Matcher m = matcher(SLASHED_WITH_YEAR); m.find(); ) {
                int year = number(m.group(4));
                if (m.group(4).length() == 2 && !m.group(2).equals("/")) {
                    continue; // 1.2.26 is a version as well
                }
                year = year < 100 ? CENTURY + year : year;
                int first = number(m.group(1));
                int second = number(m.group(3));
                boolean dayFirst = first > 12 || m.group(2).equals(".");
                add(m, dayFirst ? day(year, second, first) : day(year, first, second));
            }
            for (Matcher m = matcher(SLASHED); m.find(); ) {
                int day = number(m.group(2));
                if (day > 9 || m.group(2).startsWith("0") || m.group(1).startsWith("0")) { // 1/2 is a half
                    add(m, yearly(m, number(m.group(1)), day));
                }
            }
        }

        private void chinese() {
            for (Matcher m = matcher(RELATIVE); m.find(); ) {
                String word = m.group();
                Integer days = RELATIVE_DAYS.get(word);
                if (days == null) {
                    days = RELATIVE_DAYS.get(word.substring(0, 1));
                }
                boolean weather = word.equals("明天") && text().startsWith("气", m.end());
                if (days != null && !weather) {
                    add(m, Optional.of(today.plusDays(days)));
                }
            }
            for (Matcher m = matcher(MONTH_AND_DAY); m.find(); ) {
                monthAndDay(m);
            }
            for (Matcher m = matcher(DAY_OF_MONTH); m.find(); ) {
                add(m, monthly(m, number(m.group(1) != null ? m.group(1) : m.group(2))));
            }
            for (Matcher m = matcher(WEEKDAY); m.find(); ) {
                String offset = m.group("offset");
                int named = "一二三四五六日".indexOf(m.group("day"));
                DayOfWeek weekday =
                        DayOfWeek.of(named >= 0 ? named + 1 : m.group("day").equals("天") ? 7 : number(m.group("day")));
                add(m, Optional.of(offset == null ? weekly(m, weekday) : ofWeek(steps(offset), weekday)));
            }
            for (Matcher m = matcher(SPAN); m.find(); ) {
                add(m, counted(m.group(1), m.group(2), m.group(3).equals("前") ? -1 : 1));
            }
            for (Matcher m = matcher(AFTER_SPAN); m.find(); ) {
                add(m, counted(m.group(1), m.group(2), 1));
            }
        }

        private void monthAndDay(Matcher m) {
            boolean bare = m.group("bare") != null;
            int day = number(bare ? m.group("bare") : m.group("day"));
            String offset = m.group("offset");
            if (offset != null) {
                if (!bare) {
                    YearMonth month = YearMonth.from(today).plusMonths(steps(offset));
                    add(m, day(month.getYear(), month.getMonthValue(), day));
                }
                return;
            }
            int month = number(m.group("month"));
            if (m.group("year") != null) {
                add(m, day(number(m.group("year")), month, day));
            } else if (m.group("relative") != null) {
                int years =
                        switch (m.group("relative").charAt(0)) {
                            case '去' -> -1;
                            case '明' -> 1;
                            case '前' -> -2;
                            case '后' -> 2;
                            default -> 0;
                        };
                add(m, day(today.getYear() + years, month, day));
            } else {
                add(m, yearly(m, month, day));
            }
        }

        private void english() {
            for (Matcher m = matcher(ENGLISH_RELATIVE); m.find(); ) {
                String far = m.group(1);
                String near = m.group(2) == null ? "" : m.group(2);
                int days = far != null
                        ? (far.startsWith("after") ? 2 : -2)
                        : near.startsWith("y") || near.startsWith("l")
                                ? -1
                                : near.startsWith("tom") || near.startsWith("tm") ? 1 : 0;
                add(m, Optional.of(today.plusDays(days)));
            }
            for (Matcher m = matcher(MONTH_FIRST); m.find(); ) {
                named(m, m.group(1), m.group(2), m.group(3));
            }
            for (Matcher m = matcher(DAY_FIRST); m.find(); ) {
                named(m, m.group(2), m.group(1), m.group(3));
            }
            for (Matcher m = matcher(THE_DAY); m.find(); ) {
                int start = text().startsWith("the ", m.start())
                        ? m.start()
                        : m.start() + m.group().indexOf(' ') + 1;
                monthly(m, number(m.group(1))).ifPresent(day -> add(start, m.end(), day));
            }
            for (Matcher m = matcher(ENGLISH_WEEKDAY); m.find(); ) {
                weekday(m);
            }
            for (Matcher m = matcher(ENGLISH_SPAN); m.find(); ) {
                boolean in = m.group(1) != null;
                String direction = in ? "in" : m.group(5);
                boolean back = direction.equals("ago") || direction.equals("earlier") || direction.equals("back");
                add(m, counted(in ? m.group(1) : m.group(3), in ? m.group(2) : m.group(4), back ? -1 : 1));
            }
        }

        private void weekday(Matcher m) {
            String name = m.group("long") != null
                    ? m.group("long")
                    : m.group("plain") != null ? m.group("plain") : m.group("short");
            DayOfWeek weekday = DayOfWeek.MONDAY;
            for (DayOfWeek day : DayOfWeek.values()) {
                if (day.name().regionMatches(true, 0, name, 0, 3)) {
                    weekday = day;
                }
            }
            String offset = m.group("offset");
            String week = m.group("week") != null
                    ? m.group("week")
                    : offset != null && m.group().contains(" week") ? offset : null;
            LocalDate day;
            if (week != null) {
                day = ofWeek(week.equals("next") ? 1 : week.equals("last") ? -1 : 0, weekday);
            } else if (offset == null) {
                day = weekly(m, weekday);
            } else {
                day = switch (offset) {
                    case "next" -> ofWeek(1, weekday);
                    case "last", "past", "this past" -> today.with(TemporalAdjusters.previous(weekday));
                    case "this" -> ofWeek(0, weekday);
                    default -> today.with(TemporalAdjusters.next(weekday));
                };
            }
            add(m, Optional.of(day));
        }

        private void named(Matcher m, String monthName, String day, String year) {
            int month = MONTH_NAMES.indexOf(monthName.substring(0, 3)) / 3 + 1;
            add(m, year != null ? day(number(year), month, number(day)) : yearly(m, month, number(day)));
        }

        /** Weeks begin on Monday. */
        private LocalDate ofWeek(int weeks, DayOfWeek weekday) {
            return today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
                    .plusWeeks(weeks)
                    .with(TemporalAdjusters.nextOrSame(weekday));
        }

        private LocalDate weekly(Matcher m, DayOfWeek weekday) {
            return today.with(
                    hasBeen(m) ? TemporalAdjusters.previousOrSame(weekday) : TemporalAdjusters.nextOrSame(weekday));
        }

        private Optional<LocalDate> monthly(Matcher m, int day) {
            YearMonth month = YearMonth.from(today);
            return nearest(
                    m,
                    List.of(
                            day(
                                    month.minusMonths(1).getYear(),
                                    month.minusMonths(1).getMonthValue(),
                                    day),
                            day(month.getYear(), month.getMonthValue(), day),
                            day(
                                    month.plusMonths(1).getYear(),
                                    month.plusMonths(1).getMonthValue(),
                                    day)));
        }

        private Optional<LocalDate> yearly(Matcher m, int month, int day) {
            int year = today.getYear();
            return nearest(m, List.of(day(year - 1, month, day), day(year, month, day), day(year + 1, month, day)));
        }

        private Optional<LocalDate> nearest(Matcher m, List<Optional<LocalDate>> days) {
            boolean been = hasBeen(m);
            LocalDate best = null;
            for (Optional<LocalDate> day : days) {
                if (day.isPresent()
                        && !(been && day.get().isAfter(today))
                        && (best == null || distance(day.get()) < distance(best))) {
                    best = day.get();
                }
            }
            return Optional.ofNullable(best);
        }

        private long distance(LocalDate day) {
            return Math.abs(day.toEpochDay() - today.toEpochDay());
        }

        private boolean hasBeen(Matcher m) {
            String after = text().substring(m.end(), Math.min(text().length(), m.end() + WINDOW));
            Matcher been = BEEN_AFTER.matcher(after);
            if (been.find()
                    && !NOT_BEEN.matcher(after.substring(0, been.start())).find()) {
                return true;
            }
            return BEEN_BEFORE
                    .matcher(text().substring(Math.max(0, m.start() - 3 * WINDOW), m.start()))
                    .find();
        }

        private Optional<LocalDate> counted(String count, String unit, int direction) {
            boolean half = count.equals("半");
            if (half) {
                return unit.contains("月") ? Optional.of(today.plusDays(15L * direction)) : Optional.empty();
            }
            int number = count.contains("couple") ? 2 : number(count);
            if (number == 0) {
                return Optional.empty();
            }
            long steps = (long) number * direction;
            if (unit.contains("月") || unit.equals("month")) {
                return Optional.of(today.plusMonths(steps));
            }
            boolean days = unit.equals("天") || unit.equals("日") || unit.equals("day");
            return Optional.of(days ? today.plusDays(steps) : today.plusWeeks(steps));
        }

        private static int steps(String offset) {
            int one = offset.startsWith("上") ? -1 : offset.startsWith("下") ? 1 : 0;
            return offset.length() > 1 && offset.charAt(1) == offset.charAt(0) ? 2 * one : one;
        }

        private String text() {
            return findings.text();
        }

        private Matcher matcher(Pattern pattern) {
            return pattern.matcher(text());
        }

        private void add(Matcher m, Optional<LocalDate> day) {
            day.ifPresent(found -> add(m.start(), m.end(), found));
        }

        private void add(int start, int end, LocalDate day) {
            findings.add(Findings.Rank.DATE, Entity.DATE, day.toString(), start, end);
        }
    }
}
