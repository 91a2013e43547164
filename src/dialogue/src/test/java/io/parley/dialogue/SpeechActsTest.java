package io.parley.dialogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.language.Spelling;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpeechActsTest {

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
        assertThat(SpeechActs.human(Spelling.folded(text))).isTrue();
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
        assertThat(SpeechActs.human(Spelling.folded(text))).isFalse();
    }
}
