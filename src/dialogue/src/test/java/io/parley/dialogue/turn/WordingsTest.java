package io.parley.dialogue.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.parley.language.Spelling;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordingsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "转人工",
                "轉人工",
                "人工",
                "人工客服",
                "找个真人",
                "我要找客服",
                "转接人工服务",
                "请帮我转一下人工客服",
                "有人吗？机器人听不懂",
                "能不能让真人来跟我说",
                "我要和客服沟通",
                "不要机器人",
                "叫你们经理来",
                "我不想跟机器人说话",
                "怎么转人工",
                "有没有人工客服",
                "客服",
                "你好，转人工",
                "别再用机器人回复我了",
                "human please",
                "Human!",
                "speak to someone",
                "can I talk to a real person?",
                "representative",
                "agent",
                "I need a human",
                "get me a supervisor",
                "connect me with an agent",
                "transfer me to customer service",
                "let me speak with a manager please",
                "This is not helpful, I want to talk to a person",
                "customer service please",
                "I don't want a bot, human please",
                "why can't I talk to a human",
                "is there a real person",
                "please connect me to someone, I want a representative",
                "转 agent",
                "我要 human",
                "please 转人工",
                "能 talk to 客服 吗",
                "找 real person",
                "I want 人工客服",
                "Talk to a person"
            })
    void hearsThatAHumanIsWanted(String text) {
        assertThat(Wordings.SHIPPED.requestsHuman(Spelling.folded(text))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "the agent said it would arrive today",
                "your agent promised me a refund",
                "I talked to an agent yesterday",
                "I don't want to talk to a human",
                "no need for a human",
                "am I talking to a human?",
                "who is the manufacturer",
                "what are your customer service hours",
                "上次的人工客服说可以退",
                "客服告诉我三天到账",
                "不用转人工",
                "不要转人工了",
                "人工费多少钱",
                "人工智能音箱有货吗",
                "客服电话多少",
                "人工客服几点上班",
                "你是真人吗",
                "刚才和客服说过了",
                "怎么退货",
                "我的订单到哪了",
                "有人民币支付吗",
                "where is my order",
                "客服会要验证码吗",
                "个人信息怎么删除",
            })
    void isNotMisledByTalkAboutHumans(String text) {
        assertThat(Wordings.SHIPPED.requestsHuman(Spelling.folded(text))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"不想talk to human", "don't 转人工", "need csv file"})
    void isNotMisledWhereLanguagesAreMixed(String text) {
        assertThat(Wordings.SHIPPED.requestsHuman(Spelling.folded(text))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "你好！,GREETING",
        "Hello there,GREETING",
        "在吗,GREETING",
        "好的，谢谢啦,THANKS",
        "Ok great thanks a lot!,THANKS",
        "没有别的问题了 拜拜,GOODBYE",
        "谢谢88,GOODBYE",
        "that's all for today bye,GOODBYE",
        "你是机器人还是真人啊？,IDENTITY",
        "Am I talking to a real person or a bot?,IDENTITY",
        "你能做什么,IDENTITY"
    })
    void recognisesSmallTalk(String text, Wordings.Courtesy courtesy) {
        assertThat(Wordings.SHIPPED.courtesy(Spelling.folded(text))).contains(courtesy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "你好，怎么退货", "hi, where is my order", "谢谢你的发票", "byebye123", "helloworld"})
    void doesNotTakeOtherThingsForSmallTalk(String text) {
        assertThat(Wordings.SHIPPED.courtesy(Spelling.folded(text))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"怎么退货", "可以退吗？", "在吗 可以退吗", "How do I return it", "may I return it"})
    void recognisesQuestions(String text) {
        assertThat(Wordings.SHIPPED.isQuestion(Spelling.folded(text))).isTrue();
        assertThat(Wordings.SHIPPED.isRealQuestion(Spelling.folded(text))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"我要退货", "show me", "有人吗各位", "are you there"})
    void doesNotTakeStatementsAndGreetingsForQuestions(String text) {
        assertThat(Wordings.SHIPPED.isRealQuestion(Spelling.folded(text))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'',true",
        "我的订单号是,true",
        "'hi, it''s order number',true",
        "订单编号：,true",
        "退,false",
        "return my order,false"
    })
    void recognisesWhatSaysNothingAroundAnOrderNumber(String text, boolean mere) {
        assertThat(Wordings.SHIPPED.isMereOrder(Spelling.folded(text))).isEqualTo(mere);
        assertThat(Wordings.SHIPPED.isMereOrder("'" + Spelling.folded(text) + " 1'"))
                .isEqualTo(mere);
    }

    @ParameterizedTest
    @CsvSource({"试过了，还是不行,true", "still not working,true", "It didn’t help!,true", "distill it,false", "充上电了,false"})
    void recognisesThatNothingHelped(String text, boolean noHelp) {
        assertThat(Wordings.SHIPPED.saysNoHelp(Spelling.folded(text))).isEqualTo(noHelp);
    }

    @ParameterizedTest
    @ValueSource(strings = {"找", "的", "好的", "please ", "not a ", "don't want to talk to ", "订单", "客服 说", "a"})
    void takesNoLongTimeForAnyText(String repeated) {
        String text = repeated.repeat(4_000 / repeated.length()) + "x";
        assertTimeout(Duration.ofSeconds(2), () -> {
            Wordings.SHIPPED.requestsHuman(text);
            Wordings.SHIPPED.isMereOrder(text);
            Wordings.SHIPPED.isRealQuestion(text);
            Wordings.SHIPPED.courtesy(text.substring(text.length() - 60));
        });
    }
}
