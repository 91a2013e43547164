package io.parley.dialogue;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Recognises requests for a human and small talk by their wording. Works on folded text. Small talk is looked for only in short
 * texts, and the other expressions have no nested repetition, so no text can make them slow.
 */
final class SpeechActs {

    /** Small talk: a turn that says nothing else. The names are the keys of the answers. */
    enum Courtesy {
        GREETING,
        THANKS,
        GOODBYE,
        IDENTITY
    }

    private static final int LONGEST_COURTESY = 60;

    private static final String EN_PERSON =
            "(?:humans?(?: being| agent| operator| support| help)?|(?:(?:real|live|actual|human) )?(?:person|people|agent|representative|rep|operator|advisor|adviser|staff)"
                    + "|live (?:chat|support)|customer (?:service|support|care)(?: (?:agent|rep|representative|person|team))?"
                    + "|support (?:agent|team|staff)|supervisor|manager)";
    private static final String ARTICLE =
            "(?:(?:an?|the|your|some|any|another|to|with|me|us|real|live|actual|with an?|to an?|to the|with the|me an?|me to an?|me to the|me to|me with|me with an?|me over to an?|me through to an?|us to an?|this to an?|it to an?) )?";

    private static final Pattern HUMAN_EN = Pattern.compile(
            "\\b(?:"
                    + "(?:talk|speak|chat|speaking|talking|chatting)(?: directly)? (?:to|with) (?:(?:an?|the|your|some|any|another) )?(?:"
                    + EN_PERSON
                    + "|someone|somebody|anyone|anybody|some one)\\b"
                    + "|(?:connect|transfer|switch|put|hand|pass|redirect|forward|escalate|get|give|bring|send|call|find|fetch) "
                    + ARTICLE + EN_PERSON + "\\b"
                    + "|(?:want|need|prefer|like|wanna have|have|reach|contact|ask for|is there|are there) " + ARTICLE
                    + "(?:human(?: being| agent| operator| support| help)?|(?:real|live|actual) (?:person|agent|human|one|people|chat|support)|person|agent|representative|rep|operator|supervisor|manager"
                    + "|(?:someone|somebody) real|customer (?:service|support|care))\\b"
                    + "|(?:someone|somebody) (?:real|human|to (?:help|call|talk))"
                    + "|(?:not|no|stop|without|hate) (?:an? |the |this |more |talking to an? |talking to the )?(?:bots?|robots?|machines?|chatbots?)\\b)");

    private static final Pattern NOT_HUMAN_EN = Pattern.compile(
            "(?:\\b(?:don'?t|do not|didn'?t|did not|no need|never|without|not|needn'?t)(?: \\w{1,12}){0,2}|\\bam i|\\bare you|\\bwas i|\\bi was|\\bi have been|\\bi've been|\\bwhen can i|\\bwhat time can i|\\bwhat hours can i) $");

    private static final Pattern SHORT_EN = Pattern.compile(
            "^(?:(?:please|pls|hi|hello|hey|ok|okay|no|yes|just|now|an?|the|i said|real|live|sorry|can i get|could i get|may i have|i want|i need),? ){0,4}"
                    + EN_PERSON
                    + "(?:,? (?:please|pls|plz|now|thanks|thank you|asap|here|for me)){0,2}$");

    private static final String ZH_PERSON =
            "(?:人工(?:客服|服务|坐席|座席)?|真人(?:客服)?|活人|客服(?:人员|专员|小姐姐|小哥)?|专员|坐席|座席|经理|主管|负责人|工作人员|human(?: agent)?|(?:real |live )?(?:agent|person)|representative|operator|supervisor|manager|cs)";
    private static final String ZH_ONE = "\\s?(?:一个|一位|一下|给|到|个|位|你们的?|我|去|跟|和|与)?(?:个|位)?\\s?";

    private static final Pattern HUMAN_ZH = Pattern.compile(
            "(?:转接|转|接入|接通|接|切换到?|切|换成|换|叫|找|要|联系|呼叫|喊|请|派|有没有|有|需要|求|want|need|get|to)" + ZH_ONE
                    + ZH_PERSON
                    + "|(?:和|跟|与|同|让|talk to|speak to|chat with|speak with|talk with)\\s?(?:一个|一位|你们的?)?(?:个|位)?\\s?"
                    + ZH_PERSON
                    + "\\s?(?:来|说|聊|谈|讲|沟通|对话|处理|服务|联系|回复|帮|跟|和)?"
                    + "|(?:不要|不想|别|讨厌|拒绝)(?:再)?(?:用|让|跟|和|给我)?(?:这个)?(?:一个)?(?:机器人|机器|智能客服|ai\\b|bot|自动回复)"
                    + "|(?:不是|不要)机器人|(?:来|换|找|叫|派|喊)个?人(?:来)?(?:跟|和|帮|处理|回|聊|说|吧|$)|有(?:没有)?(?:真|活)?人(?:在)?(?:吗|么|嘛|没|$)|人呢");

    private static final Pattern NOT_HUMAN_ZH_BEFORE =
            Pattern.compile("(?:不|不用|不要|别|不需要|不想|无需|没有?|没必要|刚才|刚刚|昨天|上次|之前|前天|早上|已经)(?:想|再|给我|帮我|有|我)?\\s?$");

