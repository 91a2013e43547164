package io.parley.language.entity;

/** Words for the kinds of things that shops sell, and the makers' names that go with a model. */
final class ProductNouns {

    private static final String CHINESE_KIND =
            "(?:无线|真无线|蓝牙|智能|主动|降噪|机械|头戴式?|入耳式|开放式|运动|游戏|便携|电子书|静音|快充|氮化镓|双频|回音壁|高清|" + "液晶|替换|硅胶|儿童|手机|电脑|平板){0,3}";

    /** A noun phrase in Chinese, without a colour. */
    static final String CHINESE = CHINESE_KIND
            + "(?:手机(?![号卡版端壳套上])|耳机|耳麦|音箱|音响|平板电脑|平板|笔记本电脑|笔记本|台式机|电脑|手表|手环|充电器|充电宝|充电板|充电头|充电盒|移动电源|数据线|充电线|转接头|转换器|扩展坞|键盘|鼠标|摄像头"
            + "|显示器|显示屏|路由器|插座|插头|灯泡|台灯|吸尘器|扫地机器人|扫地机|阅读器|保护壳|保护套|手机壳|手机套|钢化膜|贴膜|耳罩|表带|手写笔|触控笔|滤网|相机|电视机|电视|打印机|投影仪|回音壁|冰箱"
            + "|洗衣机|空调|硬盘|内存条|显卡|主板|音柱|话筒|麦克风|手柄|游戏机|无人机|门锁|电饭煲|热水器|净化器|加湿器)";

    private static final String ENGLISH_KIND =
            "(?:(?:wireless|true|bluetooth|noise[- ]cancell?ing|gaming|mechanical|smart|usb-c|sports?|portable|phone|laptop|cordless|dual-band"
                    + "|open-ear|silent|4k|screen|robot|dual band)[ -]){0,3}";

    /** Nouns that take an s. */
    private static final String ENGLISH_STEM =
            "headphone|earphone|earbud|headset|speaker|soundbar|smartphone|phone|tablet|laptop|notebook|computer|smartwatch"
                    + "|charger|power ?bank|charging pad|cable|adapter|adaptor|hub|dock|keyboard|webcam|camera|monitor|router|smart plug"
                    + "|bulb|vacuum cleaner|vacuum|e-?reader|phone case|screen protector|strap|stylus pen|tv|printer|projector|console|drone";

    /** A noun phrase in English. */
    static final String ENGLISH =
            ENGLISH_KIND + "(?:(?:" + ENGLISH_STEM + ")s?|(?:smart)?watch(?:es)?|mouse|mice|case|stylus)(?![a-z])";

    /** More than one of a kind. */
    static final String ENGLISH_PLURAL = "(?:" + ENGLISH_STEM + ")s|(?:smart)?watches|mice|cases|bands|straps|filters";

    /** Makers and families, after which a number or a word such as pro is a model. */
    static final String FAMILIES =
            "(?:apple|iphone|ipad|imac|macbook|airpods|apple watch|galaxy|samsung|pixel|google|huawei|honor|xiaomi|redmi|oppo"
                    + "|vivo|iqoo|oneplus|realme|meizu|mate|pura|nova|reno|find(?= x\\d)|matebook|magicbook|matepad|thinkpad|thinkbook|ideapad|lenovo|legion|dell"
                    + "|xps|inspiron|hp|asus|rog|acer|surface|sony|bose|jbl|sennheiser|logitech|anker|dji|gopro|dyson|kindle|playstation|xbox|nintendo|switch"
                    + "|苹果|小米|红米|华为|荣耀|魅族|一加|真我|三星|索尼|联想|拯救者|戴尔|惠普|华硕|宏碁|罗技|安克|大疆|戴森|飞利浦|松下|佳能|尼康|微软|任天堂|漫步者|绿联)";

    /** Families that are a product by themselves. */
    static final String PRODUCTS =
            "(?:iphone|ipad|imac|macbook|airpods|apple watch|airtag|homepod|kindle|thinkpad|playstation|ps[45]|xbox|nintendo switch|switch oled)";

    private ProductNouns() {}
}