    private static final Pattern NOT_HUMAN_ZH_AFTER = Pattern.compile(
            "^(?:的)?(?:智能|费|成本|合成|降噪|说(?:过|了|的|是|可以|会|要|不|我|你|让|已)|告诉|答应|承诺|讲(?:过|了)|(?:聊|谈|沟通|联系)(?:过|了)|(?:的)?(?:电话|号码|热线|几点|什么时候|工作时间|服务时间|上班|下班|在线时间|时间|态度|会要|会问|是不是骗|打电话|冒充))");

    private static final Pattern SHORT_ZH = Pattern.compile(
            "^(?:请|麻烦|你好|您好|我要|要|好的|,|\\s){0,3}" + ZH_PERSON + "(?:please|pls|谢谢|在吗|在么|在不在|有吗|呢|吧|啊|\\s|,){0,3}$");

    private static final Pattern GREETING = Pattern.compile(
            "(?:(?:你好|您好|你们好|哈喽|哈啰|嗨|喂|早|早上好|上午好|下午好|晚上好|中午好|在吗|在么|在不在|有人吗|hi|hello|hey|hiya|yo|greetings|good (?:morning|afternoon|evening|day)|there|anyone there|everyone|亲|啊|呀|客服)\\s?)+");
    private static final Pattern THANKS = Pattern.compile(
            "(?:(?:谢谢(?:你|您|啦|了)?|多谢|感谢|thx|thanks(?: a lot| so much)?|thank (?:you|u)(?: so much| very much)?|many thanks|cheers|ty|好的?|好吧|行|可以|ok|okay|great|perfect|cool|nice|got it|i see|明白了?|知道了|了解了?|收到|嗯|哦|太好了|解决了|that helps|that helped|very helpful|awesome|good|alright|辛苦了|啦|的)\\s?)+");
    private static final Pattern GOODBYE = Pattern.compile(
            "(?:(?:谢谢|thanks|thank you|好的|ok|那就这样|就这样|没(?:有)?(?:别的)?(?:事|问题)?了|不用了|没有了|再见|拜拜|拜|88|晚安|bye(?: bye)?|goodbye|good bye|see you(?: later)?|good night|that'?s all|that is all|that's it|nothing else|no thanks|no thank you|no more questions|for now|for today|have a (?:nice|good|great) (?:day|one|evening))\\s?)+");
    private static final Pattern IDENTITY = Pattern.compile(
            "(?:请问)?(?:你|您)(?:们)?是(?:谁|什么|真人|人工|机器人|ai|人|人类|不是)(?:还是)?(?:真人|人工|机器人|ai|人)?(?:客服)?(?:吗|么|啊|呢)?"
                    + "|(?:are you|am i (?:talking|speaking|chatting) (?:to|with)) (?:an? )?(?:real |live )?(?:human|person|bot|robot|ai|machine|agent|computer|chatbot)(?: or (?:an? )?(?:human|person|bot|robot|ai|machine))?"
                    + "|who are you|what are you|is this (?:an? )?(?:bot|robot|human|ai|machine|real person)|你会(?:做)?什么|你能(?:做|干)什么|what can you do");

    private static final Pattern NO_WORDS = Pattern.compile("[^\\p{L}\\p{N}'\\s]+");
    private static final Pattern SPACES = Pattern.compile("\\s+");

    private SpeechActs() {}

    /** Whether a human is requested, not merely talked about. */
    static boolean human(String folded) {
        for (String clause : folded.split("[。！？；!?;\\n]|[.,，](?=\\s|$|\\p{IsHan})|，", -1)) {
            String bare = NO_WORDS.matcher(clause).replaceAll(" ").strip();
            bare = SPACES.matcher(bare).replaceAll(" ");
            if (SHORT_EN.matcher(bare).matches() || SHORT_ZH.matcher(bare).matches()) {
                return true;
            }
            if (wished(HUMAN_EN, bare, NOT_HUMAN_EN, null)
                    || wished(HUMAN_ZH, bare, NOT_HUMAN_ZH_BEFORE, NOT_HUMAN_ZH_AFTER)) {
                return true;
            }
        }
        return false;
    }

    private static boolean wished(Pattern wish, String clause, Pattern notAfter, @Nullable Pattern notBefore) {
        Matcher wished = wish.matcher(clause);
        while (wished.find()) {
            String before = clause.substring(Math.max(0, wished.start() - 40), wished.start());
            String after = clause.substring(wished.end(), Math.min(clause.length(), wished.end() + 12));
            if (!notAfter.matcher(before).find()
                    && (notBefore == null || !notBefore.matcher(after).find())) {
                return true;
            }
        }
        return false;
    }

    /** Returns the kind of small talk; empty when the turn says anything else. */
    static Optional<Courtesy> courtesy(String folded) {
        String bare = NO_WORDS.matcher(folded).replaceAll(" ").strip();
        bare = SPACES.matcher(bare).replaceAll(" ");
        if (bare.isEmpty() || bare.length() > LONGEST_COURTESY) {
            return Optional.empty();
        }
        if (IDENTITY.matcher(bare).matches()) {
            return Optional.of(Courtesy.IDENTITY);
        }
        if (GREETING.matcher(bare).matches()) {
            return Optional.of(Courtesy.GREETING);
        }
        if (THANKS.matcher(bare).matches()) {
            return Optional.of(Courtesy.THANKS);
        }
        return GOODBYE.matcher(bare).matches() ? Optional.of(Courtesy.GOODBYE) : Optional.empty();
    }
}
